"""Opening a file, changing who the client is, ending treatment, passing the file on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice import notices
from feltwork.apps.practice.actions import appointments
from feltwork.apps.practice.cabinet import cabinet_of, new_key
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.opening import CONTACT, OpenFile
from feltwork.apps.schools.models import School
from feltwork.core.practice import check_identity
from feltwork.core.sealing import blind_index

State = Client.State


class ChangedMeanwhile(ValidationError):
    """Somebody saved first, in another tab or on another device. `theirs` is what stands now."""

    def __init__(self, theirs: Any = None) -> None:
        words = _("This was changed meanwhile, on another page or device. Nothing of yours is lost: please compare.")
        super().__init__(words, code="changed_meanwhile")
        self.theirs = theirs


@transaction.atomic
def open_client(*, school: School, identity: Mapping[str, Any], clinician: User, by: User, at: datetime) -> Client:
    """Begin a file under a key of its own. Raises `core.practice.ItemError`, or KeyStoreError where no key is made."""
    taken = check_identity(identity)
    client = Client(
        school=school,
        clinician=clinician,
        key_id=new_key("a client's file"),
        index=index_of(school, taken),
        opened_on=at.date(),
    )
    client.identity = cabinet_of(client).seal(client, "identity", taken)
    client.save(force_insert=True)
    note("practice.open_client", by=by, at=at, subject=client)
    return client


@transaction.atomic
def change_identity(*, file: OpenFile, identity: Mapping[str, Any], seen: int, by: User, at: datetime) -> Client:
    """Save who the client is. Raises `ChangedMeanwhile` where *seen* is not the version that stands."""
    _treats(file, also=(Sight.ASSISTANT,))
    taken = check_identity(identity)
    row = Client.objects.select_for_update().get(pk=file.client.pk)
    before = file.cabinet.open(row, "identity")
    if file.sight is Sight.ASSISTANT:  # who does not see a field neither empties nor changes it
        unseen = {name: value for name, value in before.items() if name not in CONTACT}
        taken = unseen | {name: value for name, value in taken.items() if name in CONTACT}
    if taken == before:
        return row
    if row.version != seen:
        raise ChangedMeanwhile(before)
    row.identity, row.version, row.index = (
        file.cabinet.seal(row, "identity", taken),
        seen + 1,
        index_of(row.school, taken),
    )
    row.save(update_fields=["identity", "version", "index"])
    if before.get("reminder_hours") != taken.get("reminder_hours"):
        appointments.plan_reminders(client=row, identity=taken, at=at)
    changed = sorted(name for name in {*before, *taken} if before.get(name) != taken.get(name))
    note("practice.change_identity", by=by, at=at, subject=row, facts={"fields": changed})
    return row


@transaction.atomic
def end_treatment(*, file: OpenFile, on: date, by: User, at: datetime) -> Client:
    """The file stays and is kept as long as the law asks; the client's own side stays open to them."""
    _treats(file)
    appointments.call_off_rest(client=file.client, by=by, at=at)  # before the file is locked: as whoever books does
    row = Client.objects.select_for_update().get(pk=file.client.pk)
    if row.state != State.ACTIVE:
        raise ValidationError(_("This treatment has ended already."), code="state")
    if on < row.opened_on:
        raise ValidationError(_("It cannot end before it began."), code="on")
    row.state, row.ended_on = State.ENDED, on
    row.save(update_fields=["state", "ended_on"])
    note("practice.end_treatment", by=by, at=at, subject=row, facts={"on": on.isoformat()})
    return row


@transaction.atomic
def reopen(*, file: OpenFile, by: User, at: datetime) -> Client:
    _treats(file)
    row = Client.objects.select_for_update().get(pk=file.client.pk)
    if row.state != State.ENDED or row.restricted_at is not None:
        raise ValidationError(_("Only a treatment that ended, and is not set aside by law, can go on."), code="state")
    row.state, row.ended_on = State.ACTIVE, None
    row.save(update_fields=["state", "ended_on"])
    note("practice.reopen", by=by, at=at, subject=row)
    return row


@transaction.atomic
def hand_over(*, file: OpenFile, to: User, by: User, at: datetime) -> Client:
    """Another practitioner of the practice treats the client from now on; signed records keep their authors."""
    if file.sight is not Sight.CLINICIAN:
        raise PermissionDenied
    works_here = to.memberships.filter(school=file.client.school, role=Role.PRACTITIONER, since__lte=at)
    if not works_here.exclude(until__lte=at).exists():
        raise ValidationError(_("Please choose a practitioner of this practice."), code="to")
    drafts = SessionRecord.objects.filter(client=file.client, clinician=by, removed_at=None, signatures=None)
    if drafts.exists():  # nobody else could sign them
        words = _("Please sign your sessions with this client first, or throw the drafts away.")
        raise ValidationError(words, code="drafts")
    gone = appointments.pass_on(client=file.client, before=file.client.clinician, to=to, by=by, at=at)
    row = Client.objects.select_for_update().get(pk=file.client.pk)
    row.clinician = to
    row.save(update_fields=["clinician"])
    note("practice.hand_over", by=by, at=at, subject=row, facts={"to": to.pk})
    notices.tell_handed_over(row, to, at)
    if gone:
        notices.tell_called_off(row, to, gone, at)
    return row


def index_of(school: School, identity: Mapping[str, Any]) -> str:
    """Finds the same surname and birth date in this practice again; "" without a birth date."""
    if not identity.get("born_on"):
        return ""
    surname = str(identity["name"]).split()[-1]
    key = salted_hmac("feltwork.practice.index", str(school.uuid), algorithm="sha256").digest()
    return blind_index(f"{surname} {identity['born_on']}", key=key, what="client")


def _treats(file: OpenFile, *, also: tuple[Sight, ...] = ()) -> None:
    if file.sight not in {Sight.CLINICIAN, Sight.CARER, *also}:
        raise PermissionDenied
