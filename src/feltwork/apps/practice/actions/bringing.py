"""Bringing a file in from an archive: the same rows under the same ids, sealed with a new key. What was signed stays
signed, and can be checked as before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.keys import store
from feltwork.apps.practice.actions.clients import index_of
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of, destroy_key, new_key, ring_of
from feltwork.apps.practice.models import (
    Addendum,
    Appointment,
    AppointmentSeries,
    Carer,
    Client,
    Consent,
    ConsentText,
    GlassBroken,
    Guardian,
    Hold,
    Item,
    ItemChange,
    ItemShare,
    Notebook,
    PrivateNote,
    RecordLock,
    SessionRecord,
    Signature,
    Supervision,
)
from feltwork.apps.practice.parts import Bringing, parts
from feltwork.apps.schools.models import School

Row = Mapping[str, Any]
NOWHERE = "imported.invalid"  # RFC 2606: no mail ever goes there


def bring_file(
    *, school: School, tables: Mapping[str, Any], clinician: User, by: User | None, at: datetime, trust: bool = False
) -> Client:
    """Make the file that *tables* (`archive.unpacking`) describe. *clinician* takes the place of the archive's.

    Other people become names without an account. With *trust*, for whoever runs the site, people whose uuid is known
    here are those people; without, an archive that somebody wrote could sign in a colleague's name. Raises
    ValidationError where the file is here already, or does not fit together.
    """
    key_id = new_key("a client's file")
    notes: list[str] = []
    try:
        with transaction.atomic():
            client = _Bringing(school, tables, clinician, at, trust, key_id, notes).all()
            note("practice.bring_file", by=by, at=at, subject=client, facts={"trusted": trust})
    except BaseException as wrong:
        for unused in (key_id, *notes):
            destroy_key(unused)
        if isinstance(wrong, DatabaseError | KeyError | TypeError):
            words = _("This archive does not fit together, or parts of it are here already. Nothing was brought in.")
            raise ValidationError(words, code="does_not_fit") from wrong
        raise
    return client


class _Bringing:
    def __init__(
        self,
        school: School,
        tables: Mapping[str, Any],
        clinician: User,
        at: datetime,
        trust: bool,
        key_id: str,
        notes: list[str],
    ) -> None:
        self.school, self.tables, self.at, self.key_id, self.notes = school, tables, at, key_id, notes
        self.people = _people(tables, clinician, trust)
        # one row of the archive by its uuid, for those that point to it
        self.made: dict[str, Any] = {}

    def all(self) -> Client:
        self.client = self._client()
        self._each("guardians", Guardian, self._times, sealed={"about": "about"})
        self._each("carers", Carer, self._times)
        self._each("supervisions", Supervision, self._times)
        self._each("holds", Hold, self._times, sealed={"reason": "reason", "ended_reason": "ended_reason"})
        self._each("openings", GlassBroken, self._times, sealed={"reason": "reason"})
        self._each("records", SessionRecord, self._times)
        self._items()
        self._texts()
        self._each("consents", Consent, self._times, sealed={"detail": "detail"})
        self._each("series", AppointmentSeries, self._times, sealed={"detail": "detail"})
        self._each("appointments", Appointment, self._times, sealed={"detail": "detail"})
        self._each("addenda", Addendum, self._times, sealed={"words": "body"})
        self._each("signatures", Signature, self._times)
        self._each("locks", RecordLock, self._times)
        self._notes()
        brought = Bringing(self.client, self.cabinet, self.tables, self.people, self.made)
        for part in parts():
            part.bring(brought)
        return self.client

    def _client(self) -> Client:
        row = self.tables["client"]
        if Client.objects.filter(uuid=row["uuid"]).exists():
            raise ValidationError(_("This file is here already."), code="here_already")
        client = Client(
            uuid=UUID(row["uuid"]),
            school=self.school,
            clinician=self.people[row["clinician"]],
            key_id=self.key_id,
            index=index_of(self.school, row["identity"]),
            state=_one_of(row["state"], (Client.State.ACTIVE, Client.State.ENDED)),
            is_portal_paused=bool(row["is_portal_paused"]),
            opened_on=date.fromisoformat(row["opened_on"]),
            ended_on=row["ended_on"] and date.fromisoformat(row["ended_on"]),
            restricted_at=_instant(row["restricted_at"]),
            version=row["version"],
        )
        key = store().data_key(self.key_id)
        binding = bytes.fromhex(row["binding"])
        client.ring = Cabinet(key).seal(client, "ring", ring_of(binding=binding))
        self.cabinet = Cabinet(key, binding=binding)
        client.identity = self.cabinet.seal(client, "identity", row["identity"])
        client.save(force_insert=True)
        return client

    def _each(
        self,
        table: str,
        model: type[Model],
        read: Callable[[str, Any], Any],
        *,
        sealed: Mapping[str, str] | None = None,
    ) -> None:
        for row in self.tables[table]:
            self._save(model, row, read, sealed or {})

    def _save(
        self, model: type[Model], row: Row, read: Callable[[str, Any], Any], sealed: Mapping[str, str], **more: Any
    ) -> Any:
        names = {field.name for field in model._meta.concrete_fields}
        own: dict[str, Any] = {"school": self.school, **more}
        if "client" in names:
            own["client"] = self.client
        taken = {name: read(name, value) for name, value in row.items() if name in names and name not in sealed}
        made: Any = model(**taken, **own)
        for name, column in sealed.items():
            if row[name] is not None:
                value = {"words": row[name]} if column == "body" and name == "words" else row[name]
                setattr(made, column, self.cabinet.seal(made, column, value))
        made.save(force_insert=True)
        self.made[row["uuid"]] = made
        return made

    def _times(self, name: str, value: Any) -> Any:
        """A value of the archive as its column has it."""
        if value is None or not isinstance(value, str):
            return value
        if name == "uuid":
            return UUID(value)
        if name in {"by", "user", "supervisor", "clinician", "ended_by"}:
            return self.people[value]
        if name in {"record", "guardian", "text", "series"}:
            return self.made[value]
        if name in {"since", "until", "begins", "at"} or name.endswith("_at"):
            return date.fromisoformat(value) if len(value) == len("2026-11-25") else _instant(value)
        return date.fromisoformat(value) if name == "made_until" else value

    def _items(self) -> None:
        """First those that stand by themselves, then those kept beside one of them."""
        rows = sorted(self.tables["items"], key=lambda one: one["beside"] is not None)
        for row in rows:
            beside = self.made[row["beside"]] if row["beside"] else None
            plain = {name: value for name, value in row.items() if name != "beside"}
            item = self._save(Item, plain, self._times, {"body": "body"}, beside=beside)
            for change in row["changes"]:
                ItemChange(
                    school=self.school,
                    item=item,
                    change=UUID(change["change"]),
                    version=change["version"],
                    by=self.people[change["by"]],
                    at=_instant(change["at"]),
                ).save(force_insert=True)
            for share in row["shares"]:
                self._save(ItemShare, share, self._times, {}, item=item)

    def _texts(self) -> None:
        """The words that were agreed to. Where this practice has the same, those; a taken number gets the next."""
        for row in self.tables["consent_texts"]:
            texts = ConsentText.objects.filter(school=self.school, topic=row["topic"])
            same = texts.filter(language=row["language"], text=row["text"]).order_by("version").first()
            known = texts.filter(uuid=row["uuid"]).first() or same
            if known is not None:
                self.made[row["uuid"]] = known
                continue
            taken = texts.filter(language=row["language"], version=row["version"]).exists()
            last = texts.aggregate(last=Max("version"))["last"] or 0
            fresh = {**row, "version": last + 1} if taken else row
            # here "text" is the wording itself, not the row with it
            self._save(ConsentText, fresh, lambda n, v: v if n == "text" else self._times(n, v), {}, by=None)

    def _notes(self) -> None:
        """Private notes go to the one author who took them along."""
        rows = self.tables.get("private_notes", [])
        if not rows:
            return
        key_id = new_key("private notes")
        self.notes.append(key_id)
        author = self.people[rows[0]["author"]]
        notebook = Notebook.objects.create(school=self.school, client=self.client, author=author, key_id=key_id)
        cabinet = cabinet_of(notebook)
        for row in rows:
            made = PrivateNote(
                uuid=UUID(row["uuid"]),
                school=self.school,
                notebook=notebook,
                version=row["version"],
                made_at=_instant(row["made_at"]),
                changed_at=_instant(row["changed_at"]),
            )
            made.body = cabinet.seal(made, "body", {"words": str(row["words"])})
            made.save(force_insert=True)


def _people(tables: Mapping[str, Any], clinician: User, trust: bool) -> dict[str, User]:
    """Everybody who is named in the archive, as people here."""
    found = {tables["client"]["clinician"]: clinician}
    for row in tables["people"]:
        if row["uuid"] not in found:
            found[row["uuid"]] = _person(row, trust)
    return found


def _person(row: Row, trust: bool) -> User:
    """A name without an account, so that what somebody signed keeps its signer."""
    uuid = UUID(row["uuid"])
    known = User.objects.filter(uuid=uuid).first()
    if known is not None and (trust or known.email.endswith(f"@{NOWHERE}")):
        return known
    fresh = uuid if known is None else uuid4()
    person = User(uuid=fresh, name=str(row["name"])[:120], email=f"{fresh}@{NOWHERE}", is_active=False)
    person.set_unusable_password()
    person.save(force_insert=True)
    return person


def _instant(value: Any) -> Any:
    return None if value is None else datetime.fromisoformat(value)


def _one_of(value: Any, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise ValidationError(_("A table of the archive holds something that no file can hold."), code="unreadable")
    return value
