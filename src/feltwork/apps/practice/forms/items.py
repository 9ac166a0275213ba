"""A form for any kind of item, made from its fields in `core.practice`: one place says what an item holds.

The same form stands on the page without scripts and is read by the keeping island, which sends the same fields.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.practice.actions import Change
from feltwork.apps.practice.forms.words import HINTS, LABELS, OPEN_FIRST, problem
from feltwork.apps.practice.models import Audience
from feltwork.apps.ui.forms import ChipBoxes, ChipRadios, DayInput, FwForm
from feltwork.core import practice as core
from feltwork.core.practice import KINDS, ItemError, check

QUIET = {"spellcheck": "false", "autocomplete": "off"}  # clinical words go to no spelling service and no history


class Scale(forms.RadioSelect):
    """From 0 to 10, or not said."""

    template_name = "practice/scale.html"


class ItemForm(FwForm):
    """`ItemForm("goal", data)`; with *fields* only some of a kind's fields, the rest of the body stays as it was."""

    def __init__(
        self,
        kind: str,
        data: Any = None,
        *,
        body: Mapping[str, Any] | None = None,
        fields: Collection[str] = (),
        uuid: UUID | None = None,
        version: int = 0,
        audience: str = "",
        with_audience: bool = True,
        child: bool = False,
        **kwargs: Any,
    ) -> None:
        self.kind, self.body, self.uuid, self.version = kind, dict(body or {}), uuid, version
        self.who = audience or KINDS[kind].audience  # templates reach a field by its name first
        self.change_id = uuid4()  # in the page, so that sending it twice changes it once
        self.names = [name for name in KINDS[kind].fields if not fields or name in fields]
        super().__init__(data, initial=self._initial(self.body), auto_id=f"id_{kind}_%s", **kwargs)
        for name in self.names:
            made = _field(kind, name, KINDS[kind].fields[name])
            if made is not None:
                self.fields[name] = made
        self.more()
        if with_audience:
            first = [Audience.ME, Audience.TEAM, Audience.CLIENT, *([Audience.GUARDIAN] if child else [])]
            self.fields["audience"] = forms.ChoiceField(
                label=_("Who reads this"),
                choices=[(one.value, one.label) for one in first],
                initial=audience or KINDS[kind].audience,
                widget=ChipRadios,
            )

    def more(self) -> None:
        """Further fields of a kind with parts of its own."""

    def taken_besides(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What those fields say, as parts of the body."""
        return {}

    def _initial(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {name: _shown(value) for name, value in body.items() if name in self.names}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kept = {name: value for name, value in self.body.items() if name not in self.fields}
        whole = {**kept, **_taken(self.kind, self.names, given), **self.taken_besides(given)}
        try:
            self.taken = check(self.kind, whole)
        except ItemError as wrong:
            field = wrong.field.split(".")[0]
            self.add_error(field if field in self.fields else None, problem(wrong))
        return given

    def change(self, change: UUID | None = None, *, position: int | None = None) -> Change:
        """What was filled in, as a change of the item. Only of a form that is valid."""
        audience = self.cleaned_data.get("audience", "")
        return Change(change or uuid4(), self.uuid or uuid4(), self.kind, self.version, self.taken, audience, position)

    @property
    def has_more(self) -> bool:
        """Something stands in the fields that the page keeps folded."""
        return any(self.body.get(name) for name in ("resource", "oriented", "suds", "completion", "present"))

    @property
    def has_signs(self) -> bool:
        return bool(self.body.get("states") or self.body.get("signs"))

    @property
    def audience_field(self) -> forms.BoundField | None:
        return self["audience"] if "audience" in self.fields else None

    @property
    def body_json(self) -> str:
        """For the island: what stands, of which the fields are a part."""
        return json.dumps(self.body)

    @cached_property
    def shapes(self) -> str:
        """For the island: the type of each field, as JSON."""
        shapes = {name: _shape(KINDS[self.kind].fields[name]) for name in self.names if name in self.fields}
        return json.dumps(shapes | self.further_shapes())

    def further_shapes(self) -> dict[str, str]:
        return {}


def _field(kind: str, name: str, spec: Any) -> forms.Field | None:
    label: str | Promise = LABELS.get(f"{kind}.{name}") or LABELS.get(name) or name
    return field_of(spec, label=label, hint=HINTS.get(f"{kind}.{name}", ""))


def field_of(spec: Any, *, label: str | Promise, hint: str | Promise = "") -> forms.Field | None:
    """None for what no form asks: ids of other rows, points, lists with fields of their own."""
    more: dict[str, Any] = {"label": label, "required": spec.needed, "help_text": hint}
    match spec:
        case core.Number(least=0, most=10, parts=False):
            scale: list[tuple[str, Any]] = [("", _("not said"))] + [(str(number), str(number)) for number in range(11)]
            return forms.ChoiceField(choices=scale, widget=Scale, **more)
        case core.Number():
            return forms.FloatField(min_value=spec.least, max_value=spec.most, **more)
        case core.Words():
            lines = 2 if spec.most <= 1000 else 4
            plain = spec.most <= 200
            widget: forms.Widget = forms.TextInput(QUIET) if plain else forms.Textarea({"rows": lines, **QUIET})
            return forms.CharField(max_length=spec.most, widget=widget, **more)
        case core.Choice(several=True):
            return forms.MultipleChoiceField(choices=_choices(spec.group), widget=ChipBoxes, **more)
        case core.Choice():
            first: list[tuple[str, Any]] = [] if spec.needed else [("", OPEN_FIRST)]
            return forms.ChoiceField(choices=first + _choices(spec.group), widget=ChipRadios, **more)
        case core.YesNo():
            return forms.BooleanField(**{**more, "required": False})
        case core.Day():
            return forms.DateField(widget=DayInput(), **more)
        case _:
            return None


def _choices(group: str) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(word.id, word.label(language)) for word in core.words(group).values()]


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _taken(kind: str, names: Collection[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """From what a form hands over to what `core.practice` checks."""
    body: dict[str, Any] = {}
    for name in names:
        value = given.get(name)
        if value in (None, "", []):
            continue
        match KINDS[kind].fields[name]:
            case core.Number(parts=parts):
                body[name] = float(value) if parts else int(float(value))
            case core.Day():
                body[name] = value.isoformat()
            case core.YesNo(needed=needed):
                if value or needed:
                    body[name] = bool(value)
            case _:
                body[name] = value
    return body


def _shape(spec: Any) -> str:
    match spec:
        case core.Number():
            return "number"
        case core.Choice(several=True):
            return "list"
        case core.YesNo(needed=needed):
            return "yesno" if needed else "bool"
        case _:
            return "text"
