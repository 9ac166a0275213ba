"""A link to one sheet, without an account: made, mailed, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.jobs.handing import hand_over
from feltwork.apps.measures.links import token_of
from feltwork.apps.measures.models import Asking
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.measures.outbox import mail_link
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.measures.risk import may_be_asked, policy_of
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.measures import instrument

HOLDS = timedelta(days=7)
IN_HAND = timedelta(hours=2)  # of a device that was handed over
OPEN = (Asking.State.OPEN, Asking.State.STARTED)


@transaction.atomic
def make_link(
    *, asking: Asking, file: OpenFile | None, by: User | None, at: datetime, holds: timedelta = HOLDS,
    place: str = Place.LINK,
) -> tuple[Asking, str]:  # fmt: skip
    """A new address for this sheet; the one before ends. Returns the row and the secret part.

    With `place=Place.ROOM` for handing over the device. Raises ValidationError where the sheet is over, or asks about
    risk and nobody looks.
    """
    if file is not None and (not can_ask(file.sight) or file.client.pk != asking.client_id):
        raise PermissionDenied
    row = Asking.objects.select_for_update(of=("self",)).select_related("school").get(pk=asking.pk)
    if row.state not in OPEN or row.closes_at <= at:
        raise ValidationError(_("This sheet is over."), code="over")
    if not may_be_asked(instrument(row.instrument), place, policy_of(row.school)):
        raise ValidationError(_("It asks about risk, and nobody is named here who looks in time."), code="risk")
    row.place, row.link_number = place, row.link_number + 1
    token = token_of(row)
    row.token_hash, row.token_until = hash_of(token), min(at + holds, row.closes_at)
    row.save(update_fields=["place", "link_number", "token_hash", "token_until"])
    note("measures.make_link", by=by, at=at, subject=row, facts={"place": place})
    return row, token


@transaction.atomic
def send_link(*, asking: Asking, by: User | None, at: datetime, file: OpenFile | None = None) -> Asking:
    """Mail a link to the client's own address. Raises ValidationError where mail is not the safe way, or there is
    no address."""
    client = asking.client
    if client is None:
        raise PermissionDenied
    identity = cabinet_of(client).open(client, "identity")
    if identity.get("safe_channel", "mail") != "mail":
        raise ValidationError(_("Mail is not the safe way to reach this client."), code="channel")
    if not identity.get("email"):
        raise ValidationError(_("No mail address is known."), code="address")
    row, _token = make_link(asking=asking, file=file, by=by, at=at)
    hand_over(mail_link, asking_id=row.pk, number=row.link_number)
    return row


@transaction.atomic
def revoke_link(*, asking: Asking, file: OpenFile, by: User, at: datetime) -> Asking:
    """The address opens nothing any more, at once."""
    if not can_ask(file.sight) or file.client.pk != asking.client_id:
        raise PermissionDenied
    row = Asking.objects.select_for_update().get(pk=asking.pk)
    if row.token_hash:
        row.token_hash, row.token_until = "", None
        row.save(update_fields=["token_hash", "token_until"])
        note("measures.revoke_link", by=by, at=at, subject=row)
    return row
