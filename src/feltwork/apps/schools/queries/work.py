"""What waits for staff."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import School, WorkItem

FIELDS = (
    "pk",
    "uuid",
    "kind",
    "subject_uuid",
    "who",
    "person_id",
    "title",
    "url",
    "data",
    "opened_at",
    "due_on",
    "assigned_to_id",
    "assigned_to__name",
)
ORDERS = {
    "oldest": ("opened_at", "pk"),
    "newest": ("-opened_at", "-pk"),
    "due": ("due_on", "opened_at", "pk"),
    "who": ("who", "opened_at", "pk"),
}


def open_work_items(
    school: School, *, kind: str | None = None, assigned_to: User | None = None, order: str = "oldest"
) -> QuerySet[WorkItem, dict[str, Any]]:
    """Rows (see FIELDS) of everything that still waits; *order* is a word of ORDERS, else the oldest come first."""
    items = WorkItem.objects.filter(school=school, closed_at=None)
    if kind:
        items = items.filter(kind=kind)
    if assigned_to is not None:
        items = items.filter(assigned_to=assigned_to)
    rows: QuerySet[WorkItem, dict[str, Any]] = items.order_by(*ORDERS.get(order, ORDERS["oldest"])).values(*FIELDS)
    return rows
