"""Finding or making a person, and what people change about themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.links import hash_of, token_of
from feltwork.apps.accounts.models import AddressChange, Agreement, User
from feltwork.apps.accounts.outbox import mail_address_change
from feltwork.apps.accounts.terms import VERSION
from feltwork.apps.audit.actions import record
from feltwork.apps.jobs.handing import hand_over
from feltwork.apps.notices.actions import tell

ADDRESS_CHANGE_MINUTES = 60


def person_for(*, email: str, name: str = "") -> User:
    """The person with this mail address; an account without password is made where there is none.

    Nobody can enter it but by a link that is mailed to the address. *name* fills an empty name, it never replaces one.
    """
    address = email.strip().lower()
    found = User.objects.filter(email__iexact=address).first()
    if found is None:
        found = _make(address, name)
    if name and not found.name:
        found.name = name[:120]
        found.save(update_fields=["name"])
    return found


def _make(address: str, name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(address, name=name[:120])
    except IntegrityError:  # made by somebody else in the same moment
        return User.objects.get(email__iexact=address)


def note_verified(user: User, address: str) -> None:
    """*user* has just shown that mail to *address* reaches them; it becomes their one verified address.

    Providers without an account yet are recognised by it. Called inside a transaction.
    """
    EmailAddress.objects.filter(user=user).exclude(email__iexact=address).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=address.lower(), defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def agree(*, user: User, at: datetime) -> Agreement:
    """Note that *user* agrees to the terms that hold now."""
    agreement, is_new = Agreement.objects.get_or_create(user=user, version=VERSION, defaults={"at": at})
    if is_new:
        record("accounts.agree", by=user, at=at, subject=user, facts={"version": VERSION})
    return agreement


@transaction.atomic
def remember_language(*, user: User, language: str, at: datetime) -> None:
    """Keep the language *user* reads in, so that mail comes in it; a language they chose before stays."""
    if user.language or language == settings.LANGUAGE_CODE or language not in dict(settings.LANGUAGES):
        return
    user.language = language
    user.save(update_fields=["language"])
    record("accounts.change_details", by=user, at=at, subject=user)


@transaction.atomic
def change_details(*, user: User, name: str, language: str, time_zone: str, theme: str, by: User, at: datetime) -> User:
    """Change how *user* is called and what pages look like for them."""
    user.name, user.language, user.time_zone, user.theme = name, language, time_zone, theme
    user.save(update_fields=["name", "language", "time_zone", "theme"])
    record("accounts.change_details", by=by, at=at, subject=user)
    return user


@transaction.atomic
def ask_address_change(*, user: User, email: str, by: User, at: datetime) -> AddressChange:
    """Mail a link to the new address; the change happens when it is used. The same is done for addresses in use."""
    change = AddressChange(
        user=user,
        email=email.strip().lower(),
        created_at=at,
        expires_at=at + timedelta(minutes=ADDRESS_CHANGE_MINUTES),
    )
    change.token_hash = hash_of(token_of(change))
    change.save(force_insert=True)
    record("accounts.ask_address_change", by=by, at=at, subject=user)
    hand_over(mail_address_change, change_id=change.pk)
    return change


@transaction.atomic
def change_address(*, change: AddressChange, by: User, at: datetime) -> User:
    """Let mail go to the new address; tells the old one. Raises ValidationError where that cannot be done any more."""
    mine = AddressChange.objects.select_for_update().get(pk=change.pk)
    if not mine.is_open(at) or mine.user_id != by.pk:
        raise ValidationError(_("This link has been used or is too old. Please ask for another."))
    if User.objects.filter(email__iexact=mine.email).exclude(pk=by.pk).exists():
        raise ValidationError(_("There is another account with this address. Sign in to that one, or use another."))
    mine.used_at = at
    mine.save(update_fields=["used_at"])
    user = User.objects.select_for_update().get(pk=by.pk)
    old, user.email = user.email, mine.email
    user.save(update_fields=["email"])
    note_verified(user, mine.email)
    record("accounts.change_address", by=by, at=at, subject=user)
    tell(
        to=user,
        email=old,
        school=None,
        code="accounts.address_changed",
        key=f"accounts.address_changed:{mine.uuid}",
        subject=gettext_lazy("Your mail address was changed"),
        body=gettext_lazy(
            "Mail from Feltwork now goes to another address, and links to sign in go there too.\n\n"
            "If you did not do this, please write to your school at once."
        ),
        at=at,
    )
    return user
