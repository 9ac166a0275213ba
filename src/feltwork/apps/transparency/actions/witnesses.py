"""Whose cosignatures a log takes, and keeping them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import School
from feltwork.apps.transparency import queries
from feltwork.apps.transparency.models import Cosignature, SignedHead, Witness
from feltwork.core.transparency import COSIGNATURE, Cosigned, NoteError, VerifierKey, open_note, read_checkpoint


@transaction.atomic
def trust_witness(*, school: School, vkey: str, by: User | None, at: datetime) -> Witness:
    """Take cosignatures of this verifier key from now on."""
    key = _key(vkey)
    witness, is_new = Witness.objects.get_or_create(
        school=school, vkey=str(key), until=None, defaults={"name": key.name, "since": at}
    )
    if is_new:
        record("transparency.trust_witness", by=by, at=at, subject=witness)
    return witness


@transaction.atomic
def distrust_witness(*, school: School, vkey: str, by: User | None, at: datetime) -> Witness:
    """Take no more cosignatures of this verifier key. What it signed before stays."""
    witness = Witness.objects.filter(school=school, vkey=str(_key(vkey)), until=None).first()
    if witness is None:
        raise ValidationError(_("This log does not know that witness."), code="witness")
    witness.until = at
    witness.save(update_fields=["until"])
    record("transparency.distrust_witness", by=by, at=at, subject=witness)
    return witness


@transaction.atomic
def add_cosignature(*, school: School, note: str, at: datetime) -> list[Cosignature]:
    """Keep what trusted witnesses signed under one of our heads. Sending it twice keeps it once."""
    keys = {VerifierKey.read(one.vkey): one for one in Witness.objects.filter(school=school, until=None)}
    head, cosigned = _opened(school, note, keys)
    if not cosigned:
        raise ValidationError(_("No witness that this log trusts has signed it."), code="witness")
    kept = []
    for one in cosigned:
        found, is_new = Cosignature.objects.get_or_create(
            school=school, head=head, witness=keys[one.key], defaults={"line": one.line, "at": at}
        )
        if is_new:
            record("transparency.add_cosignature", by=None, at=at, subject=found)
        kept.append(found)
    return kept


def _opened(school: School, note: str, keys: dict[VerifierKey, Witness]) -> tuple[SignedHead, list[Cosigned]]:
    try:
        text, _signed, cosigned = open_note(note, keys)
        told = read_checkpoint(text)
    except NoteError as error:
        raise ValidationError(str(error), code="note") from None
    size = told.size if told.size < queries.SIZE_LIMIT else -1
    head = SignedHead.objects.filter(school=school, size=size).first()
    if head is None or not head.note.startswith(f"{text}\n"):  # every sign of what was signed, or it is another head
        raise ValidationError(_("That is no head of this log."), code="head")
    return head, cosigned


def _key(vkey: str) -> VerifierKey:
    try:
        key = VerifierKey.read(vkey)
    except NoteError as error:
        raise ValidationError(str(error), code="vkey") from None
    if key.algorithm != COSIGNATURE:
        raise ValidationError(_("That is the key of a log, not of a witness."), code="vkey")
    return key
