"""The text of a lesson and its questions, as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.ui.forms import FwForm
from feltwork.core.learning import LessonText, Question

RIGHT = "*"
NAMES = "abcdefghijkl"
KINDS = (
    ("single", gettext_lazy("One choice is right")),
    ("multiple", gettext_lazy("Several may be right")),
    ("reflective", gettext_lazy("A thought, for the reader alone")),
)


class _Asked(FwForm):
    """A draft may have gaps, which publishing then names; so its fields are neither enforced nor called optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_asked = True  # type: ignore[attr-defined]  # read by the template of fields


class TextForm(_Asked):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160, required=False)
    summary = forms.CharField(
        label=gettext_lazy("What it is about, in a sentence"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Markdown: ## for a heading, *word* for stress, - for a list, [words](https://…) for a link."
        ),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 22, "class": "fw-textarea l-source", "spellcheck": "true"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that it takes"),
        help_text=gettext_lazy("Empty: reckoned from the text."),
        min_value=1,
        max_value=600,
        required=False,
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class QuestionForm(_Asked):
    """One question. Its choices stand one to a line, the right ones with a star before them."""

    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    stem = forms.CharField(
        label=gettext_lazy("What it asks"),
        help_text=gettext_lazy("Leave this empty to drop the question."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, required=False)
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        help_text=gettext_lazy("One to a line; begin the right ones with a star: * like this."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    why = forms.CharField(
        label=gettext_lazy("Why, shown with the answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )


class BaseQuestions(forms.BaseFormSet[QuestionForm]):
    """`questions(before)` gives what was written; identifiers of choices stay with their words."""

    def questions(self, before: Sequence[Question]) -> tuple[Question, ...]:
        known = {one.id: one for one in before}
        taken = {form.cleaned_data.get("code") for form in self.forms}
        found = list[Question]()
        for form in self.forms:
            data = form.cleaned_data
            if not data.get("stem", "").strip():
                continue
            code = data.get("code") or _free_code(taken | {one.id for one in found})
            found.append(_question(code, data, known.get(code)))
        return tuple(found)


QuestionSet = forms.formset_factory(QuestionForm, formset=BaseQuestions, extra=1, max_num=30, validate_max=True)


def text_of(form: TextForm, questions: tuple[Question, ...]) -> LessonText:
    data = form.cleaned_data
    return LessonText(_plain(data["title"]), _plain(data["summary"]), _plain(data["body"]), questions)


def _plain(text: str) -> str:
    """Browsers send two characters for the end of a line; texts are compared with one."""
    return text.replace("\r\n", "\n").strip()


def initial_of(text: LessonText | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the two forms begin with."""
    if text is None:
        return {}, []
    rows = [
        {"code": one.id, "kind": one.kind, "stem": one.stem, "why": one.why, "choices": _lines(one)}
        for one in text.questions
    ]
    return {"title": text.title, "summary": text.summary, "body": text.body}, rows


def _lines(question: Question) -> str:
    return "\n".join(f"{RIGHT} {words}" if code in question.key else words for code, words in question.choices)


def _question(code: str, data: dict[str, Any], before: Question | None) -> Question:
    kind = data.get("kind") or "single"
    if kind == "reflective":
        return Question(code, kind, _plain(data["stem"]))
    lines = [line.strip() for line in data["choices"].splitlines() if line.strip()]
    words = [line.removeprefix(RIGHT).strip() for line in lines]
    codes = _codes(words, before.choices if before else ())
    right = {one for one, line in zip(codes, lines, strict=True) if line.startswith(RIGHT)}
    choices = tuple(zip(codes, words, strict=True))
    return Question(code, kind, _plain(data["stem"]), choices, frozenset(right), _plain(data["why"]))


def _codes(words: Sequence[str], before: Iterable[tuple[str, str]]) -> list[str]:
    """The identifier a choice had under the same words, else that of its place, else a new one."""
    old = list(before)
    by_words = {text: code for code, text in old}
    kept = [by_words.get(one, "") for one in words]
    for place, code in enumerate(kept):
        there = old[place][0] if place < len(old) else ""
        free = [one for one in NAMES if one not in kept and one not in {code for code, _text in old}]
        kept[place] = code or (there if there and there not in kept else (free[0] if free else f"c{place}"))
    return kept


def _free_code(taken: set[Any]) -> str:
    return next(f"q{number}" for number in range(1, 1000) if f"q{number}" not in taken)


class PublishForm(FwForm):
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("For your colleagues, and for readers who are asked to read it again."),
        required=False,
        max_length=200,
    )
    asks_again = forms.BooleanField(label=gettext_lazy("Ask everybody who read it to read it again"), required=False)


class BringForm(FwForm):
    file = forms.FileField(
        label=gettext_lazy("A lesson as a Markdown file"),
        help_text=gettext_lazy(
            "With a head of YAML, as you get it by “Take it out”. It takes the place of this draft."
        ),
        widget=forms.FileInput(attrs={"accept": ".md,text/markdown,text/plain"}),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > 500_000:
            raise forms.ValidationError(_("A lesson of more than 500 kB cannot be taken."))
        try:
            content: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not written in UTF-8. Please save it so.")) from None
        return content
