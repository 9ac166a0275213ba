"""Booking a practical examination, handing a session in, giving up."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.consents import check_statement, withdraw_consent
from feltwork.apps.exams.actions.draws import draw_raters
from feltwork.apps.exams.actions.ratings import fill_third
from feltwork.apps.exams.actions.recordings import remove_recording
from feltwork.apps.exams.models import Examination, Practical, PracticalConsent, Recording
from feltwork.apps.exams.notices import practical as notices
from feltwork.apps.exams.queries.consents import consent_of, holds, may_be_watched
from feltwork.apps.exams.queries.practicals import may_book
from feltwork.apps.exams.queries.relations import pool_of
from feltwork.apps.schools.models import Enrolment

State = Practical.State
Way = Practical.Way


@transaction.atomic
def book_practical(*, examination: Examination, enrolment: Enrolment, way: str, by: User, at: datetime) -> Practical:
    """Begin an attempt. Raises ValidationError where the rules of retaking say that it is too early."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)  # one at a time
    chance = may_book(examination, enrolment, at)
    if not chance.is_open:
        raise ValidationError(chance.words, code=chance.code)
    made = Practical.objects.create(
        school=enrolment.school, examination=examination, enrolment=enrolment, number=chance.number, way=way,
        booked_at=at,
    )  # fmt: skip
    record("exams.book_practical", by=by, at=at, subject=made, facts={"way": str(way), "number": made.number})
    return made


@transaction.atomic
def set_live(*, practical: Practical, live_at: datetime, place: str, by: User, at: datetime) -> Practical:
    """When and where raters watch; the candidate agrees on it with the client first."""
    row = _open(practical)
    if live_at <= at:
        raise ValidationError({"live_at": _("This time has passed. Please choose one that is still to come.")})
    row.way, row.live_at, row.place = Way.LIVE, live_at, place.strip()
    row.save(update_fields=["way", "live_at", "place"])
    record("exams.set_live", by=by, at=at, subject=row)
    return row


@transaction.atomic
def hand_in(*, practical: Practical, by: User, at: datetime) -> Practical:
    """The session goes to the raters and stays as it is. Raises ValidationError while something is missing."""
    row = _open(practical)
    if not holds(consent_of(row), at):
        raise ValidationError(_("The client’s consent is missing."), code="consent")
    if (
        row.way == Way.RECORDING
        and not Recording.objects.filter(practical=row, removed_at=None, ready_at__isnull=False).exists()
    ):
        raise ValidationError(_("The recording is not here yet, or not all of it."), code="recording")
    if row.way == Way.LIVE and row.live_at is None:
        raise ValidationError(_("Please say when and where the session is."), code="live")
    row.handed_in_at = at
    row.save(update_fields=["handed_in_at"])
    record("exams.hand_in_practical", by=by, at=at, subject=row)
    return move_on(practical=row, by=None, at=at)


@transaction.atomic
def move_on(*, practical: Practical, by: User | None, at: datetime) -> Practical:
    """Draw raters once everything is there; where something waits for the school, tell it."""
    row = _locked(practical)
    if row.state != State.OPEN or row.handed_in_at is None:
        return row
    consent = consent_of(row)
    if not may_be_watched(consent, at):
        if consent is not None:
            notices.tell_statement(consent, at)
        return row
    if not pool_of(row, at).is_enough:
        notices.tell_lack(row, at)
        return row
    draw_raters(practical=row, by=by, at=at)
    return _locked(practical)


@transaction.atomic
def check_and_move_on(*, consent: PracticalConsent, is_sound: bool, by: User, at: datetime) -> Practical:
    """The statement of consent was read; where it is sound and everything is there, raters are drawn."""
    row = check_statement(consent=consent, is_sound=is_sound, by=by, at=at)
    return move_on(practical=row.practical, by=by, at=at)


@transaction.atomic
def draw_missing(*, practical: Practical, by: User, at: datetime) -> Practical:
    """Whoever is missing is drawn now. Raises ValidationError while nothing can be drawn."""
    row = _locked(practical)
    if row.state == State.OPEN and row.handed_in_at is not None:
        if not may_be_watched(consent_of(row), at):
            raise ValidationError(_("The consent has to be read first."), code="consent")
        draw_raters(practical=row, by=by, at=at)
    elif row.state == State.RATING:
        draw_raters(practical=row, by=by, at=at)
        fill_third(practical=row, by=by, at=at)
    else:
        raise ValidationError(_("Nobody is missing."), code="state")
    return row


@transaction.atomic
def give_up(*, practical: Practical, by: User, at: datetime) -> Practical:
    """The candidate ends an attempt that nobody rates yet; it does not count as one. The recording is destroyed.

    After an appeal that brought it back, the first result stands.
    """
    row = _locked(practical)
    if row.state != State.OPEN:
        raise ValidationError(_("This attempt is with the raters and cannot be given up."), code="closed")
    row.state, row.closed_at = State.GIVEN_UP if row.round == 1 else State.DECIDED, at
    row.round = max(1, row.round - 1)
    row.save(update_fields=["state", "closed_at", "round"])
    for recording in Recording.objects.filter(practical=row, removed_at=None):
        remove_recording(recording=recording, why=Recording.Removed.CANDIDATE, by=by, at=at)
    consent = consent_of(row)
    if consent is not None:
        withdraw_consent(consent=consent, by=by, at=at, why=PracticalConsent.Ended.DONE)
    record("exams.give_up_practical", by=by, at=at, subject=row)
    return row


def _open(practical: Practical) -> Practical:
    row = _locked(practical)
    if row.state != State.OPEN or row.handed_in_at is not None:
        raise ValidationError(_("This attempt has been handed in already."), code="closed")
    return row


def _locked(practical: Practical) -> Practical:
    rows = Practical.objects.select_for_update(of=("self",)).select_related(
        "school", "examination", "enrolment__student", "enrolment__cohort"
    )
    found: Practical = rows.get(pk=practical.pk)
    return found
