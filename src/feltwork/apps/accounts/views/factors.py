"""Setting up, changing and removing what a person proves themselves with.

The first one may be set up by whoever is signed in; everything after that asks for a proof by what is there already.
"""

from __future__ import annotations

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from feltwork.apps.accounts import actions, passkeys, queries, stepup
from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.forms import NewAppForm, NewPasskeyForm, NewPasswordForm, PasskeyNameForm
from feltwork.apps.accounts.limits import limit


@access("signed_in", methods=("GET",))
def second_factor(request: Request) -> HttpResponse:
    """Staff must have a passkey or an authenticator app; this says why and leads to both."""
    has_one = stepup.has_second_factor(request.user)
    return render(request, "accounts/second_factor.html", {"has_one": has_one, "next": stepup.safe_next(request, "")})


@access("signed_in")
def passkey_add(request: Request) -> HttpResponse:
    """Make a passkey on this device."""
    _require_proof(request)
    limit(request, "passkey-add", per_person="30/h")
    form = NewPasskeyForm(request.POST or None)
    if form.is_valid():
        passkey = actions.add_passkey(user=request.user, **form.cleaned_data, by=request.user, at=timezone.now())
        # it was made with finger, face or PIN a moment ago: that is a proof
        stepup.note_factor(request, passkey)
        messages.success(request, _("Your passkey is kept. Please also keep your recovery codes somewhere safe."))
        return stepup.resume(request, reverse("accounts:recovery-codes"))
    context = {
        "form": form,
        "questions": passkeys.questions_for_new(request.user),
        "next": stepup.safe_next(request, ""),
    }
    return render(request, "accounts/passkey_add.html", context)


@access("signed_in")
def passkey_rename(request: Request, pk: int) -> HttpResponse:
    passkey = get_object_or_404(queries.passkeys_of(request.user), pk=pk)
    _require_proof(request)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.wrap().name})
    if form.is_valid():
        actions.rename_passkey(passkey=passkey, name=form.cleaned_data["name"], by=request.user, at=timezone.now())
        return redirect("accounts:account")
    return render(request, "accounts/passkey_rename.html", {"form": form, "passkey": passkey})


@access("signed_in")
def passkey_remove(request: Request, pk: int) -> HttpResponse:
    """Asks on GET, removes on POST."""
    passkey = get_object_or_404(queries.passkeys_of(request.user), pk=pk)
    _require_proof(request)
    if request.method == "POST":
        actions.remove_passkey(passkey=passkey, by=request.user, at=timezone.now())
        messages.success(request, _("The passkey is removed. You can delete it on your device, too."))
        return redirect("accounts:account")
    is_last = len(stepup.factors_of(request.user) & set(stepup.FACTORS)) == 1 and not (
        queries.passkeys_of(request.user).exclude(pk=pk).exists()
    )
    return render(request, "accounts/passkey_remove.html", {"passkey": passkey, "is_last": is_last})


@access("signed_in")
@sensitive_post_parameters("code")
def app_set_up(request: Request) -> HttpResponse:
    """Show a code to photograph with an authenticator app, and ask for the app's first number."""
    _require_proof(request)
    form = NewAppForm(request.POST or None, user=request.user)
    if form.is_valid():
        app = actions.set_up_app(user=request.user, secret=form.secret, by=request.user, at=timezone.now())
        totp.clear_totp_secret(request)
        stepup.note_factor(request, app)
        messages.success(request, _("The app is set up. Please also keep your recovery codes somewhere safe."))
        return stepup.resume(request, reverse("accounts:recovery-codes"))
    address = get_adapter().build_totp_url(request.user, form.secret)
    context = {
        "form": form,
        "picture": segno.make(address, error="m").svg_data_uri(scale=6, border=2),
        "secret": " ".join(form.secret[i : i + 4] for i in range(0, len(form.secret), 4)),
        "address": address,
        "next": stepup.safe_next(request, ""),
    }
    return render(request, "accounts/app_set_up.html", context)


@access("signed_in", step_up=True)
def app_remove(request: Request) -> HttpResponse:
    """Asks on GET, removes on POST."""
    if request.method == "POST":
        actions.remove_app(user=request.user, by=request.user, at=timezone.now())
        messages.success(request, _("The authenticator app is removed."))
        return redirect("accounts:account")
    is_last = not queries.passkeys_of(request.user).exists()
    return render(request, "accounts/app_remove.html", {"is_last": is_last})


@access("signed_in", step_up=True)
def recovery_codes(request: Request) -> HttpResponse:
    """The codes that are left; POST makes new ones."""
    if not stepup.has_second_factor(request.user):
        return redirect("accounts:account")
    if request.method == "POST":
        actions.renew_recovery_codes(user=request.user, by=request.user, at=timezone.now())
        messages.success(request, _("These are your new recovery codes. The old ones no longer work."))
        return redirect("accounts:recovery-codes")
    return render(request, "accounts/recovery_codes.html", {"codes": queries.recovery_codes_of(request.user)})


@access("signed_in", step_up=True)
@sensitive_post_parameters("password")
def password(request: Request) -> HttpResponse:
    """Set or change the password; only for those with a second factor, so that the mailbox alone cannot do it."""
    if not stepup.can_prove(request.user):
        return redirect("accounts:second-factor")
    form = NewPasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        old_key = request.session.session_key
        actions.set_password(
            user=request.user, password=form.cleaned_data["password"], by=request.user, at=timezone.now()
        )
        update_session_auth_hash(request, request.user)
        actions.follow_session(old_key=old_key, new_key=request.session.session_key or "")
        messages.success(request, _("Your password is kept. Your other sessions have ended."))
        return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


def _require_proof(request: Any) -> None:
    if stepup.can_prove(request.user):
        stepup.require(request)
