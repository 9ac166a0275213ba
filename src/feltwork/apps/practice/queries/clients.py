"""Lists of clients, and the people around a file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from feltwork.apps.accounts.models import Membership, Role, User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Carer, Client, Guardian, ItemShare, Supervision
from feltwork.apps.practice.permissions import in_force, visible_clients
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import called, initial


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list. `name` is what they are called; who only supervises sees a letter."""

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
    # somebody may treat some clients and supervise the treatment of others
    close = visible_clients(user, roles - {Role.SUPERVISOR}, at).filter(pk=OuterRef("pk"))
    rows = rows.annotate(knows_name=Exists(close))
    drafts = Count("records", filter=Q(records__removed_at=None, records__signatures=None, records__clinician=user))
    found = [_row(client) for client in rows.annotate(last=Max("records__starts_at"), drafts=drafts)]
    wanted = _plain(search)
    found = [row for row in found if wanted in _plain(f"{row.name} {row.full_name}")]
    return sorted(found, key=lambda row: (_plain(row.name), row.client.pk))


def _row(client: Any) -> ClientRow:
    try:
        identity = cabinet_of(client).open(client, "identity")
    except KeyStoreError:
        return ClientRow(client, "?", "", client.last, client.drafts)
    if not client.knows_name:
        return ClientRow(client, initial(identity), "", client.last, client.drafts)
    return ClientRow(client, called(identity), identity["name"], client.last, client.drafts)


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


def readers_of(file: OpenFile, item: UUID) -> list[ItemShare]:
    """Who was named as a reader of one item and still is."""
    rows = ItemShare.objects.filter(item__uuid=item, item__client=file.client, until=None)
    return list(rows.select_related("user").order_by("since", "pk"))


def possible_readers(file: OpenFile) -> QuerySet[User]:
    """Whoever comes near the file beside its clinician; naming somebody else would show them nothing."""
    near = Q(pk__in=Carer.objects.filter(client=file.client, until=None).values("user"))
    near |= Q(pk__in=Supervision.objects.filter(client=file.client, until=None).values("supervisor"))
    near |= Q(pk__in=Guardian.objects.filter(client=file.client, until=None, user__isnull=False).values("user"))
    return User.objects.filter(near).exclude(pk=file.user.pk).order_by("name")


def people_with(role: str, file: OpenFile, at: datetime) -> QuerySet[User]:
    """Who holds *role* in the practice now, the file's clinician left out."""
    held = in_force(Membership.objects.filter(school_id=file.client.school_id, role=role), at)
    return User.objects.filter(pk__in=held.values("user")).exclude(pk=file.client.clinician_id).order_by("name")


def years_old(identity: Any, on: date) -> int | None:
    """Completed years, or None without a birth date."""
    if not identity.get("born_on"):
        return None
    born = date.fromisoformat(identity["born_on"])
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
