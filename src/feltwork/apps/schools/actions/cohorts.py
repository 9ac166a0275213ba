"""Cohorts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.changes import change
from feltwork.apps.schools.actions.places import OPEN
from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import (
    Attendance,
    Cohort,
    Enrolment,
    Programme,
    RuleEdition,
    TrainingDay,
)
from feltwork.apps.schools.queries import date_at, edition_for, taken_places


@transaction.atomic
def create_cohort(
    *,
    programme: Programme,
    name: str,
    starts_on: date,
    by: User,
    at: datetime,
    code: str = "",
    place: str = "",
    places: int = 24,
    is_public: bool = True,
) -> Cohort:
    """Plan a group; the edition in force on *starts_on* becomes its rules."""
    code = code or slugify(name)
    if not code or Cohort.objects.filter(programme=programme, code=code).exists():
        raise ValidationError({"code": _("Another cohort has this code. Choose a different word.")}, code="twice")
    cohort = Cohort.objects.create(
        school_id=programme.school_id,
        programme=programme,
        edition=_edition(programme, starts_on),
        code=code,
        name=name,
        starts_on=starts_on,
        place=place,
        places=places,
        is_public=is_public,
    )
    facts = {"starts_on": starts_on.isoformat(), "edition": cohort.edition.code}
    record("schools.create_cohort", by=by, at=at, subject=cohort, facts=facts)
    return cohort


@transaction.atomic
def update_cohort(
    *,
    cohort: Cohort,
    name: str,
    starts_on: date,
    place: str,
    places: int,
    is_public: bool,
    by: User,
    at: datetime,
) -> Cohort:
    """Change a cohort. The first day can move as long as the training has not begun.

    The rules follow the new first day only while nobody is enrolled; whoever is enrolled keeps theirs.
    """
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme", "edition", "school")
        .get(pk=cohort.pk)
    )
    _check_room(cohort, places)
    words: dict[str, Any] = {"name": name, "place": place, "places": places, "is_public": is_public}
    moved = starts_on != cohort.starts_on
    if moved:
        _check_start(cohort, starts_on, at)
        words["starts_on"] = starts_on
        if not Enrolment.objects.filter(cohort=cohort).exists():
            words["edition_id"] = _edition(cohort.programme, starts_on).pk
    cohort = change(cohort, words, code="schools.update_cohort", by=by, at=at)
    if moved:
        _move_anchors(cohort, at)
    return cohort


def _edition(programme: Programme, starts_on: date) -> RuleEdition:
    edition = edition_for(programme, starts_on)
    if edition is None:
        raise ValidationError(
            {"starts_on": _("No rules are published for a cohort that starts on this day.")}, code="no_edition"
        )
    return edition


def _check_room(cohort: Cohort, places: int) -> None:
    taken = taken_places(cohort)
    if places < taken:
        words = _("%(taken)s places are already taken.")
        raise ValidationError({"places": ValidationError(words, code="taken", params={"taken": taken})})


def _check_start(cohort: Cohort, starts_on: date, at: datetime) -> None:
    today = date_at(cohort.school, at)
    begun = cohort.starts_on <= today and Enrolment.objects.filter(cohort=cohort).exists()
    if begun or Attendance.objects.filter(day__module_date__cohort=cohort).exists():
        raise ValidationError({"starts_on": _("This cohort has begun; its first day stays.")}, code="begun")
    if TrainingDay.objects.filter(module_date__cohort=cohort, on__lt=starts_on).exists():
        raise ValidationError(
            {"starts_on": _("Some training days lie before this day. Move them first.")}, code="days_before"
        )


def _move_anchors(cohort: Cohort, at: datetime) -> None:
    for enrolment in Enrolment.objects.filter(cohort=cohort, state__in=OPEN):
        enrolment.anchor_on = cohort.starts_on
        enrolment.save(update_fields=["anchor_on"])
        enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
