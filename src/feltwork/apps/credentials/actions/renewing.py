"""A certificate that ends is renewed; a name that changed is changed; both as a new version under the same id."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials import notices
from feltwork.apps.credentials.actions.common import (
    Kind,
    State,
    locked,
    need_reason,
    note,
    refuse_own_matter,
    refuse_same_person,
    seal,
)
from feltwork.apps.credentials.actions.signing import add_version
from feltwork.apps.credentials.actions.transparent import log_version
from feltwork.apps.credentials.models import Certificate, CredentialVersion, NameChange
from feltwork.apps.credentials.queries import plain
from feltwork.apps.schools.actions import close_work, open_work
from feltwork.apps.schools.models import School


def end_of(school: School, day: date | None) -> datetime | None:
    """The last second of *day* in the school's own zone."""
    return None if day is None else datetime.combine(day, time(23, 59, 59), ZoneInfo(school.time_zone))


@transaction.atomic
def renew(*, certificate: Certificate, until: date, by: User, at: datetime) -> Certificate:
    """Let it hold until *until*. Doing it twice does it once; an end is never moved forward by it."""
    row = locked(certificate, State.IN_FORCE)
    if row.valid_until is None:
        raise ValidationError(_("This certificate has no end; there is nothing to renew."), code="state")
    if until < row.valid_until:
        raise ValidationError(_("It holds longer than that already; please choose a later day."), code="earlier")
    if until == row.valid_until:
        return row
    row.valid_until = until
    row.save(update_fields=["valid_until"])
    version = add_version(row, CredentialVersion.Kind.RENEWAL, at=at, valid_until=end_of(row.school, until))
    log_version(row, version, at=at)
    event = note(row, Kind.RENEWED, "credentials.renew", by=by, at=at, reason=until.isoformat())
    seal(row, "renewed", event, valid_until=until.isoformat())
    notices.tell_renewed([row], at)
    return row


@transaction.atomic
def ask_name_change(*, certificate: Certificate, wanted: str, words: str, by: User, at: datetime) -> NameChange:
    """The holder asks for another name on the certificate."""
    row = locked(certificate, State.IN_FORCE, State.SUSPENDED)
    if row.enrolment.student_id != by.pk:
        raise ValidationError(_("Only the holder asks for another name."), code="own")
    name = " ".join(wanted.split())
    if not name or name == row.holder_name:
        raise ValidationError(_("Please write the name as it should stand there from now on."), code="name")
    if NameChange.objects.filter(certificate=row, state__in=NameChange.OPEN).exists():
        raise ValidationError(_("You have asked already. Staff will look at it."), code="state")
    change = NameChange.objects.create(
        school=row.school, certificate=row, wanted=name, words=words.strip(), asked_at=at
    )
    note(row, Kind.NAME_ASKED, "credentials.ask_name_change", by=by, at=at)
    open_work(
        school=row.school,
        kind="second",
        subject_uuid=change.uuid,
        who=row.holder_name,
        person=row.enrolment.student,
        title=_("Another name on certificate %(number)s") % {"number": row.number},
        url=f"credentials/{row.uuid}/",
        at=at,
        data={"what": "name"},
    )
    return change


@transaction.atomic
def check_name_change(*, change: NameChange, by: User, at: datetime) -> NameChange:
    """The first of two people has seen the papers and agrees."""
    row = _held(change, NameChange.State.ASKED)
    refuse_own_matter(row.certificate, by)
    row.state, row.checked_by, row.checked_at = NameChange.State.CHECKED, by, at
    row.save(update_fields=["state", "checked_by", "checked_at"])
    note(row.certificate, Kind.NAME_CHECKED, "credentials.check_name_change", by=by, at=at)
    return row


@transaction.atomic
def approve_name_change(*, change: NameChange, by: User, at: datetime) -> NameChange:
    """The second of two people agrees: a new version is signed, and the old name is shown nowhere any more."""
    row = _held(change, NameChange.State.CHECKED)
    certificate = locked(row.certificate, State.IN_FORCE, State.SUSPENDED)
    refuse_own_matter(certificate, by)
    refuse_same_person(by, row.checked_by_id or 0)
    certificate.holder_name = row.wanted
    certificate.listed_search = plain(f"{row.wanted} {certificate.listed_town}")[:240] if certificate.is_listed else ""
    certificate.save(update_fields=["holder_name", "listed_search"])
    until = end_of(certificate.school, certificate.valid_until)
    version = add_version(certificate, CredentialVersion.Kind.NAME, at=at, valid_until=until)
    log_version(certificate, version, at=at)
    _end(row, NameChange.State.DONE, by=by, at=at)
    event = note(certificate, Kind.RENAMED, "credentials.approve_name_change", by=by, at=at)
    seal(certificate, "renamed", event)
    notices.tell_name_changed(certificate, row, at)
    return row


@transaction.atomic
def refuse_name_change(*, change: NameChange, reason: str, by: User, at: datetime) -> NameChange:
    """Do not change it; the holder reads why."""
    row = _held(change, NameChange.State.ASKED, NameChange.State.CHECKED)
    refuse_own_matter(row.certificate, by)
    row.answer = need_reason(reason)
    _end(row, NameChange.State.REFUSED, by=by, at=at)
    note(row.certificate, Kind.NAME_REFUSED, "credentials.refuse_name_change", by=by, at=at, reason=row.answer)
    notices.tell_name_refused(row.certificate, row, at)
    return row


def _held(change: NameChange, *states: str) -> NameChange:
    wanted = NameChange.objects.select_related("certificate__school", "certificate__enrolment__student")
    row = wanted.select_for_update(of=("self",)).get(pk=change.pk)
    if row.state not in states:
        words = _("This is not possible now: the request is “%(state)s”.") % {"state": row.get_state_display()}
        raise ValidationError(words, code="state")
    return row


def _end(row: NameChange, state: str, *, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    close_work(school=row.certificate.school, kind="second", subject_uuid=row.uuid, by=by, at=at)
