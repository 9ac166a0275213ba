"""Rating a session: what is given is kept at once, and once handed in it never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.draws import FIRST_SEATS, THIRD_SEAT, draw_third
from feltwork.apps.exams.models import Examination, Practical, Rating
from feltwork.apps.exams.notices import practical as notices
from feltwork.apps.exams.permissions.practical import can_write_rating
from feltwork.apps.exams.sheets import changed, is_complete, sheet_of
from feltwork.core.exams import Sheet, apart


@transaction.atomic
def save_rating(*, rating: Rating, post: Mapping[str, str], by: User, at: datetime) -> Rating:
    """Keep what was given; fields that are not in *post* stay as they are, so two devices do not undo each other."""
    row = _writable(rating, by)
    data = changed(row.data, post)
    if data != row.data:
        row.data, row.version, row.changed_at = data, row.version + 1, at
        row.save(update_fields=["data", "version", "changed_at"])
    return row


@transaction.atomic
def submit_rating(*, rating: Rating, by: User, at: datetime) -> Rating:
    """Hand the sheet in. When the other one is in as well, both open to the school; far apart, a third is drawn.

    Raises ValidationError while something is not answered.
    """
    row = _writable(rating, by)
    practical = (
        Practical.objects.select_for_update(of=("self",))
        .select_related("school", "examination", "enrolment__student", "enrolment__cohort")
        .get(pk=row.practical_id)
    )
    if not is_complete(row.data):
        raise ValidationError(_("Some questions have no answer yet. “Cannot be rated” is an answer, too."), code="left")
    row.submitted_at, row.digest = at, digest_of(row.data)
    row.save(update_fields=["submitted_at", "digest"])
    record("exams.submit_rating", by=by, at=at, subject=row, facts={"sha256": row.digest})
    _go_on(practical, at)
    return row


def digest_of(data: Mapping[str, object]) -> str:
    """The same sheet is always the same 64 digits."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def cut_of(examination: Examination) -> Fraction:
    return Fraction(examination.cut_percent) / 100


def fill_third(*, practical: Practical, by: User | None, at: datetime) -> bool:
    """Draw a third rater where the first two are far apart; whether one is needed, or sits already."""
    sheets = _sheets(practical)
    if not set(FIRST_SEATS) <= set(sheets) or THIRD_SEAT in sheets:
        return False
    first, second = (sheets[seat] for seat in FIRST_SEATS)
    if not apart(first, second, cut=cut_of(practical.examination)):
        return False
    draw_third(practical=practical, by=by, at=at)
    return True


def _sheets(practical: Practical) -> dict[int, Sheet]:
    """What is handed in, by seat."""
    rows = practical.ratings.filter(round=practical.round, excused_at=None, submitted_at__isnull=False)
    return {row.seat: sheet_of(row.data) for row in rows}


def _go_on(practical: Practical, at: datetime) -> None:
    sheets = _sheets(practical)
    if not set(FIRST_SEATS) <= set(sheets) or fill_third(practical=practical, by=None, at=at):
        return
    practical.state = Practical.State.DECIDING
    practical.save(update_fields=["state"])
    record("exams.rated", by=None, at=at, subject=practical, facts={"sheets": len(sheets)})
    notices.tell_rated(practical, at)


def _writable(rating: Rating, by: User) -> Rating:
    row = Rating.objects.select_for_update(of=("self",)).select_related("practical").get(pk=rating.pk)
    if row.rater_id != by.pk:
        raise PermissionDenied
    if not can_write_rating(row):
        raise ValidationError(_("This sheet has been handed in, or closed."), code="closed")
    return row
