"""A person's answers in somebody's hands: whose they are, and the key to them.

hands = hands_of_file(file)                       # a client's, through the practice's door
hands = own_hands(user, school=school, at=at)     # a trainee's own
hands.open(asking, "sheet")

Every reading goes through one of these doors, and what is opened of a client is noted as every opening of a file is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures.models import Alert, Asking, Folder
from feltwork.apps.practice.actions.opening import open_part
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of, destroy_key, new_key
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import Enrolment, School


@dataclass(frozen=True)
class Hands:
    """The answers of one client, or of one trainee in a school. Keep it no longer than a request."""

    school: School
    cabinet: Cabinet = field(repr=False)
    client: Client | None = None
    owner: User | None = None  # the trainee

    def seal(self, row: models.Model, column: str, value: Any) -> bytes:
        return self.cabinet.seal(row, column, value)

    def open(self, row: models.Model, column: str) -> Any:
        """What was sealed; None where nothing was."""
        return self.cabinet.open(row, column)

    def open_many(
        self, model: type[models.Model], column: str, rows: Iterable[tuple[UUID, bytes | memoryview]]
    ) -> Iterator[Any]:
        return self.cabinet.open_many(model, column, rows)

    def askings(self) -> models.QuerySet[Asking]:
        """Every sheet of this person."""
        if self.client is not None:
            return Asking.objects.filter(client=self.client)
        return Asking.objects.filter(enrolment__student=self.owner)

    def holds(self, asking: Asking) -> bool:
        """Whether *asking* is one of this person's."""
        if self.client is not None:
            return bool(asking.client_id == self.client.pk)
        return asking.enrolment is not None and self.owner is not None and asking.enrolment.student_id == self.owner.pk


def hands_of_file(file: OpenFile) -> Hands:
    """A client's answers, for whoever has the file in their hands already; the opening of it was noted then."""
    return Hands(file.client.school, file.cabinet, client=file.client)


def own_hands(user: User, *, school: School, at: datetime) -> Hands:
    """A trainee's own; their folder is made when there is none yet."""
    return Hands(school, cabinet_of(folder_of(user, school=school)), owner=user)


def hands_of_link(asking: Asking, *, at: datetime) -> Hands:
    """For whoever holds the link to this one sheet. The caller has checked the link."""
    return _hands(asking, what="sheet", as_="link", by=None, at=at)


def hands_of_alert(alert: Alert, *, by: User, at: datetime) -> Hands:
    """For whoever has to look at *alert*; `permissions.visible_alerts` decides who that is. Noted as an opening."""
    return _hands(alert.asking, what="alert", as_="responder", by=by, at=at)


def hands_of_job(asking: Asking, *, at: datetime) -> Hands:
    """For what the site does by itself, which reads nothing to anybody; nothing is noted."""
    return _hands(asking, what="job", as_="job", by=None, at=at, note=False)


def folder_of(user: User, *, school: School) -> Folder:
    """The trainee's folder in *school*, made at need. Raises KeyStoreError where it was erased."""
    row = Folder.objects.filter(owner=user, school=school).first()
    row = row or _new_folder(user, school)
    if row.erased_at is not None:
        raise KeyStoreError("this folder was erased")
    return row


def _new_folder(user: User, school: School) -> Folder:
    key_id = new_key("a trainee's answers")
    with transaction.atomic():
        # get_or_create: two first sheets at once make one folder, and the key that is not needed goes
        row, made = Folder.objects.get_or_create(owner=user, school=school, defaults={"key_id": key_id})
    if not made:
        destroy_key(key_id)
    return row


def _hands(asking: Asking, *, what: str, as_: str, by: User | None, at: datetime, note: bool = True) -> Hands:
    if asking.client is not None:
        cabinet = open_part(asking.client, what=what, as_=as_, by=by, at=at, note=note)
        return Hands(asking.school, cabinet, client=asking.client)
    enrolment: Any = asking.enrolment
    return _of_trainee(enrolment, asking.school)


def _of_trainee(enrolment: Enrolment, school: School) -> Hands:
    owner = enrolment.student
    return Hands(school, cabinet_of(folder_of(owner, school=school)), owner=owner)
