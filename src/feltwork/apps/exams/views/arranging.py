"""Arranging: what is agreed with a candidate, leave for one more attempt, who marks, who trains whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.exams.actions import arranging
from feltwork.apps.exams.forms.sittings import AllowanceForm, LeaveForm, PersonForm, TrainerForm
from feltwork.apps.exams.models import Examination, Leave, Marker, Trains
from feltwork.apps.exams.permissions.sittings import DESK, MARKERS, desk_attempts
from feltwork.apps.exams.queries.attempts import latest_allowances, with_outcomes
from feltwork.apps.exams.views.door import unkept
from feltwork.apps.schools.models import Cohort, Enrolment

FOUND = 50


@access(*DESK, methods=("GET",))
@unkept
def people(request: Request) -> HttpResponse:
    """Candidates to find by name; what is agreed with whom."""
    asked = request.GET.get("name", "").strip()
    rows = _enrolments(request)
    found = list(rows.filter(student__name__icontains=asked)[:FOUND]) if asked else []
    agreed = latest_allowances(rows.values_list("pk", flat=True))
    special = [] if asked else list(rows.filter(pk__in=agreed))
    context = {"asked": asked, "found": found, "special": special, "agreed": agreed}
    return render(request, "exams/sitting/arrange.html", context)


@access(*DESK)
@unkept
def person(request: Request, uuid: UUID) -> HttpResponse:
    """One candidate: time, pauses, and leave for one more attempt."""
    row = get_object_or_404(_enrolments(request), uuid=uuid)
    held = latest_allowances([row.pk]).get(row.pk)
    what = request.POST.get("what", "")
    allowance = AllowanceForm(request.POST if what == "allowance" else None, instance=held)
    written = Examination.objects.filter(kind=Examination.Kind.WRITTEN, programme=row.cohort.programme)
    leave = LeaveForm(request.POST if what == "leave" else None, examinations=written)
    if what == "allowance" and allowance.is_valid():
        given = {name: allowance.cleaned_data[name] for name in allowance.Meta.fields}
        arranging.agree_allowance(enrolment=row, **given, by=request.user, at=timezone.now())
        messages.success(request, _("Kept. It holds in every examination that begins from now on."))
        return redirect("exams:arrange-person", school=request.school.slug, uuid=uuid)
    if what == "leave" and leave.is_valid():
        arranging.give_leave(enrolment=row, **leave.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("One more attempt is open."))
        return redirect("exams:arrange-person", school=request.school.slug, uuid=uuid)
    context = {
        "enrolment": row,
        "held": held,
        "form": allowance,
        "leave_form": leave,
        "attempts": with_outcomes(
            desk_attempts(request.user, request.roles).filter(enrolment=row).order_by("started_at")
        ),
        "leaves": Leave.objects.filter(enrolment=row).select_related("examination", "by").order_by("at"),
    }
    return render(request, "exams/sitting/arrange_person.html", context)


@access(*DESK)
@unkept
def markers(request: Request, uuid: UUID) -> HttpResponse:
    """Who may be asked to mark one examination."""
    exam: Examination = get_object_or_404(Examination.objects.filter(kind=Examination.Kind.WRITTEN), uuid=uuid)
    rows = Marker.objects.filter(examination=exam, until=None).select_related("user").order_by("user__name", "pk")
    form = PersonForm(None, people=_teachers(request).exclude(pk__in=rows.values("user")))
    if request.method == "POST" and request.POST.get("end"):
        ended: Marker = get_object_or_404(rows, uuid=request.POST["end"])
        arranging.end_marker(marker=ended, by=request.user, at=timezone.now())
        return redirect("exams:markers", school=request.school.slug, uuid=uuid)
    if request.method == "POST":
        form = PersonForm(request.POST, people=_teachers(request))
        if form.is_valid():
            arranging.appoint_marker(
                examination=exam, user=form.cleaned_data["user"], by=request.user, at=timezone.now()
            )
            return redirect("exams:markers", school=request.school.slug, uuid=uuid)
    return render(request, "exams/sitting/markers.html", {"examination": exam, "rows": rows, "form": form})


@access(*DESK)
@unkept
def trainers(request: Request) -> HttpResponse:
    """Who trains which group."""
    rows = (
        Trains.objects.filter(until=None).select_related("user", "cohort").order_by("cohort__starts_on", "user__name")
    )
    given = {"people": _teachers(request), "cohorts": Cohort.objects.all()}
    form = TrainerForm(None, **given)
    if request.method == "POST" and request.POST.get("end"):
        ended: Trains = get_object_or_404(rows, uuid=request.POST["end"])
        arranging.end_trainer(trains=ended, by=request.user, at=timezone.now())
        return redirect("exams:trainers", school=request.school.slug)
    if request.method == "POST":
        form = TrainerForm(request.POST, **given)
        if form.is_valid():
            arranging.note_trainer(**form.cleaned_data, by=request.user, at=timezone.now())
            return redirect("exams:trainers", school=request.school.slug)
    return render(request, "exams/sitting/trainers.html", {"rows": rows, "form": form})


def _enrolments(request: Request) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(state=Enrolment.State.ACTIVE).exclude(student=request.user)
    return rows.select_related("student", "cohort__programme").order_by("student__name", "pk")


def _teachers(request: Request) -> QuerySet[User]:
    held = Membership.objects.filter(Q(role__in=MARKERS), school=request.school, until=None)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")
