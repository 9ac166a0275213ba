"""Opening a client's file: who stands to it in which way, with its key in hand. Every opening is noted.

Pages, exports, search and the client's own side come through here, so that the client's list of who opened the file
is complete.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record_view
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.practice.permissions import Sight, sight
from feltwork.core.practice import CHILD_FIGURE, initial

ALL_SIGHTS = frozenset(Sight)
# what those see of the identity who do not treat the client
CONTACT = (
    "name", "preferred_name", "pronouns", "email", "phone", "safe_channel", "safe_hours", "safe_words", "language",
    "country", "time_zone", "reminder_hours", "reminder_words",
)  # fmt: skip


@dataclass(frozen=True)
class OpenFile:
    """A client's file in the hands of one person, for one request. Never keep it longer."""

    client: Client
    sight: Sight
    user: User
    at: datetime
    cabinet: Cabinet = field(repr=False)

    @cached_property
    def identity(self) -> Mapping[str, Any]:
        """What is known of the client, as far as this person may know it (`core.practice.check_identity`)."""
        whole: dict[str, Any] = self.cabinet.open(self.client, "identity")
        match self.sight:
            case Sight.SUPERVISOR:
                return {"figure": whole.get("figure", "")}
            case Sight.ASSISTANT:
                return {name: whole[name] for name in CONTACT if name in whole}
            case _:
                return whole

    @cached_property
    def short(self) -> str:
        """What headings call the client: "R."."""
        whole: dict[str, Any] = self.cabinet.open(self.client, "identity")
        return initial(whole)

    @cached_property
    def figure(self) -> str:
        """The template of the body map: fw-adult-1 or fw-child-1."""
        return str(self.identity.get("figure") or "fw-adult-1")

    @property
    def is_child(self) -> bool:
        return self.figure == CHILD_FIGURE


def open_file(
    user: User,
    roles: frozenset[str],
    client_uuid: UUID,
    *,
    what: str,
    at: datetime,
    sights: Collection[Sight] = ALL_SIGHTS,
    note: bool = True,
) -> OpenFile | None:
    """None where *user* has none of *sights* of it, as where there is no such file. Notes that *what* was opened.

    Without *note* for saving only: what somebody writes they do not read.
    """
    client = Client.objects.select_related("school", "clinician").filter(uuid=client_uuid).first()
    return None if client is None else _opened(user, roles, client, sights, what=what, at=at, note=note)


def open_record(
    user: User,
    roles: frozenset[str],
    record_uuid: UUID,
    *,
    what: str,
    at: datetime,
    sights: Collection[Sight] = ALL_SIGHTS,
    note: bool = True,
) -> tuple[OpenFile, SessionRecord] | None:
    """The same, by one of its sessions."""
    records = SessionRecord.objects.select_related("client__school", "client__clinician", "clinician")
    record = records.filter(uuid=record_uuid, removed_at=None).first()
    if record is None:
        return None
    file = _opened(user, roles, record.client, set(sights) - {Sight.ASSISTANT}, what=what, at=at, note=note)
    return None if file is None else (file, record)


def _opened(
    user: User, roles: frozenset[str], client: Client, sights: Collection[Sight], *, what: str, at: datetime, note: bool
) -> OpenFile | None:
    seen_as = sight(user, roles, client, at)
    if seen_as is None or seen_as not in sights:
        return None
    if note:
        record_view("practice.read", by=user, at=at, subject=client, what=what, sight=seen_as.value)
    return OpenFile(client, seen_as, user, at, cabinet_of(client))
