"""Writing a question: what all kinds share, and lines of choices, pairs, places or criteria as the kind asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.exams.forms.figures import figure_choices, figure_data
from feltwork.apps.exams.forms.shapes import read_shape, write_shape
from feltwork.apps.exams.models import Difficulty, Topic
from feltwork.apps.exams.problems import sentence
from feltwork.apps.schools.fields import FractionFormField
from feltwork.apps.ui.forms import ChipRadios, FwForm, RowRadios
from feltwork.core.exams import ALL_OR_NOTHING, KINDS, PARTIAL, problems_of

KIND_WORDS = {
    "single": gettext_lazy("One answer of several"),
    "multiple": gettext_lazy("Several answers"),
    "ordering": gettext_lazy("Put in order"),
    "matching": gettext_lazy("What belongs together"),
    "short": gettext_lazy("Short answer in words"),
    "region": gettext_lazy("A place on a figure"),
}
KIND_HINTS = {
    "single": gettext_lazy("Three to five choices, one of them right. The kind that is measured best."),
    "multiple": gettext_lazy("Every right one has to be chosen, and no wrong one."),
    "ordering": gettext_lazy("Steps or events in the order in which they come."),
    "matching": gettext_lazy("Pairs: each line is matched with one of a list."),
    "short": gettext_lazy("Some sentences, read by two people who do not see each other’s marks."),
    "region": gettext_lazy("A numbered place on a drawing is chosen."),
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST_LINES = {"single": 4, "multiple": 5, "ordering": 4, "matching": 4, "short": 2, "region": 4}
MOST_LINES = 24
WITH_PARTS = frozenset({"multiple", "ordering", "matching"})
ROWS_OF = {"region": "regions", "short": "criteria"}


@dataclass(frozen=True, slots=True)
class Line:
    """The bound fields of one line; those the kind does not have are None."""

    number: int
    index: int
    text: forms.BoundField
    id: forms.BoundField
    second: forms.BoundField | None
    fixed: forms.BoundField | None
    is_right: bool


class ItemForm(FwForm):
    """`cleaned_data` gives topic, difficulty, family and `data`, the item in the shape of `core.exams`."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=Topic, widget=ChipRadios)
    difficulty = forms.ChoiceField(
        label=gettext_lazy("How hard"),
        choices=Difficulty,
        widget=ChipRadios,
        initial=Difficulty.MEDIUM,
        help_text=gettext_lazy("As you expect it; the statistics will say how it was."),
    )
    family = forms.SlugField(
        label=gettext_lazy("Family"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("One word for questions that give each other away: no form has two of them."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    stem = forms.CharField(
        label=gettext_lazy("The question"),
        widget=forms.Textarea({"rows": 6}),
        max_length=6000,
        help_text=gettext_lazy(
            "Markdown: *leaning*, **strong**, lists. Say what is needed to answer, and nothing else."
        ),
    )
    figure = forms.ChoiceField(label=gettext_lazy("Figure"), required=False)
    words = forms.IntegerField(
        label=gettext_lazy("How many words at most"), min_value=10, max_value=1000, initial=120, required=False
    )
    scoring = forms.ChoiceField(
        label=gettext_lazy("When only a part is right"),
        choices=[(ALL_OR_NOTHING, gettext_lazy("no points")), (PARTIAL, gettext_lazy("points for that part"))],
        widget=RowRadios,
        initial=ALL_OR_NOTHING,
        required=False,
    )
    points = FractionFormField(label=gettext_lazy("Points"), initial="1", required=False)
    explanation = forms.CharField(
        label=gettext_lazy("Why it is so"),
        widget=forms.Textarea({"rows": 4}),
        max_length=6000,
        required=False,
        help_text=gettext_lazy(
            "Shown with the result where the examination shows answers. Name a source if there is one."
        ),
    )
    extra = forms.CharField(
        label=gettext_lazy("More to choose from that belongs to no line"),
        widget=forms.Textarea({"rows": 2}),
        required=False,
        help_text=gettext_lazy("One a line; they make guessing harder."),
    )

    def __init__(self, *args: Any, kind: str, item_data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.kind = kind
        self.old = dict(item_data or {})
        self.seen: dict[str, Any] = {}  # what the page says, sound or not, for looking at it
        kwargs["initial"] = _first(self.old) | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["figure"].choices = figure_choices(kind)  # type: ignore[attr-defined]  # a ChoiceField
        self.count = self._lines_wanted()
        self._leave_out()
        for index in range(self.count):
            self._add_line(index)

    # --- lines

    def _lines_wanted(self) -> int:
        if self.is_bound:
            asked = str(self.data.get("lines", ""))
            count = int(asked) if asked.isascii() and asked.isdigit() else FIRST_LINES[self.kind]
            return min(count + (1 if "more" in self.data else 0), MOST_LINES)
        return max(len(self._old_rows()), FIRST_LINES[self.kind] if not self.old else 1)

    def _old_rows(self) -> list[Mapping[str, Any]]:
        if self.kind == "ordering":
            by_id = {one["id"]: one for one in self.old.get("choices", ())}
            return [by_id[one] for one in self.old.get("key", ()) if one in by_id]
        return list(self.old.get(ROWS_OF.get(self.kind, "choices"), ()))

    def _leave_out(self) -> None:
        unwanted = {
            "words": self.kind != "short",
            "scoring": self.kind not in WITH_PARTS,
            "extra": self.kind != "matching",
            "points": self.kind == "short",
        }
        for name, is_unwanted in unwanted.items():
            if is_unwanted:
                del self.fields[name]
        if self.kind == "region":
            self.fields["figure"].required = True

    def _add_line(self, index: int) -> None:
        rows = self._old_rows()
        row = rows[index] if index < len(rows) else {}
        label = _("Line %(n)s") % {"n": index + 1}
        self.fields[f"text_{index}"] = forms.CharField(
            label=label,
            required=False,
            max_length=2000,
            initial=row.get("text", ""),
            widget=forms.TextInput({"class": "fw-input"}),
        )
        self.fields[f"id_{index}"] = forms.CharField(
            required=False, max_length=40, initial=row.get("id", ""), widget=forms.HiddenInput
        )
        second = self._second(row, label)
        if second is not None:
            self.fields[f"second_{index}"] = second
        if self.kind in {"single", "multiple"}:
            self.fields[f"fixed_{index}"] = forms.BooleanField(
                label=_("Stays last: %(line)s") % {"line": label}, required=False, initial=bool(row.get("fixed"))
            )
        for name in (f"text_{index}", f"second_{index}"):
            if name in self.fields:
                self.fields[name].widget.attrs.setdefault("autocomplete", "off")

    def _second(self, row: Mapping[str, Any], label: str) -> forms.Field | None:
        if self.kind == "matching":
            texts = {one["id"]: one["text"] for one in self.old.get("targets", ())}
            target = texts.get((self.old.get("key") or {}).get(row.get("id")), "")
            return forms.CharField(
                label=_("Belongs to %(line)s") % {"line": label}, required=False, max_length=400, initial=target
            )
        if self.kind == "short":
            return FractionFormField(
                label=_("Points of %(line)s") % {"line": label}, required=False, initial=str(row.get("points", "1"))
            )
        if self.kind == "region":
            shape = write_shape(row.get("shape") or ())
            return forms.CharField(
                label=_("Corners of %(line)s") % {"line": label}, required=False, max_length=4000, initial=shape
            )
        return None

    @property
    def lines(self) -> Iterator[Line]:
        right = self._right()
        for index in range(self.count):
            second, fixed = f"second_{index}", f"fixed_{index}"
            yield Line(
                number=index + 1,
                index=index,
                text=self[f"text_{index}"],
                id=self[f"id_{index}"],
                second=self[second] if second in self.fields else None,
                fixed=self[fixed] if fixed in self.fields else None,
                is_right=str(index) in right,
            )

    def _right(self) -> set[str]:
        """Indexes of the lines that are ticked as right."""
        if self.is_bound:
            return set(self.data.getlist("right"))  # type: ignore[attr-defined]  # a QueryDict
        key = self.old.get("key") or ()
        ids = [key] if isinstance(key, str) else list(key)
        return {str(index) for index, row in enumerate(self._old_rows()) if row.get("id") in ids}

    # --- the item

    def item_data(self) -> dict[str, Any]:
        """What the page says, sound or not, once the fields themselves were read."""
        said = self.cleaned_data
        data: dict[str, Any] = {
            "kind": self.kind,
            "stem": said.get("stem", ""),
            "language": said.get("language", "en"),
            "explanation": said.get("explanation", ""),
            "scoring": said.get("scoring") or ALL_OR_NOTHING,
        }
        if figure := figure_data(said.get("figure") or "", data["language"]):
            data["figure"] = figure
        data |= self._parts([index for index in range(self.count) if said.get(f"text_{index}")])
        if "points" in self.fields:
            data["points"] = _number(said.get("points") or Fraction(1))
        if self.kind == "short":
            data["words"] = said.get("words") or 0
            if data["criteria"]:
                data["points"] = _number(sum((Fraction(str(one["points"])) for one in data["criteria"]), Fraction(0)))
        return data

    def _parts(self, filled: Sequence[int]) -> dict[str, Any]:
        ids = self._ids(filled)
        said, right = self.cleaned_data, self._right()
        chosen = [ids[index] for index in filled if str(index) in right]
        if self.kind in {"single", "multiple"}:
            rows = [
                {"id": ids[index], "text": said[f"text_{index}"]}
                | ({"fixed": True} if said.get(f"fixed_{index}") else {})
                for index in filled
            ]
            return {"choices": rows, "key": (chosen[0] if chosen else "") if self.kind == "single" else chosen}
        if self.kind == "region":
            return {"regions": [self._region(index, ids[index]) for index in filled], "key": chosen}
        if self.kind == "short":
            return {
                "criteria": [
                    {
                        "id": ids[index],
                        "text": said[f"text_{index}"],
                        "points": _number(said.get(f"second_{index}") or Fraction(1)),
                    }
                    for index in filled
                ]
            }
        rows = [{"id": ids[index], "text": said[f"text_{index}"]} for index in filled]
        if self.kind == "ordering":
            # kept by name, so that the order of the file does not tell the order that is right
            return {
                "choices": sorted(rows, key=lambda one: str(one["text"]).casefold()),
                "key": [ids[one] for one in filled],
            }
        return {"choices": rows, **self._pairs(filled, ids)}

    def _region(self, index: int, code: str) -> dict[str, Any]:
        shape = read_shape(self.cleaned_data.get(f"second_{index}", ""))
        return {"id": code, "text": self.cleaned_data[f"text_{index}"], "shape": shape}

    def _pairs(self, filled: Sequence[int], ids: Mapping[int, str]) -> dict[str, Any]:
        kept = {one["text"]: one["id"] for one in self.old.get("targets", ())}
        said = self.cleaned_data
        extra = [line.strip() for line in str(said.get("extra") or "").splitlines() if line.strip()]
        matched = {index: said.get(f"second_{index}", "") for index in filled}
        texts = list(dict.fromkeys([*(text for text in matched.values() if text), *extra]))
        taken = set(kept.values())
        free = (f"t{number}" for number in range(1, 200) if f"t{number}" not in taken)
        names = {text: kept.get(text) or next(free) for text in texts}
        return {
            "targets": [{"id": names[text], "text": text} for text in sorted(texts, key=str.casefold)],
            "key": {ids[index]: names[text] for index, text in matched.items() if text},
        }

    def _ids(self, filled: Sequence[int]) -> dict[int, str]:
        """Each line keeps its name over the versions, so that statistics can follow a choice."""
        given = {index: str(self.cleaned_data.get(f"id_{index}") or "") for index in filled}
        taken = {name for name in given.values() if name}
        free = (letter for letter in [*LETTERS, *(f"x{n}" for n in range(99))] if letter not in taken)
        return {index: name or next(free) for index, name in given.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        data = self.item_data()
        for problem in problems_of(data):
            self.add_error(self._field_of(problem.where), sentence(problem))
        self.seen = data
        return {name: cleaned.get(name, "") for name in ("topic", "difficulty", "family")} | {"data": data}

    def _field_of(self, where: str) -> str | None:
        name = where.split(".")[0]
        # a field that was found wrong by itself has said so already
        return (
            name if name in {"stem", "figure", "words", "points", "explanation"} and name not in self.errors else None
        )


def _first(old: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of an item that exists begin with."""
    if not old:
        return {}
    matched = set((old.get("key") or {}).values()) if isinstance(old.get("key"), Mapping) else set()
    return {
        "stem": old.get("stem", ""),
        "language": old.get("language", "en"),
        "explanation": old.get("explanation", ""),
        "scoring": old.get("scoring", ALL_OR_NOTHING),
        "points": str(old.get("points", "1")),
        "words": old.get("words"),
        "figure": (old.get("figure") or {}).get("file", ""),
        "extra": "\n".join(one["text"] for one in old.get("targets", ()) if one["id"] not in matched),
    }


def _number(value: Fraction) -> int | float | str:
    return int(value) if value.denominator == 1 else str(value)


class KindForm(FwForm):
    """The first step: which kind of question."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of question"),
        choices=[(kind, KIND_WORDS[kind]) for kind in KINDS],
    )
