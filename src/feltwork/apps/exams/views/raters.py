"""Who rates, and who says that they stand close to whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import User
from feltwork.apps.exams.actions import draws
from feltwork.apps.exams.models import Examination, Rater, RaterRelation
from feltwork.apps.exams.permissions.practical import DECIDERS, DESK
from feltwork.apps.exams.queries import raters as queries
from feltwork.apps.exams.views.going import go
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.forms import FwForm


class AppointForm(FwForm):
    examination: forms.ModelChoiceField[Examination] = forms.ModelChoiceField(
        label=gettext_lazy("Examination"), queryset=None
    )
    user: forms.ModelChoiceField[User] = forms.ModelChoiceField(label=gettext_lazy("Who rates"), queryset=None)

    def __init__(self, *args: Any, school: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        practical = Examination.objects.filter(kind=Examination.Kind.PRACTICAL).order_by("name", "pk")
        self.fields["examination"].queryset = practical  # type: ignore[attr-defined]
        self.fields["user"].queryset = queries.may_be_appointed(school)  # type: ignore[attr-defined]


class RelationForm(FwForm):
    rater: forms.ModelChoiceField[User] = forms.ModelChoiceField(label=gettext_lazy("Who would rate"), queryset=None)
    candidate: forms.ModelChoiceField[User] = forms.ModelChoiceField(label=gettext_lazy("Candidate"), queryset=None)

    def __init__(self, *args: Any, school: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        students = Enrolment.objects.filter(state=Enrolment.State.ACTIVE)
        people = User.objects.filter(pk__in=students.values("student")).order_by("name", "pk")
        self.fields["rater"].queryset = queries.may_be_appointed(school)  # type: ignore[attr-defined]
        self.fields["candidate"].queryset = people  # type: ignore[attr-defined]


@access(*DESK)
def raters(request: Request) -> HttpResponse:
    """The list, with who has matched the agreed ratings; appointing is for those who decide."""
    now = timezone.now()
    may_appoint = bool(request.roles & set(DECIDERS))
    form = AppointForm(request.POST or None if may_appoint else None, school=request.school)
    made = done(form, draws.appoint_rater, by=request.user, at=now)
    if made is not None:
        return go(request, "raters", words=_("Appointed. They are told, and begin with the training."))
    facts = {
        "rows": queries.rater_rows(now),
        "relations": queries.relations(),
        "form": form,
        "may_appoint": may_appoint,
    }
    return render(request, "exams/practical/raters.html", facts)


@access(*DECIDERS)
def end(request: Request, uuid: UUID) -> HttpResponse:
    row: Rater = get_object_or_404(Rater.objects.filter(until=None).select_related("user", "examination"), uuid=uuid)
    if request.method == "POST":
        draws.end_rater(rater=row, by=request.user, at=timezone.now())
        return go(request, "raters", words=_("Ended. Sheets that they have already stay theirs."))
    return render(request, "exams/practical/rater_end.html", {"row": row})


@access(*DESK)
def relation_new(request: Request) -> HttpResponse:
    """Somebody told the school that two people stand close."""
    form = RelationForm(request.POST or None, school=request.school)
    given = {"by": request.user, "at": timezone.now(), "school": request.school}
    if done(form, draws.say_relation, **given) is not None:
        return go(request, "raters", words=_("Noted. The two are never drawn for each other."))
    return render(request, "exams/practical/relation_new.html", {"form": form})


@access(*DECIDERS)
def relation_end(request: Request, uuid: UUID) -> HttpResponse:
    rows = RaterRelation.objects.filter(ended_at=None).select_related("rater", "candidate")
    row: RaterRelation = get_object_or_404(rows, uuid=uuid)
    if request.method == "POST":
        draws.end_relation(relation=row, by=request.user, at=timezone.now())
        return go(request, "raters", words=_("Ended."))
    return render(request, "exams/practical/relation_end.html", {"row": row})
