"""What we tell django-allauth: one page for step-up, our own words, secrets that lie encrypted in the database."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts import stepup
from feltwork.apps.accounts.terms import agreed

SECOND_STEP = "allauth.mfa.stages.AuthenticateStage"


class AccountAdapter(DefaultAccountAdapter):
    """Our views speak for themselves; accounts are made by one-time links only."""

    error_messages: dict[str, str | Promise] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("There were too many tries. Please wait five minutes, or use another way."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Where to go after signing in: to the terms first, where they are new to this person."""
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        if agreed(user):
            return answer
        return redirect_to_login(answer["Location"], reverse("accounts:terms"))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what happened is said by the page itself."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: `actions/factors.py` tells people, inside the transaction of the change."""

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if not user.is_authenticated:
            return []
        return [{"id": "step_up", "description": gettext("Prove that it is you"), "url": reverse("accounts:step-up")}]

    def get_login_stages(self) -> list[str]:
        stages: list[str] = super().get_login_stages()
        if stepup.came_by_console(self.request):
            return [stage for stage in stages if stage != SECOND_STEP]
        return stages

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not stepup.is_fresh(context.request)


class MFAAdapter(DefaultMFAAdapter):
    """Names for keys; encryption of authenticator secrets."""

    error_messages: dict[str, str | Promise] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This did not work. Please try again; a code from an app is good for half a minute."),
    }

    def get_totp_issuer(self) -> str:
        return "Feltwork"

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("My passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Feltwork"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.name or user.email}


def _box() -> MultiFernet:
    # a key of its own, so that no other use of SECRET_KEY can open these; old keys still open, new ones close
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [
            Fernet(urlsafe_b64encode(sha256(b"feltwork.accounts.authenticator\0" + key.encode()).digest()))
            for key in keys
        ]
    )
