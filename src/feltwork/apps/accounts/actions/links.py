"""One-time links: made, mailed, used once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import get_language

from feltwork.apps.accounts.actions.people import note_verified, person_for
from feltwork.apps.accounts.links import address_of, hash_of, token_of
from feltwork.apps.accounts.models import SignInLink, User
from feltwork.apps.accounts.outbox import mail_sign_in_link
from feltwork.apps.audit.actions import record
from feltwork.apps.jobs.handing import hand_over


def make_sign_in_link(
    *, email: str, name: str = "", next: str = "", at: datetime, minutes: int = 30, trusted: bool = False
) -> str:
    """A new absolute address that signs *email* in once, within *minutes*, and goes on to *next*.

    *trusted* is for links printed on the operator's own console: they count as step-up.
    """
    return address_of(_make(email=email, name=name, next=next, at=at, minutes=minutes, trusted=trusted))


@transaction.atomic
def send_sign_in_link(*, email: str, name: str = "", next: str = "", at: datetime, minutes: int = 30) -> None:
    """Mail a one-time link to *email*. The same is done for known and unknown addresses."""
    link = _make(email=email, name=name, next=next, at=at, minutes=minutes, trusted=False)
    hand_over(mail_sign_in_link, link_id=link.pk, language=get_language() or "")


@transaction.atomic
def use_sign_in_link(*, link: SignInLink, name: str = "", at: datetime) -> User | None:
    """The person whom *link* lets in, made on the spot if need be; None where it was used already or is too old."""
    mine = SignInLink.objects.select_for_update().get(pk=link.pk)
    if not mine.is_open(at):
        return None
    mine.used_at = at
    mine.save(update_fields=["used_at"])
    user = person_for(email=mine.email, name=name or mine.name)
    if not mine.is_trusted:  # a link from the console proves no mailbox
        note_verified(user, mine.email)
    record(
        "accounts.use_link", by=user, at=at, subject=user, facts={"link": str(mine.uuid), "trusted": mine.is_trusted}
    )
    return user


def _make(*, email: str, name: str, next: str, at: datetime, minutes: int, trusted: bool) -> SignInLink:
    link = SignInLink(
        email=email.strip().lower(),
        name=name[:120],
        next=next if len(next) <= 300 else "",
        is_trusted=trusted,
        created_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    link.token_hash = hash_of(token_of(link))
    link.save(force_insert=True)
    return link
