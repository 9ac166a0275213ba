"""The days on which a cohort takes a module."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.places import OPEN
from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import Attendance, Cohort, Enrolment, Mode, Module, ModuleDate, TrainingDay
from feltwork.apps.schools.notices import tell_days
from feltwork.apps.schools.queries import date_at


@transaction.atomic
def schedule_module(
    *,
    cohort: Cohort,
    module: Module,
    days: Sequence[tuple[date, str]],
    place: str,
    by: User,
    at: datetime,
    note: str = "",
) -> ModuleDate:
    """Set the days (day, mode) on which *cohort* takes *module*; what was planned before is replaced.

    A day on which somebody's attendance is marked cannot be taken away. Students are told when planned days change.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("school").get(pk=cohort.pk)
    _check_days(cohort, module, days)
    dates, _is_new = ModuleDate.objects.get_or_create(school=cohort.school, cohort=cohort, module=module)
    before = _days(dates)
    dates.place, dates.note = place, note
    dates.save(update_fields=["place", "note"])
    _replace_days(dates, dict(days), module.seconds_per_day)
    facts = {"module": module.code, "before": before, "after": _days(dates)}
    record("schools.schedule_module", by=by, at=at, subject=dates, facts=facts)
    _recount(cohort, at)
    ahead = sorted(on for on, _mode in days if on >= date_at(cohort.school, at))
    if before and before != facts["after"] and ahead:
        _tell(cohort, dates, sorted(on for on, _mode in days), at)
    return dates


@transaction.atomic
def unschedule_module(*, dates: ModuleDate, by: User, at: datetime) -> None:
    """Take planned dates of a module away; refused once attendance is marked."""
    dates = ModuleDate.objects.select_for_update(of=("self",)).select_related("module", "cohort").get(pk=dates.pk)
    facts = {"module": dates.module.code, "cohort": str(dates.cohort.uuid), "before": _days(dates)}
    _replace_days(dates, {}, dates.module.seconds_per_day)
    record("schools.unschedule_module", by=by, at=at, subject=dates, facts=facts)
    cohort = dates.cohort
    dates.delete()
    _recount(cohort, at)


def _check_days(cohort: Cohort, module: Module, days: Sequence[tuple[date, str]]) -> None:
    if module.level.programme_id != cohort.programme_id:
        raise ValidationError({"module": _("This module belongs to another programme.")}, code="other_programme")
    on = [day for day, _mode in days]
    if not on:
        raise ValidationError({"days": _("Please choose at least one day.")}, code="missing")
    if len(set(on)) != len(on):
        raise ValidationError({"days": _("One day is there twice.")}, code="twice")
    if any(mode not in Mode.values for _day, mode in days):
        raise ValidationError({"days": _("Please choose how each day is held.")}, code="mode")
    if min(on) < cohort.starts_on:
        raise ValidationError({"days": _("A day lies before the cohort's first day.")}, code="before_start")
    others = TrainingDay.objects.filter(module_date__cohort=cohort, on__in=on).exclude(module_date__module=module)
    clash = others.select_related("module_date__module").first()
    if clash is not None:
        words = _("On %(day)s this cohort has %(module)s.")
        params = {"day": clash.on.isoformat(), "module": clash.module_date.module.name}
        raise ValidationError({"days": ValidationError(words, code="clash", params=params)})


def _replace_days(dates: ModuleDate, wanted: dict[date, str], seconds: int) -> None:
    existing = {day.on: day for day in TrainingDay.objects.filter(module_date=dates)}
    gone = [day.pk for on, day in existing.items() if on not in wanted]
    if Attendance.objects.filter(day__in=gone).exists():
        raise ValidationError(
            {"days": _("Attendance is marked on a day that would go. Only its mode can change.")}, code="marked"
        )
    TrainingDay.objects.filter(pk__in=gone).delete()
    for on, mode in wanted.items():
        day = existing.get(on) or TrainingDay(school_id=dates.school_id, module_date=dates, on=on, seconds=seconds)
        if day.pk is None or day.mode != mode:
            day.mode = mode
            day.save()


def _days(dates: ModuleDate) -> list[str]:
    rows = TrainingDay.objects.filter(module_date=dates).order_by("on").values_list("on", "mode")
    return [f"{on.isoformat()} {mode}" for on, mode in rows]


def _tell(cohort: Cohort, dates: ModuleDate, days: list[date], at: datetime) -> None:
    students = Enrolment.objects.filter(cohort=cohort, state=Enrolment.State.ACTIVE)
    for enrolment in students.select_related("student", "school"):
        tell_days(enrolment, dates, days, at)


def _recount(cohort: Cohort, at: datetime) -> None:
    for enrolment in Enrolment.objects.filter(cohort=cohort, state__in=OPEN):
        enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
