"""The holder chooses to be found in the public register, or not any more."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.credentials.actions.common import Kind, State, locked, note
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.queries import plain


@transaction.atomic
def list_publicly(*, certificate: Certificate, town: str, languages: str, by: User, at: datetime) -> Certificate:
    """Show name, town, languages and year in the register. Only the holder can choose this."""
    row = locked(certificate, State.IN_FORCE)
    _only_holder(row, by)
    row.is_listed, row.listed_town, row.listed_languages = True, town.strip(), languages.strip()
    row.listed_search = plain(f"{row.holder_name} {row.listed_town}")[:240]
    row.save(update_fields=["is_listed", "listed_town", "listed_languages", "listed_search"])
    note(row, Kind.LISTED, "credentials.list", by=by, at=at)
    return row


@transaction.atomic
def unlist(*, certificate: Certificate, by: User, at: datetime) -> Certificate:
    """Take it out of the register at once, whatever state it is in. Doing so twice is no mistake."""
    row = locked(certificate, State.IN_FORCE, State.SUSPENDED, State.REVOKED)
    _only_holder(row, by)
    if row.is_listed:
        row.is_listed, row.listed_search = False, ""
        row.save(update_fields=["is_listed", "listed_search"])
        note(row, Kind.UNLISTED, "credentials.unlist", by=by, at=at)
    return row


@transaction.atomic
def show_name(*, certificate: Certificate, shows: bool, by: User, at: datetime) -> Certificate:
    """Let previews of the link, as messengers make them, show the name; or not any more."""
    row = locked(certificate, State.IN_FORCE, State.SUSPENDED, State.REVOKED)
    _only_holder(row, by)
    if row.shows_name != shows:
        row.shows_name = shows
        row.save(update_fields=["shows_name"])
        record("credentials.show_name", by=by, at=at, subject=row, facts={"shows": shows})
    return row


def _only_holder(certificate: Certificate, by: User) -> None:
    if certificate.enrolment.student_id != by.pk:
        raise ValidationError(_("Only the holder decides about the register."), code="own")
