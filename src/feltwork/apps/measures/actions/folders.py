"""A trainee's own folder: whether it counts in the report on a cohort, and its end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.hands import folder_of
from feltwork.apps.measures.models import Alert, Asking, Folder
from feltwork.apps.practice.cabinet import destroy_key
from feltwork.apps.schools.models import School

EMPTY = b""


@transaction.atomic
def agree(*, school: School, agreed: bool, by: User, at: datetime) -> Folder:
    """Whether results of *by* count, without a name, in the report on a cohort. It can be taken back at any time."""
    row = Folder.objects.select_for_update().get(pk=folder_of(by, school=school).pk)
    if agreed != (row.agreed_at is not None):
        row.agreed_at = at if agreed else None
        row.save(update_fields=["agreed_at"])
        note("measures.agree", by=by, at=at, subject=row, facts={"agreed": agreed})
    return row


@transaction.atomic
def erase_folder(*, folder: Folder, by: User, at: datetime) -> None:
    """Its key is destroyed: nobody ever reads what *by* answered, and open sheets end."""
    row = Folder.objects.select_for_update().get(pk=folder.pk, owner=by)
    if row.erased_at is not None:
        return
    row.erased_at, row.agreed_at = at, None
    row.save(update_fields=["erased_at", "agreed_at"])
    sheets = Asking.objects.filter(school=row.school, enrolment__student=by)
    waiting = sheets.filter(state__in=(Asking.State.OPEN, Asking.State.STARTED))
    waiting.update(state=Asking.State.STOPPED, ended_at=at)
    sheets.update(sheet=None)
    Alert.objects.filter(asking__in=sheets).update(hit=EMPTY)
    note("measures.erase_folder", by=by, at=at, subject=row)
    key_id = row.key_id
    transaction.on_commit(lambda: destroy_key(key_id))
