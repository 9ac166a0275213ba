"""Sittings as staff see them: what is under way, what waits, one attempt and its decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.exams.actions.appeals import NoAppeal, answer_appeal, has_short
from feltwork.apps.exams.actions.deciding import NotDecided
from feltwork.apps.exams.actions.deciding import decide as decide_one
from feltwork.apps.exams.actions.deciding import release as release_all
from feltwork.apps.exams.actions.handing_in import admit_late as admit
from feltwork.apps.exams.forms.sittings import AnswerAppealForm, DecideForm, LateForm
from feltwork.apps.exams.models import Appeal, Attempt, Examination
from feltwork.apps.exams.permissions.sittings import DECIDERS, DESK, can_answer_appeal, desk_attempts, why_not_decide
from feltwork.apps.exams.queries import desk
from feltwork.apps.exams.queries.attempts import OPEN
from feltwork.apps.exams.queries.results import outcome_now, topic_lines
from feltwork.apps.exams.queries.ties import trainers_of
from feltwork.apps.exams.views.door import unkept


@access(*DESK, methods=("GET",))
@unkept
def sittings(request: Request) -> HttpResponse:
    """Every written examination, with how many attempts are where."""
    context = {
        "examinations": desk.examinations_for_desk(request.user, request.roles),
        "appeals": desk.waiting_appeals(request.user, request.roles),
        "can_decide": _decides(request),
    }
    return render(request, "exams/sitting/desk.html", context)


@access(*DESK, methods=("GET",))
@unkept
def examination(request: Request, uuid: UUID) -> HttpResponse:
    """Attempts of one examination."""
    exam = _exam(uuid)
    tab = request.GET.get("tab", "")
    tab = tab if tab in desk.TABS else desk.TABS[0]
    rows = desk.rows_of(exam, tab, request.user, request.roles)
    context = {"examination": exam, "tab": tab, "rows": rows, "can_decide": _decides(request)}
    return render(request, "exams/sitting/desk_exam.html", context)


@access(*DECIDERS, methods=("POST",), step_up=True)
def release(request: Request, uuid: UUID) -> HttpResponse:
    """Those that were ticked, each as it was counted."""
    exam = _exam(uuid)
    wanted = request.POST.getlist("attempt")
    rows = desk_attempts(request.user, request.roles).filter(examination=exam, uuid__in=_uuids(wanted))
    made = release_all(attempts=list(rows), by=request.user, roles=request.roles, at=timezone.now())
    said = ngettext("%(n)d result is released.", "%(n)d results are released.", len(made)) % {"n": len(made)}
    if len(made) < len(wanted):
        said += " " + _("The others wait for somebody else: whoever trained a group or marked does not decide.")
    messages.success(request, said)
    return redirect("exams:sittings-of", school=request.school.slug, uuid=uuid)


@access(*DESK, methods=("GET",))
@unkept
def attempt(request: Request, uuid: UUID) -> HttpResponse:
    """One attempt: what happened, and for those who decide what was answered."""
    return _page(request, _attempt(request, uuid))


@access(*DECIDERS, methods=("POST",), step_up=True)
def decide(request: Request, uuid: UUID) -> HttpResponse:
    """Release the result."""
    row = _attempt(request, uuid)
    form = DecideForm(request.POST)
    barred = why_not_decide(request.user, request.roles, row, trainers_of(row.enrolment.cohort))
    if barred or not form.is_valid():  # the page says why
        return _page(request, row, form=form)
    try:
        decide_one(attempt=row, **form.cleaned_data, by=request.user, roles=request.roles, at=timezone.now())
    except NotDecided as error:
        words = _("Please say why.") if error.code == "reason" else _("This cannot be decided yet.")
        form.add_error("reason", words)
        return _page(request, row, form=form)
    messages.success(request, _("Released. The candidate is told that there is a result."))
    return redirect("exams:sitting", school=request.school.slug, uuid=uuid)


@access(*DECIDERS, methods=("POST",))
def admit_late(request: Request, uuid: UUID) -> HttpResponse:
    """Answers that came after the end count."""
    row = _attempt(request, uuid)
    form = LateForm(request.POST)
    if why_not_decide(request.user, request.roles, row, trainers_of(row.enrolment.cohort)) or not form.is_valid():
        return _page(request, row, late_form=form)
    admit(attempt=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, _("They count now."))
    return redirect("exams:sitting", school=request.school.slug, uuid=uuid)


@access(*DECIDERS)
@unkept
def appeal(request: Request, uuid: UUID) -> HttpResponse:
    """Answer a candidate who asked for another look."""
    rows = Appeal.objects.filter(decision__attempt__in=desk_attempts(request.user, request.roles))
    about = ("decision__attempt__enrolment__cohort", "decision__attempt__enrolment__student", "decision__by")
    asked: Appeal = get_object_or_404(rows.select_related(*about, "decision__attempt__examination"), uuid=uuid)
    row = asked.decision.attempt
    may = can_answer_appeal(request.user, request.roles, asked, trainers_of(row.enrolment.cohort))
    form = AnswerAppealForm(request.POST or None)
    if request.method == "POST" and may and form.is_valid():
        try:
            answer_appeal(asked=asked, **form.cleaned_data, by=request.user, roles=request.roles, at=timezone.now())
        except NoAppeal as error:
            form.add_error("answer", _no_appeal(str(error.code)))
        else:
            messages.success(request, _("Kept. The candidate is told."))
            return redirect("exams:sittings", school=request.school.slug)
    context = {"asked": asked, "attempt": row, "form": form, "may": may and not asked.answer, "short": has_short(row)}
    return render(request, "exams/sitting/desk_appeal.html", context)


def _page(request: Request, row: Attempt, **forms: Any) -> HttpResponse:
    decides, now = _decides(request), timezone.now()
    is_over = row.state not in OPEN
    barred = why_not_decide(request.user, request.roles, row, trainers_of(row.enrolment.cohort))
    outcome = outcome_now(row) if is_over else None
    record_view("exams.see_sitting", by=request.user, at=now, subject=row)
    context = {
        "attempt": row,
        "events": row.events.select_related("by"),
        "decisions": row.decisions.select_related("by"),
        "markings": desk.markings_of(row) if is_over else [],
        "is_short": desk.is_short_of_markers(row),
        "outcome": outcome,
        "topics": topic_lines(outcome) if outcome and decides else [],
        "given": desk.given_in(row) if decides and is_over else [],
        "late": desk.late_in(row) if is_over else [],
        "barred": barred,
        "form": forms.get("form") or DecideForm(initial={"outcome": _counted(outcome)}),
        "late_form": forms.get("late_form") or LateForm(),
        "is_markable": row.state in {"marked", "decided"},
        "may_admit": row.state in {"marking", "marked"} and not barred,
    }
    return render(request, "exams/sitting/desk_attempt.html", context)


def _counted(outcome: Any) -> str:
    return "" if outcome is None else "passed" if outcome.is_passed else "failed"


def _no_appeal(code: str) -> str:
    if code == "no_short":
        return _("There is no short answer that people could mark again.")
    return _("This is answered already.")


def _decides(request: Request) -> bool:
    return bool(request.roles & set(DECIDERS))


def _exam(uuid: UUID) -> Examination:
    rows = Examination.objects.filter(kind=Examination.Kind.WRITTEN).select_related("programme")
    row: Examination = get_object_or_404(rows, uuid=uuid)
    return row


def _attempt(request: Request, uuid: UUID) -> Attempt:
    row: Attempt = get_object_or_404(desk_attempts(request.user, request.roles), uuid=uuid)
    return row


def _uuids(values: list[str]) -> list[UUID]:
    found = []
    for one in values:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
