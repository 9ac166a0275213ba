"""Somebody says that a page is not right; staff answer."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.directory import notices
from feltwork.apps.directory.actions.profiles import hide_by_staff
from feltwork.apps.directory.models import Profile, Report

MOST_OPEN = 20  # reports about one page that wait for the school


@transaction.atomic
def report(*, profile: Profile, kind: str, words: str, at: datetime) -> tuple[Report, str]:
    """Take in a report of somebody who needs no name; the text is the key to read the answer with later.

    Raises ValidationError "full" where as many as `MOST_OPEN` about the same page wait: whoever sends a hundred buries
    the one that matters.
    """
    if not Profile.objects.select_for_update(no_key=True).filter(pk=profile.pk).values_list("pk"):
        raise ValidationError(_("This page is not there any more."), code="gone")
    if Report.objects.filter(profile=profile, state=Report.State.OPEN).count() >= MOST_OPEN:
        words = _("Many messages about this page wait already, and the school is reading them. Please come back later.")
        raise ValidationError(words, code="full")
    token = secrets.token_urlsafe(24)
    row = Report.objects.create(
        school=profile.school, profile=profile, kind=kind, words=words.strip(), token_hash=hash_of(token), at=at
    )
    record("directory.report", by=None, at=at, subject=row, facts={"kind": str(kind)})
    transaction.on_commit(partial(notices.tell_staff_report, row, at))
    return row, token


@transaction.atomic
def answer_report(*, report: Report, state: str, answer: str, by: User, at: datetime) -> Report:
    """Close it with words for whoever sent it; "hidden" hides the page as well. Nobody answers about their own page."""
    row = Report.objects.select_for_update(of=("self",)).select_related("profile", "about").get(pk=report.pk)
    if row.owner_id == by.pk:
        raise PermissionDenied
    if row.state != Report.State.OPEN:
        raise ValidationError(_("This is already answered."), code="answered")
    if state == Report.State.OPEN:
        raise ValidationError({"state": _("Please choose how it ends.")})
    if state == Report.State.HIDDEN and row.profile is None:
        raise ValidationError({"state": _("The page is erased: there is nothing to hide.")})
    row.state, row.answer, row.answered_by, row.answered_at = Report.State(state), answer.strip(), by, at
    if row.profile is None:
        row.about, row.words = None, ""  # it was kept for this answer only
    row.save()
    record("directory.answer_report", by=by, at=at, subject=row, facts={"state": str(state)})
    if state == Report.State.HIDDEN and row.profile is not None:
        hide_by_staff(profile=row.profile, words=answer.strip(), by=by, at=at)
    return row
