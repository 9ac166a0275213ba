"""What the applicant fills in beside the questions of the rules: papers, cohort, motivation, answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feltwork.apps.admissions.queries import coming_cohorts
from feltwork.apps.schools.models import Programme
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui.forms import FwForm, RowRadios
from feltwork.apps.ui.words import date_words
from feltwork.core.certification import Question, Route

PREFIX = "paper_"
OTHER = "other"
KINDS = ".pdf,.png,.jpg,.jpeg,.webp,.txt,.eml"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what is in them is checked when each is kept."""

    widget = ManyFiles
    is_asked = False  # asked for by the rules, though a draft may be without it

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs.update({"accept": KINDS, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [file for file in (data if isinstance(data, list) else [data]) if file]


class PapersForm(FwForm):
    """One field for each criterion that asks for a document, and one for anything else."""

    def __init__(self, *args: Any, route: Route | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in route.criteria if route else ():
            if one.question is Question.DOCUMENT:
                field = FilesField(label=in_words(one.title), help_text=in_words(one.help))
                field.is_asked = one.required
                self.fields[PREFIX + one.code] = field
        self.fields[PREFIX + OTHER] = FilesField(
            label=_("Anything else"), help_text=_("Only what belongs to the application.")
        )

    def files_by_criterion(self) -> Iterable[tuple[str, str, Any]]:
        """(field name, criterion, file) for every file that was chosen."""
        for name, chosen in self.cleaned_data.items():
            for file in chosen:
                yield name, name.removeprefix(PREFIX), file

    def refuse(self, field: str, file: Any, refused: ValidationError) -> None:
        """Say next to the field why this one of its files was not kept."""
        self.add_error(field, [f"{file.name}: {message}" for message in refused.messages])


class WishForm(FwForm):
    """Which cohort, and why."""

    cohort: Any = forms.ModelChoiceField(
        label=gettext_lazy("Which cohort would suit you?"),
        queryset=None,
        required=False,
        blank=True,
        empty_label=gettext_lazy("Any, or one that has no date yet"),
        widget=RowRadios,
    )
    motivation = forms.CharField(
        label=gettext_lazy("What brings you to this training?"),
        help_text=gettext_lazy(
            "A few sentences about your work. Please do not write about your own trauma here; nobody needs to know it "
            "to decide."
        ),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": "5"}),
    )

    def __init__(self, *args: Any, programme: Programme, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cohort"]
        field.queryset = coming_cohorts(programme, today)
        field.label_from_instance = cohort_label


def cohort_label(cohort: Any) -> str:
    free = max(cohort.places - cohort.taken, 0)
    places = ngettext("%(n)s place free", "%(n)s places free", free) % {"n": free} if free else _("full just now")
    return f"{cohort.name}, {date_words(cohort.starts_on)} ({places})"


class AnswerForm(FwForm):
    """An answer to the school, with papers if they help."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": "5"})
    )
    paper_other = FilesField(label=gettext_lazy("Papers that belong to it"))
