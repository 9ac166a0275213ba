"""Asking trainees: a cohort at once, each for themselves. How many answered is seen here, and nothing else."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures import actions
from feltwork.apps.measures.forms.asking import PlanForm
from feltwork.apps.measures.permissions import ASKING_TRAINEES
from feltwork.apps.measures.queries import asking as queries
from feltwork.apps.measures.queries.trainees import asked_of, cohorts_of
from feltwork.apps.measures.views.asking import _chosen, _plan, _reason, _tell
from feltwork.apps.measures.views.door import unkept
from feltwork.apps.schools.models import Cohort, Enrolment

WHO = tuple(sorted(ASKING_TRAINEES))


@access(*WHO, methods=("GET",))
@unkept
def trainees(request: Request) -> HttpResponse:
    """What each cohort is asked, and how many answered."""
    return render(request, "measures/trainees/list.html", {"cohorts": cohorts_of(timezone.now())})


@access(*WHO)
@unkept
def trainees_new(request: Request, uuid: str) -> HttpResponse:
    """Ask everybody in a cohort who is in training."""
    cohort = _cohort(uuid)
    whole = _chosen(request)
    if whole is None:
        context = {"cohort": cohort, "groups": queries.offers(request.school, is_trainee=True)}
        return render(request, "measures/trainees/choose.html", context)
    spoken = queries.languages_of(request.school, whole)
    language = get_language() or "en"
    language = language if language in spoken else (spoken[0] if spoken else language)
    against = queries.refusals(request.school, whole, None, language).get("portal")
    start = {"starts_on": timezone.localdate(), "how": "yearly", "language": language}
    form = PlanForm(request.POST or None, whole=whole, languages=spoken or [language], is_trainee=True, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            number = _ask_all(request, cohort, whole.id, form)
        except ValidationError as wrong:
            _tell(form, wrong)
        else:
            messages.success(request, _("Asked: %(number)s.") % {"number": number})
            return redirect("measures:trainees", school=request.school.slug)
    context = {
        "cohort": cohort,
        "form": form,
        "whole": whole,
        "against": _reason(against, whole) if against else "",
        "instead": against.instead if against else "",
    }
    return render(request, "measures/trainees/plan.html", context)


@access(*WHO, methods=("POST",))
@unkept
def trainees_stop(request: Request, uuid: str, instrument: str, how: str) -> HttpResponse:
    """Ask this cohort no more."""
    for plan in asked_of(_cohort(uuid)).filter(instrument=instrument, how=how):
        actions.stop_plan(plan=plan, by=request.user, at=timezone.now())
    messages.success(request, _("It is asked no more. What was answered stays with those who answered."))
    return redirect("measures:trainees", school=request.school.slug)


def _ask_all(request: Request, cohort: Cohort, instrument_id: str, form: PlanForm) -> int:
    """Those who are asked the same in the same rhythm already are left as they are."""
    number = 0
    for enrolment in Enrolment.objects.filter(cohort=cohort, state=Enrolment.State.ACTIVE).order_by("pk"):
        try:
            actions.assign(
                school=request.school, instrument_id=instrument_id, enrolment=enrolment, place="portal",
                by=request.user, at=timezone.now(), **_plan(form),
            )  # fmt: skip
        except ValidationError as wrong:
            if "twice" not in {error.code for errors in wrong.error_dict.values() for error in errors}:
                raise
        else:
            number += 1
    return number


def _cohort(uuid: str) -> Cohort:
    row = Cohort.objects.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row
