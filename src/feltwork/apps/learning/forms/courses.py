"""Courses: their words in each language, and the rules by which they count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.learning.models import Course, Topic
from feltwork.apps.learning.words import LANGUAGES, language_name
from feltwork.apps.schools.models import Programme
from feltwork.apps.ui.forms import ChipRadios, FwForm

WORDS = ("title", "summary", "notice")


def names_of(text: str) -> list[str]:
    """One name to a line, each once, in order."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line[:200] for line in lines if line))


class CourseForm(FwForm):
    """`cleaned_data` is what `actions.change_course` takes. Fields `title_en`, `title_de`, … are made below."""

    programme: forms.ModelChoiceField[Programme] = forms.ModelChoiceField(
        label=gettext_lazy("For which programme"),
        queryset=None,  # of the school of the request, which is not known yet
        required=False,
        empty_label=gettext_lazy("For everybody who trains here"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language for readers whose own it does not have"),
        choices=[(code, code) for code in LANGUAGES],
        widget=ChipRadios,
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order of the lessons"), choices=Course.Order.choices, widget=ChipRadios
    )
    right_percent = forms.IntegerField(
        label=gettext_lazy("Questions answered right, at least, in percent"),
        help_text=gettext_lazy("0 where it does not matter. People may try as often as they like."),
        min_value=0,
        max_value=100,
        initial=0,
    )
    least_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of reading, at least"),
        help_text=gettext_lazy(
            "0 where it does not matter. Counted while the page is in front; a rough sign, no more."
        ),
        min_value=0,
        max_value=6000,
        initial=0,
    )
    evidence_code = forms.CharField(
        label=gettext_lazy("Requirement of your rules that it proves"),
        help_text=gettext_lazy("Its code there, as in coursework. Empty: it proves none."),
        max_length=40,
        required=False,
    )
    outside_names = forms.CharField(
        label=gettext_lazy("What other systems call it"),
        help_text=gettext_lazy("One name or address to a line, for completions that you bring in."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, course: Course | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(course) | kwargs.pop("initial", {}), **kwargs)
        programme: Any = self.fields["programme"]
        programme.queryset = Programme.objects.all()
        language: Any = self.fields["language"]
        language.choices = [(code, language_name(code)) for code in LANGUAGES]
        for code in LANGUAGES:
            self._add_words(code)

    def _add_words(self, code: str) -> None:
        title = forms.CharField(label=_("Title"), max_length=160, required=False)
        summary = forms.CharField(
            label=_("What it is about"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        notice = forms.CharField(
            label=_("What readers should know first"),
            max_length=1200,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        for name, field in zip(WORDS, (title, summary, notice), strict=True):
            field.widget.attrs |= {"lang": code, "autocomplete": "off"}
            self.fields[f"{name}_{code}"] = field

    @property
    def languages(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Name of each language with its fields."""
        return [(language_name(code), [self[f"{name}_{code}"] for name in WORDS]) for code in LANGUAGES]

    def clean_outside_names(self) -> list[str]:
        return names_of(self.cleaned_data["outside_names"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        texts = {code: {name: data.pop(f"{name}_{code}", "") for name in WORDS} for code in LANGUAGES}
        main = data.get("language", LANGUAGES[0])
        if not texts[main]["title"]:
            self.add_error(f"title_{main}", _("Please give it a title in this language."))
        data["texts"] = texts
        return data


def _initial(course: Course | None) -> dict[str, Any]:
    if course is None:
        return {"language": LANGUAGES[0], "order": Course.Order.FREE}
    names = ("programme", "language", "order", "right_percent", "least_minutes", "evidence_code")
    words = {f"{name}_{code}": course.texts.get(code, {}).get(name, "") for code in LANGUAGES for name in WORDS}
    return {name: getattr(course, name) for name in names} | words | {"outside_names": "\n".join(course.outside_names)}


class NewLessonForm(FwForm):
    title = forms.CharField(label=gettext_lazy("Title of a new lesson"), max_length=160)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=Topic.choices)


class LessonSettingsForm(FwForm):
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=Topic.choices, widget=ChipRadios)
    is_required = forms.BooleanField(label=gettext_lazy("It counts for completing the course"), required=False)
    outside_names = forms.CharField(
        label=gettext_lazy("What other systems call it"),
        help_text=gettext_lazy("One name or address to a line, for completions that you bring in."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_outside_names(self) -> list[str]:
        return names_of(self.cleaned_data["outside_names"])
