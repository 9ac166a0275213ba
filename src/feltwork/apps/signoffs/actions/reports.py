"""Somebody says that they did not expect to be asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions import close_work, open_work
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.signoffs.models import SignOffRequest


@transaction.atomic
def report(*, request: SignOffRequest, by: User | None, word: str, at: datetime) -> WorkItem:
    """Tell the school. Nothing is signed and the request stays as it is; *by* is None for a visitor."""
    item = open_work(
        school=request.school,
        kind=WorkItem.Kind.REPORT,
        subject_uuid=request.uuid,
        who=request.student.name,
        person=request.student,
        title=_("A request for a signature was not expected"),
        url=f"signoffs/reported/{request.uuid}/",
        data={"word": word.strip(), "from": request.provider.name if by else "", "signed_in": by is not None},
        at=at,
    )
    record("signoffs.report", by=by, at=at, subject=request)
    return item


@transaction.atomic
def settle_report(*, request: SignOffRequest, by: User, at: datetime) -> WorkItem | None:
    """The school has looked into it."""
    item = close_work(school=request.school, kind=WorkItem.Kind.REPORT, subject_uuid=request.uuid, by=by, at=at)
    record("signoffs.settle_report", by=by, at=at, subject=request)
    return item
