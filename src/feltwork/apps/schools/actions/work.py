"""The staff's worklist: opened and closed by the action that owns the matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import School, WorkItem
from feltwork.apps.schools.queries import date_at


@transaction.atomic
def open_work(
    *,
    school: School,
    kind: str,
    subject_uuid: UUID,
    who: str,
    person: User | None,
    title: str,
    url: str,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    due_on: date | None = None,
) -> WorkItem:
    """Put a matter on the worklist; while it waits, asking again gives the same item, unchanged.

    *url* is relative to the school; without *due_on* the school has its `answer_days`.
    """
    due = due_on or date_at(school, at) + timedelta(days=school.answer_days)
    facts = {"who": who[:120], "person": person, "title": title[:200], "url": url, "data": dict(data or {})}
    item, is_new = WorkItem.objects.get_or_create(
        school=school,
        kind=kind,
        subject_uuid=subject_uuid,
        closed_at=None,
        defaults={**facts, "opened_at": at, "due_on": due},
    )
    if is_new:
        record("schools.open_work", by=None, at=at, subject=item, facts={"kind": kind})
    return item


@transaction.atomic
def count_work(
    *,
    school: School,
    kind: str,
    subject_uuid: UUID,
    since: Sequence[datetime],
    who: str,
    title: str,
    url: str,
    at: datetime,
    person: User | None = None,
) -> WorkItem | None:
    """One item for many that wait alike, as things stand: *since* when each does. None where nothing waits any more.

    Answers are promised from the oldest on. Who took it keeps it.
    """
    if not since:
        close_work(school=school, kind=kind, subject_uuid=subject_uuid, by=None, at=at)
        return None
    oldest, data = min(since), {"count": len(since)}
    due = date_at(school, oldest) + timedelta(days=school.answer_days)
    item = open_work(
        school=school, kind=kind, subject_uuid=subject_uuid, who=who, person=person, title=title, url=url, at=at,
        data=data, due_on=due,
    )  # fmt: skip
    if (item.data, item.opened_at, item.due_on) != (data, oldest, due):
        item.data, item.opened_at, item.due_on = data, oldest, due
        item.save(update_fields=["data", "opened_at", "due_on"])
    return item


@transaction.atomic
def close_work(*, school: School, kind: str, subject_uuid: UUID, by: User | None, at: datetime) -> WorkItem | None:
    """Take a matter off the worklist; None if it does not wait (any more). Without *by* it has settled itself."""
    items = WorkItem.objects.select_for_update().filter(school=school, closed_at=None)
    item = items.filter(kind=kind, subject_uuid=subject_uuid).first()
    if item is None:
        return None
    item.closed_at, item.closed_by = at, by
    item.save(update_fields=["closed_at", "closed_by"])
    record("schools.close_work", by=by, at=at, subject=item, facts={"kind": kind})
    return item


@transaction.atomic
def assign_work(*, item: WorkItem, to: User | None, by: User, at: datetime) -> WorkItem:
    """Give a waiting matter to *to*, or back to everybody with None."""
    item = WorkItem.objects.select_for_update().get(pk=item.pk)
    if item.closed_at is not None:
        raise ValidationError(_("This is already done."), code="closed")
    if item.assigned_to_id != (to.pk if to else None):
        item.assigned_to = to
        item.save(update_fields=["assigned_to"])
        record("schools.assign_work", by=by, at=at, subject=item, facts={"to": str(to.uuid) if to else None})
    return item
