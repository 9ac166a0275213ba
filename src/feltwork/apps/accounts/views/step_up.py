"""Prove that it is you, then go on with what you were doing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from feltwork.apps.accounts import passkeys, stepup
from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.forms import CodeAgainForm, NewPasskeyForm, PasskeyForm, PasswordAgainForm
from feltwork.apps.accounts.limits import limit


@access("signed_in")
@sensitive_post_parameters("password", "code")
def step_up(request: Request) -> HttpResponse:
    """Passkey first, then a code, then the password; who has none of them sets one up here."""
    forms = _forms(request)
    if request.method == "POST":
        limit(request, "step-up", per_person="20/10m", per_address="120/10m")
        if _proved(request, forms):
            return stepup.resume(request, reverse("accounts:account"))
    kinds = stepup.factors_of(request.user)
    context: dict[str, Any] = forms | {
        "has_passkey": "webauthn" in kinds,
        "has_code": bool(kinds - {"webauthn"}),
        "has_password": request.user.has_usable_password(),
        "next": stepup.safe_next(request, ""),
    }
    if context["has_passkey"]:
        context["questions"] = passkeys.questions(request.user)
    elif not stepup.can_prove(request.user):
        context |= {"questions": passkeys.questions_for_new(request.user), "new_passkey_form": NewPasskeyForm()}
    return render(request, "accounts/step_up.html", context)


def _forms(request: Request) -> dict[str, Any]:
    user, sent = request.user, request.POST
    return {
        "passkey_form": PasskeyForm(sent if "credential" in sent else None, user=user),
        "code_form": CodeAgainForm(sent if "code" in sent else None, user=user),
        "password_form": PasswordAgainForm(sent if "password" in sent else None, user=user),
    }


def _proved(request: Request, forms: dict[str, Any]) -> bool:
    if forms["passkey_form"].is_valid():
        stepup.note_factor(request, forms["passkey_form"].cleaned_data["credential"])
        return True
    if forms["code_form"].is_valid():
        forms["code_form"].save()
        return True
    if request.user.has_usable_password() and forms["password_form"].is_valid():
        stepup.note_password(request)
        return True
    return False
