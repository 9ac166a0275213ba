"""The worklist as the queue shows it: filtered rows, and one row of counts for the line above them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.certification.models import Inquiry
from feltwork.apps.certification.permissions_staff import QUEUE, kinds_for, visible_work
from feltwork.apps.schools.models import WorkItem

ORDERS = {
    "oldest": ("opened_at", "pk"),
    "newest": ("-opened_at", "-pk"),
    "due": ("due_on", "opened_at", "pk"),
    "who": ("who", "opened_at", "pk"),
}
FIELDS = ("uuid", "kind", "who", "title", "url", "data", "opened_at", "due_on", "assigned_to_id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader chose to see."""

    kind: str = ""
    who: str = ""  # "mine", "nobody" or ""
    late: bool = False
    words: str = ""
    order: str = "oldest"


@dataclass(slots=True)
class Counts:
    """Of everything open that this person sees."""

    all: int = 0
    mine: int = 0
    late: int = 0
    oldest: datetime | None = None
    kinds: dict[str, int] = field(default_factory=dict)


def work_rows(user: User, roles: frozenset[str], wanted: Wanted, today: date) -> QuerySet[WorkItem, Any]:
    """Values rows (FIELDS, the colleague's name, and whether a question to the student is open or answered)."""
    items = visible_work(user, roles).filter(closed_at=None)
    if wanted.kind:
        items = items.filter(kind=wanted.kind)
    if wanted.who == "mine":
        items = items.filter(assigned_to=user)
    elif wanted.who == "nobody":
        items = items.filter(assigned_to=None)
    if wanted.late:
        items = items.filter(due_on__lt=today)
    for word in wanted.words.split():
        items = items.filter(Q(who__icontains=word) | Q(title__icontains=word))
    asked = Inquiry.objects.filter(item=OuterRef("pk"))
    open_ones, answered = asked.filter(replied_at=None), asked.exclude(replied_at=None)
    items = items.annotate(is_asked=Exists(open_ones), is_answered=Exists(answered))
    order = ORDERS.get(wanted.order, ORDERS["oldest"])
    found = items.order_by(*order).values(*FIELDS, "assigned_to__name", "is_asked", "is_answered")
    return cast("QuerySet[WorkItem, Any]", found)


def work_counts(user: User, roles: frozenset[str], today: date) -> Counts:
    """How much waits, by kind, and since when; one query."""
    rows = (
        visible_work(user, roles)
        .filter(closed_at=None)
        .order_by()
        .values("kind")
        .annotate(
            n=Count("pk"),
            mine=Count("pk", filter=Q(assigned_to=user)),
            late=Count("pk", filter=Q(due_on__lt=today)),
            oldest=Min("opened_at"),
        )
    )
    counts = Counts()
    for row in rows:
        counts.kinds[row["kind"]] = row["n"]
        counts.all += row["n"]
        counts.mine += row["mine"]
        counts.late += row["late"]
        counts.oldest = min(counts.oldest or row["oldest"], row["oldest"])
    return counts


def colleagues(user: User) -> list[tuple[str, str]]:
    """Whom work can be passed to, as choices (uuid, name): everybody else on the staff."""
    members = Membership.objects.filter(until=None, role__in=QUEUE).exclude(user=user)
    names = members.values_list("user__uuid", "user__name").distinct().order_by("user__name", "user__uuid")
    return [(str(uuid), name) for uuid, name in names]


def kinds_of_person(person: User) -> list[str]:
    """The kinds of work that *person* sees in the school of the scope."""
    roles = Membership.objects.filter(user=person, until=None).values_list("role", flat=True)
    return kinds_for(frozenset(roles))
