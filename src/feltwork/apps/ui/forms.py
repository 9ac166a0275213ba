"""How forms look everywhere: the renderer, widgets beyond Django's, and bases that speak our language.

`{{ form }}` gives a whole form, `{% field form.date %}` one field, `{% errors form %}` the list of what has to change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import pretty_name
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, TemplateNotFound, Undefined

from feltwork.apps.ui.rows import environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    """That of the rows of lists, for the same reason: a page of fields is a list, too.

    What we leave alone comes from Django's own Jinja2 templates, which count on missing names being empty.
    """
    rows = environment()
    django_own = FileSystemLoader(Path(django.forms.__file__).parent / "jinja2")
    loader = ChoiceLoader([rows.loader, django_own] if rows.loader else [django_own])
    env = rows.overlay(loader=loader, undefined=Undefined)
    env.globals = {**rows.globals, "optional": _("optional")}
    return env


class Renderer(DjangoTemplates):
    """Fields and widgets by Jinja2, ours before those of Django; what has no Jinja2 template by Django's engine."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    @cached_property
    def engine(self) -> Engine:
        return Engine(
            {
                "APP_DIRS": True,
                "DIRS": [TEMPLATES],
                "NAME": "feltwork-forms",
                "OPTIONS": {"builtins": ["feltwork.apps.ui.templatetags.ui"]},
            }
        )

    def get_template(self, template_name: str) -> Any:
        try:
            return _environment().get_template(template_name)
        except TemplateNotFound:
            return super().get_template(template_name)


class _WithHints:
    """`hints={"value": "…"}` puts a second line under a choice."""

    def __init__(self, *args: Any, hints: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # of Django
        return option | {"hint": self.hints.get(str(value), "")}


class CardRadios(_WithHints, forms.RadioSelect):
    """One choice to a card, with room for a second line."""

    template_name = "ui/forms/cards.html"


class CardBoxes(_WithHints, forms.CheckboxSelectMultiple):
    """Any number of choices, one to a card."""

    template_name = "ui/forms/cards.html"


class RowRadios(_WithHints, forms.RadioSelect):
    """One choice to a row, with room for a second line."""


class RowBoxes(_WithHints, forms.CheckboxSelectMultiple):
    """Any number of choices, one to a row, with room for a second line."""


class ChipRadios(forms.RadioSelect):
    """Short words side by side, one of which is chosen."""

    template_name = "ui/forms/chips.html"


class ChipBoxes(forms.CheckboxSelectMultiple):
    """Short words side by side, any number of which are chosen."""

    template_name = "ui/forms/chips.html"


class DayInput(forms.DateInput):
    """The browser's own date field, which writes and reads 2026-11-19 in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeOfDayInput(forms.TimeInput):
    """The browser's own field for a time, 24 hours."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


INSTEAD: dict[type[forms.Widget], type[forms.Widget]] = {forms.DateInput: DayInput, forms.TimeInput: TimeOfDayInput}


class Look:
    """Mixed into forms: our errors instead of the browser's, native date fields, names that browsers can fill in."""

    use_required_attribute = False
    autocomplete: dict[str, str] = {"email": "email", "name": "name", "phone": "tel"}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _use_our_widget(field)
            _say_what_is_missing(name, field)
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs.setdefault("autocomplete", self.autocomplete.get(name, "off"))


def _use_our_widget(field: forms.Field) -> None:
    kind = type(field.widget)
    if kind in INSTEAD:
        field.widget = INSTEAD[kind](field.widget.attrs)
    elif kind is forms.Textarea and field.widget.attrs.get("rows") == "10":
        field.widget.attrs["rows"] = "4"


def _say_what_is_missing(name: str, field: forms.Field) -> None:
    # Django's own sentence is the same for every field, which helps nobody in a list of what has to change
    if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = format_lazy(_sentence(field), label=field.label or pretty_name(name))


def _sentence(field: forms.Field) -> Any:
    if isinstance(field, forms.BooleanField):
        return _("Please tick the box if you agree; we cannot go on without it.")
    if isinstance(field, forms.FileField):
        return _("{label}: please choose a file")
    return _("{label}: please choose") if hasattr(field, "choices") else _("{label}: please fill this in")


class FwForm(Look, forms.Form):
    """The base of our forms."""


class FwModelForm(Look, forms.ModelForm):  # type: ignore[type-arg]  # the model is named by Meta
    """The base of our forms for one model."""


@dataclass(frozen=True, slots=True)
class Problem:
    text: str
    target: str  # id of the control, or "" when the whole form is meant


def problems(form: forms.BaseForm) -> Iterator[Problem]:
    """What has to change in a bound *form*, in the order of the page."""
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield Problem(str(text), "")
    for bound in form:
        for text in bound.errors:
            yield Problem(str(text), _target(bound))


def _target(bound: forms.BoundField) -> str:
    if bound.is_hidden:
        return ""
    if bound.use_fieldset:
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label)
