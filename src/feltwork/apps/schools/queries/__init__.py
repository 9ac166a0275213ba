"""Reads, one module for each noun; import from here."""

from feltwork.apps.schools.queries.cohorts import EditionUser, cohorts_for_edition, edition_for, taken_places
from feltwork.apps.schools.queries.dates import date_at
from feltwork.apps.schools.queries.enrolments import Hold, TrainedDay, has_begun, holds, level_starts, training_days
from feltwork.apps.schools.queries.providers import ApprovalRow, approvals_of, is_approved, providers_for_choice
from feltwork.apps.schools.queries.work import open_work_items

__all__ = [
    "ApprovalRow",
    "EditionUser",
    "Hold",
    "TrainedDay",
    "approvals_of",
    "cohorts_for_edition",
    "date_at",
    "edition_for",
    "has_begun",
    "holds",
    "is_approved",
    "level_starts",
    "open_work_items",
    "providers_for_choice",
    "taken_places",
    "training_days",
]
