"""Lists of clients, and the people around a file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from feltwork.apps.accounts.models import Membership, Role, User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Carer, Client, Guardian, Supervision
from feltwork.apps.practice.permissions import visible_clients
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import called, initial


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list. `name` is what they are called; supervisors see a letter only."""

    client: Client
    name: str
    full_name: str
    last_at: datetime | None
    drafts: int


def clients_of(
    user: User, roles: frozenset[str], at: datetime, *, search: str = "", state: str = ""
) -> list[ClientRow]:
    """Those that *user* may know of, by name. Names are sealed, so the search opens them one by one."""
    rows = visible_clients(user, roles, at).select_related("clinician")
    if state:
        rows = rows.filter(state=state)
    drafts = Count("records", filter=Q(records__removed_at=None, records__signatures=None, records__clinician=user))
    found = [_row(client, roles, user) for client in rows.annotate(last=Max("records__starts_at"), drafts=drafts)]
    wanted = _plain(search)
    found = [row for row in found if wanted in _plain(f"{row.name} {row.full_name}")]
    return sorted(found, key=lambda row: (_plain(row.name), row.client.pk))


def _row(client: Any, roles: frozenset[str], user: User) -> ClientRow:
    try:
        identity = cabinet_of(client).open(client, "identity")
    except KeyStoreError:
        return ClientRow(client, "?", "", client.last, client.drafts)
    only_letter = client.clinician_id != user.pk and not roles & {Role.ASSISTANT, Role.PRACTITIONER}
    name = initial(identity) if only_letter else called(identity)
    return ClientRow(client, name, "" if only_letter else identity["name"], client.last, client.drafts)


def _plain(text: str) -> str:
    """Without case and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in letters if not unicodedata.combining(one))


def guardians_of(file: OpenFile) -> list[tuple[Guardian, dict[str, Any]]]:
    """Who answers for the child now, with what is known of them."""
    rows = Guardian.objects.filter(client=file.client, until=None).select_related("user").order_by("since", "pk")
    return [(row, file.cabinet.open(row, "about")) for row in rows]


@dataclass(frozen=True, slots=True)
class Around:
    """Everybody who comes near a file."""

    carers: list[Carer]
    supervisions: list[Supervision]
    guardians: list[tuple[Guardian, dict[str, Any]]]


def around(file: OpenFile) -> Around:
    carers = Carer.objects.filter(client=file.client, until=None).select_related("user").order_by("since")
    shown = Supervision.objects.filter(client=file.client, until=None).select_related("supervisor").order_by("since")
    return Around(list(carers), list(shown), guardians_of(file))


def people_with(role: str, file: OpenFile, at: datetime) -> QuerySet[User]:
    """Who holds *role* in the practice now, the file's clinician left out."""
    held = Membership.objects.filter(school_id=file.client.school_id, role=role, since__lte=at)
    held = held.filter(Q(until=None) | Q(until__gt=at))
    return User.objects.filter(pk__in=held.values("user")).exclude(pk=file.client.clinician_id).order_by("name")


def years_old(identity: Any, on: date) -> int | None:
    """Completed years, or None without a birth date."""
    if not identity.get("born_on"):
        return None
    born = date.fromisoformat(identity["born_on"])
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
