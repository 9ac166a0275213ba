"""Who sees what of a client's file. Pages, exports, search and the portal all ask here, and nothing else decides.

A person stands to a file in one way, a *sight*: they treat the client, treat them with others, supervise, keep the
appointment book, are the client, or are a guardian. Whoever has no sight gets the same answer as for no file at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.practice.models import (
    Audience,
    Carer,
    Client,
    Consent,
    GlassBroken,
    Guardian,
    Item,
    ItemShare,
    SessionRecord,
    Supervision,
)
from feltwork.apps.practice.models.consents import Topic
from feltwork.core.practice import is_minor


class Sight(StrEnum):
    """How somebody stands to a file, the widest first."""

    CLINICIAN = "clinician"  # treats the client: everything but others' private notes
    CARER = "carer"  # treats them, too: the record, not what the author keeps
    EMERGENCY = "emergency"  # broke the glass: as a carer, for a while, and everybody is told
    SUPERVISOR = "supervisor"  # what is shown for supervision, while the client agrees
    ASSISTANT = "assistant"  # the way to reach them and their appointments
    CLIENT = "client"  # what is shared with them
    GUARDIAN = "guardian"  # what is shared with guardians, item by item


TREATING = frozenset({Sight.CLINICIAN, Sight.CARER, Sight.EMERGENCY})


def visible_clients(user: User, roles: frozenset[str], at: datetime) -> QuerySet[Client]:
    """The files that *user* may know of as a member of the practice; erased ones are nobody's."""
    files = Client.objects.exclude(state=Client.State.ERASED)
    if Role.ASSISTANT in roles:
        return files
    own = Q(pk__in=[])
    if Role.PRACTITIONER in roles:
        own |= Q(clinician=user) | Q(Exists(in_force(Carer.objects.filter(client=OuterRef("pk"), user=user), at)))
        own |= Q(Exists(GlassBroken.objects.filter(client=OuterRef("pk"), by=user, at__lte=at, until__gt=at)))
    if Role.SUPERVISOR in roles:
        own |= Q(pk__in=_supervised(user, at).values("client"))
    return files.filter(own)


def sight(user: User, roles: frozenset[str], client: Client, at: datetime) -> Sight | None:
    """How *user* stands to the file of *client*, or None. `roles`: theirs in the practice of the file."""
    if client.state == Client.State.ERASED:
        return None
    if Role.PRACTITIONER in roles:
        if client.clinician_id == user.pk:
            return Sight.CLINICIAN
        if in_force(Carer.objects.filter(client=client, user=user), at).exists():
            return Sight.CARER
        if GlassBroken.objects.filter(client=client, by=user, at__lte=at, until__gt=at).exists():
            return Sight.EMERGENCY
    if Role.SUPERVISOR in roles and _supervised(user, at).filter(client=client).exists():
        return Sight.SUPERVISOR
    if Role.ASSISTANT in roles:
        return Sight.ASSISTANT
    return _own_sight(user, client, at)


def _own_sight(user: User, client: Client, at: datetime) -> Sight | None:
    if client.is_portal_paused:
        return None
    if client.user_id == user.pk:
        return Sight.CLIENT
    guards = in_force(Guardian.objects.filter(client=client, user=user), at).exists()
    return Sight.GUARDIAN if guards else None


def visible_items(user: User, seen_as: Sight, client: Client | Sequence[Client], at: datetime) -> QuerySet[Item]:
    """The items of the file that *user* may read, seen as *seen_as*; removed ones are left out. Of several files that
    the same person sees in the same way: of all."""
    of = Q(client=client) if isinstance(client, Client) else Q(client__in=client)
    items = Item.objects.filter(of, removed_at=None)
    named = Exists(in_force(ItemShare.objects.filter(item=OuterRef("pk"), user=user), at))
    match seen_as:
        case Sight.CLINICIAN | Sight.CARER | Sight.EMERGENCY:
            return items.filter(~Q(audience=Audience.ME) | Q(by=user) | Q(named))
        case Sight.SUPERVISOR:
            return items.filter(Q(record__isnull=False) & ~Q(audience=Audience.ME) | Q(named))
        case Sight.CLIENT:
            return items.filter(Q(audience__in=(Audience.CLIENT, Audience.GUARDIAN)) | Q(named))
        case Sight.GUARDIAN:
            return items.filter(Q(audience=Audience.GUARDIAN) | Q(named))
        case _:
            return items.none()


def visible_records(seen_as: Sight, client: Client) -> QuerySet[SessionRecord]:
    """The sessions whose records are seen at all; the client and guardians see that a session was."""
    records = SessionRecord.objects.filter(client=client, removed_at=None)
    return records.none() if seen_as is Sight.ASSISTANT else records


def consent_in_force(client: Client, topic: str) -> bool:
    """The latest answer of the client to *topic* is yes. Answers about one session only do not count here."""
    latest = Consent.objects.filter(client=client, topic=topic, record=None).order_by("at", "pk").last()
    return latest is not None and latest.decision == Consent.Decision.GIVEN


def can_write(seen_as: Sight) -> bool:
    """Who adds to a file: whoever treats the client."""
    return seen_as in TREATING


def can_share(seen_as: Sight) -> bool:
    """Who decides on who else reads something; not whoever is there for an hour in an emergency."""
    return seen_as in {Sight.CLINICIAN, Sight.CARER}


def can_write_record(user: User, seen_as: Sight, record: SessionRecord) -> bool:
    """A session is written by whoever held it, and by nobody in their name."""
    return can_write(seen_as) and record.clinician_id == user.pk


def guardians_at(identity: Mapping[str, Any], at: datetime) -> bool:
    """Whether somebody may still answer for the client; a birth date counts in UTC, a day at most too long."""
    return is_minor(identity, at.date())


def _supervised(user: User, at: datetime) -> QuerySet[Supervision]:
    """What *user* supervises now. A withdrawn consent ends it at once."""
    answers = Consent.objects.filter(client=OuterRef("client"), topic=Topic.SUPERVISION_USE, record=None)
    latest = Subquery(answers.order_by("-at", "-pk").values("decision")[:1])
    now: QuerySet[Supervision] = in_force(Supervision.objects.filter(supervisor=user), at)
    return now.annotate(answer=latest).filter(answer=Consent.Decision.GIVEN)


def in_force(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """Those of *rows* whose time has begun and has not ended."""
    return rows.filter(Q(since__lte=at) & (Q(until=None) | Q(until__gt=at)))
