"""Who was asked to confirm what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import School
from feltwork.apps.signoffs.models import SignOffRequest

COLUMNS = (
    "uuid",
    "subject_uuid",
    "provider_id",
    "provider__name",
    "asked_at",
    "due_on",
    "reminders",
    "reminded_at",
    "outcome",
    "reply",
    "closed_at",
    "student_id",
)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request, open or closed. For one subject the latest (`asked_at`) says how things stand."""

    uuid: UUID
    subject_uuid: UUID
    provider_id: int
    provider_name: str
    asked_at: datetime
    due_on: date
    reminders: int
    reminded_at: datetime | None
    outcome: str  # SignOffRequest.Outcome
    reply: str  # a word from the provider, for the student
    closed_at: datetime | None = None
    student_id: int = 0


def row_of(request: SignOffRequest) -> RequestRow:
    """*request* as others see it."""
    return RequestRow(*(attrgetter(column.replace("__", "."))(request) for column in COLUMNS))


def by_token(token: str) -> SignOffRequest | None:
    """The request whose mail carries *token*, in the school whose scope is open."""
    requests = SignOffRequest.objects.select_related("provider__user", "student", "school")
    return requests.filter(token_hash=hash_of(token)).first()


def requests_of(student: User, school: School) -> list[RequestRow]:
    """All requests of *student* at *school*, oldest first; one query."""
    return requests_of_many([student.pk], school)[student.pk]


def requests_of_many(student_ids: Iterable[int], school: School) -> dict[int, list[RequestRow]]:
    """As `requests_of` for several students, by their id; one query."""
    found: dict[int, list[RequestRow]] = {pk: [] for pk in student_ids}
    requests = SignOffRequest.objects.filter(school=school, student_id__in=list(found))
    for values in requests.order_by("asked_at", "pk").values_list(*COLUMNS):
        row = RequestRow(*values)
        found[row.student_id].append(row)
    return found


def shown_in(request_uuid: UUID) -> dict[str, str]:
    """What the provider is shown in that request, word for word."""
    presented: dict[str, str] = SignOffRequest.objects.values_list("presented", flat=True).get(uuid=request_uuid)
    return presented
