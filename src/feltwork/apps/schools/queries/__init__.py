"""Reads, one module for each noun; import from here."""

from feltwork.apps.schools.queries.cohorts import (
    EditionUser,
    Planned,
    cohort_members,
    cohort_rows,
    cohorts_for_edition,
    edition_for,
    planned_modules,
    taken_places,
    with_taken,
)
from feltwork.apps.schools.queries.dates import date_at
from feltwork.apps.schools.queries.days import Present, attendance_of, neighbours
from feltwork.apps.schools.queries.enrolments import (
    TRAINED,
    Hold,
    TrainedDay,
    credits_of,
    has_begun,
    holds,
    level_starts,
    open_holds,
    standing_credits,
    training_days,
)
from feltwork.apps.schools.queries.programmes import edition_rows, levels_of, programme_rows
from feltwork.apps.schools.queries.providers import ApprovalRow, approvals_of, is_approved, providers_for_choice
from feltwork.apps.schools.queries.work import open_work_items

__all__ = [
    "TRAINED",
    "ApprovalRow",
    "EditionUser",
    "Hold",
    "Planned",
    "Present",
    "TrainedDay",
    "approvals_of",
    "attendance_of",
    "cohort_members",
    "cohort_rows",
    "cohorts_for_edition",
    "credits_of",
    "date_at",
    "edition_for",
    "edition_rows",
    "has_begun",
    "holds",
    "is_approved",
    "level_starts",
    "levels_of",
    "neighbours",
    "open_holds",
    "open_work_items",
    "planned_modules",
    "programme_rows",
    "providers_for_choice",
    "standing_credits",
    "taken_places",
    "training_days",
    "with_taken",
]
