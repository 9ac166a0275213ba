"""Passkeys, the authenticator app, recovery codes and the password: added, changed, removed; the person is told.

Notices say what changed and when; they hold no secret (domain/security.md 6.3.7).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.notices.actions import language_of, tell

CHANGED: dict[str, str | Promise] = {
    "add_passkey": _("A passkey was added to your account."),
    "remove_passkey": _("A passkey was removed from your account."),
    "set_up_app": _("An authenticator app was set up for your account."),
    "remove_app": _("The authenticator app was removed from your account."),
    "renew_recovery_codes": _("New recovery codes were made for your account. The old ones no longer work."),
    "set_password": _("The password of your account was changed."),
    "forget_factors": _(
        "The passkeys, the authenticator app, the recovery codes and the password of your account were removed by "
        "those who run this site. Sign in with a link and set up a new one."
    ),
}

NOT_YOU = _("If this was not you, open your account, end all other sessions, and write to your school.")


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any], by: User, at: datetime) -> Authenticator:
    """Keep a passkey whose *credential* was checked before; makes recovery codes where there are none."""
    passkey: Authenticator = WebAuthn.add(user, name[:60], credential).instance
    RecoveryCodes.activate(user)
    _note("add_passkey", user=user, by=by, at=at, number=passkey.pk)
    return passkey


@transaction.atomic
def rename_passkey(*, passkey: Authenticator, name: str, by: User, at: datetime) -> Authenticator:
    """Call a passkey something else."""
    passkey.wrap().name = name[:60]
    passkey.save(update_fields=["data"])
    record("accounts.rename_passkey", by=by, at=at, subject=by, facts={"passkey": passkey.pk})
    return passkey


@transaction.atomic
def remove_passkey(*, passkey: Authenticator, by: User, at: datetime) -> None:
    """Forget a passkey, and the recovery codes with the last factor."""
    user, number = passkey.user, passkey.pk
    passkey.delete()
    delete_dangling_recovery_codes(user)
    _note("remove_passkey", user=user, by=by, at=at, number=number)


@transaction.atomic
def set_up_app(*, user: User, secret: str, by: User, at: datetime) -> Authenticator:
    """Keep the authenticator app's *secret*, a code of which was checked before; replaces another app."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    app: Authenticator = TOTP.activate(user, secret).instance
    RecoveryCodes.activate(user)
    _note("set_up_app", user=user, by=by, at=at, number=app.pk)
    return app


@transaction.atomic
def remove_app(*, user: User, by: User, at: datetime) -> None:
    """Forget the authenticator app, and the recovery codes with the last factor."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    delete_dangling_recovery_codes(user)
    _note("remove_app", user=user, by=by, at=at)


@transaction.atomic
def renew_recovery_codes(*, user: User, by: User, at: datetime) -> Authenticator:
    """New recovery codes; the old ones no longer work."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: Authenticator = RecoveryCodes.activate(user).instance
    _note("renew_recovery_codes", user=user, by=by, at=at, number=codes.pk)
    return codes


@transaction.atomic
def set_password(*, user: User, password: str, by: User, at: datetime) -> User:
    """Set a password that was checked before. Other sessions of this person end with it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    _note("set_password", user=user, by=by, at=at)
    return user


@transaction.atomic
def forget_factors(*, user: User, by: User | None, at: datetime) -> None:
    """The operator's help for somebody who lost everything: nothing is left but the link by mail."""
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _note("forget_factors", user=user, by=by, at=at)


def _note(verb: str, *, user: User, by: User | None, at: datetime, number: int | None = None) -> None:
    entry = record(f"accounts.{verb}", by=by, at=at, subject=user, facts={"number": number} if number else None)
    with language_of(user):
        body = f"{CHANGED[verb]}\n\n{NOT_YOU}"
    tell(
        to=user,
        school=None,
        code=f"accounts.{verb}",
        key=f"accounts.{verb}:{entry.uuid}",
        subject=_("A change to how you sign in"),
        body=body,
        url=reverse("accounts:account"),
        at=at,
    )
