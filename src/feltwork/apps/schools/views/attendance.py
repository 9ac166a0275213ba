"""Who was there: a whole day at once, and one student's day in detail."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.forms.attendance import DayForm, MarkForm
from feltwork.apps.schools.models import Attendance, Enrolment, TrainingDay
from feltwork.apps.schools.views.going import go
from feltwork.apps.ui.acts import done


@access("registrar", "admin", "faculty")
def attendance(request: Request, uuid: UUID) -> HttpResponse:
    """One training day: a row for each student, all saved at once."""
    day = _day(uuid)
    people = queries.attendance_of(day)
    is_ahead = day.on > queries.date_at(request.school, timezone.now())
    form = DayForm(request.POST or None, people=people, is_ahead=is_ahead)
    changed = done(form, actions.mark_day, day=day, by=request.user, at=timezone.now())
    if changed is not None:
        return go(request, "attendance", uuid=uuid, words=_kept(len(changed)))
    siblings, later = queries.neighbours(day)
    rows = [(person, form[str(person.uuid)]) for person in people]
    facts = {"day": day, "form": form, "rows": rows, "siblings": siblings, "later": later, "is_ahead": is_ahead}
    return render(request, "schools/attendance.html", facts)


@access("registrar", "admin", "faculty")
def attendance_one(request: Request, uuid: UUID, enrolment: UUID) -> HttpResponse:
    """One student's day: also another mode, or when it was made up."""
    day = _day(uuid)
    open_places = Enrolment.objects.filter(state__in=("active", "deferred")).select_related("student")
    place: Enrolment = get_object_or_404(
        open_places, uuid=enrolment, cohort__programme=day.module_date.cohort.programme_id
    )
    mark = Attendance.objects.filter(enrolment=place, day=day).first()
    form = MarkForm(request.POST or None, day=day, initial=_words(mark))
    if done(form, actions.mark_attendance, enrolment=place, day=day, by=request.user, at=timezone.now()):
        return go(request, "attendance", uuid=uuid, words=_kept(1))
    return render(request, "schools/attendance_one.html", {"day": day, "place": place, "form": form, "mark": mark})


def _day(uuid: UUID) -> TrainingDay:
    days = TrainingDay.objects.select_related("school", "module_date__module__level", "module_date__cohort")
    return get_object_or_404(days, uuid=uuid)


def _words(mark: Attendance | None) -> dict[str, object]:
    return {word: getattr(mark, word) for word in ("state", "mode", "made_up_on", "note")} if mark else {}


def _kept(number: int) -> str:
    if not number:
        return _("Nothing was different.")
    return ngettext("Kept: %(n)s mark is new or changed.", "Kept: %(n)s marks are new or changed.", number) % {
        "n": number
    }
