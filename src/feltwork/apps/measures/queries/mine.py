"""What waits for somebody, and what they answered lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from feltwork.apps.accounts.models import User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures.models import Asking, Folder
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.measures.permissions import ANSWERING, own_askings
from feltwork.apps.measures.risk import may_be_asked, policy_of
from feltwork.apps.measures.wording import words_of
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.mine import own_clients
from feltwork.apps.schools.models import School
from feltwork.core.measures import instrument

LATELY = timedelta(days=30)
OPEN = (Asking.State.OPEN, Asking.State.STARTED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """`whose`: for a guardian the first letter of the child, else ""."""

    asking: Asking
    title: str
    whose: str


@dataclass(frozen=True, slots=True)
class Mine:
    waiting: tuple[Waiting, ...]
    done: tuple[Waiting, ...]
    folder: Folder | None
    is_erased: bool  # they destroyed what they had answered
    is_trainee: bool


def mine_of(user: User, roles: frozenset[str], school: School, at: datetime, *, note: bool = True) -> Mine:
    """Of *user* in *school*, as a client, a guardian and a trainee at once. Every file that is opened is noted."""
    rows = [*_of_files(user, roles, at, note=note), *((row, "") for row in _shown(own_askings(user), at))]
    made = [_row(row, whose) for row, whose in rows]
    policy = policy_of(school)
    folder = Folder.objects.filter(owner=user, school=school).first()
    waiting = [
        one
        for one in made
        if one.asking.state in OPEN and may_be_asked(instrument(one.asking.instrument), one.asking.place, policy)
    ]
    return Mine(
        waiting=tuple(sorted(waiting, key=lambda one: one.asking.due_at)),
        done=tuple(one for one in made if one.asking.state == Asking.State.DONE),
        folder=folder,
        is_erased=folder is not None and folder.erased_at is not None,
        is_trainee="student" in roles,
    )


def _of_files(user: User, roles: frozenset[str], at: datetime, *, note: bool) -> list[tuple[Asking, str]]:
    found = []
    for client in own_clients(user, at):
        try:
            file = open_file(user, roles, client.uuid, what="sheets", at=at, sights=ANSWERING, note=note)
        except KeyStoreError:
            continue
        if file is None:
            continue
        guards = file.sight is Sight.GUARDIAN
        rows = _shown(Asking.objects.filter(client=file.client, place=Place.PORTAL), at)
        found += [
            (row, file.short if guards else "")
            for row in rows
            if (instrument(row.instrument).kind == "caregiver") == guards
        ]
    return found


def _shown(rows: object, at: datetime) -> list[Asking]:
    """Those that can be answered, and those that were answered lately."""
    waiting = Q(state__in=OPEN, opens_at__lte=at, closes_at__gt=at)
    lately = Q(state=Asking.State.DONE, ended_at__gt=at - LATELY)
    asked = rows.filter(waiting | lately)  # type: ignore[attr-defined]  # a queryset of askings
    return list(asked.select_related("school", "pack", "plan").order_by("-due_at", "pk"))


def _row(row: Asking, whose: str) -> Waiting:
    words = words_of(row)
    return Waiting(row, words.pack.title if words else "", whose)
