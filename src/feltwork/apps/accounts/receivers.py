"""What is noted when somebody signs in or out, by whatever door."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.devices import device_of


@receiver(user_logged_in, dispatch_uid="feltwork.accounts.signed_in")
def note_sign_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    records = get_authentication_records(request, user)
    way = records[-1]["method"] if records else "unknown"
    key = request.session.session_key or ""
    actions.open_session(user=user, session_key=key, device=device_of(request), way=way, at=timezone.now())


@receiver(user_logged_out, dispatch_uid="feltwork.accounts.signed_out")
def note_sign_out(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    key = request.session.session_key
    if user is not None and key:
        actions.close_session(user=user, session_key=key, at=timezone.now())
