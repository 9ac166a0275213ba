"""Ways in and out. Known and unknown addresses get the same answer after the same work."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from feltwork.apps.accounts import actions, passkeys, stepup
from feltwork.apps.accounts.access import Request, access, is_signed_in
from feltwork.apps.accounts.forms import CodeForm, LinkForm, PasskeyForm, PasswordForm
from feltwork.apps.accounts.limits import limit

SENT_TO = "accounts.link-sent-to"


@access("anyone")
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """A passkey, a one-time link by mail, or a password."""
    if is_signed_in(request):
        return redirect(stepup.safe_next(request, settings.LOGIN_REDIRECT_URL))
    by_password = "password" in request.POST
    link_form = LinkForm(request.POST if request.method == "POST" and not by_password else None)
    password_form = PasswordForm(request.POST if by_password else None, request=request)
    if link_form.is_bound:
        answer = _send_link(request, link_form)
    else:
        answer = _enter_by_password(request, password_form) if by_password else None
    if answer is not None:
        return answer
    context = {"link_form": link_form, "password_form": password_form, "next": stepup.safe_next(request, "")}
    return render(request, "accounts/sign_in.html", context)


def _send_link(request: Request, form: LinkForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    email = form.cleaned_data["email"]
    limit(request, "send-link", per_person="5/h", per_address="60/h", person=email)
    actions.send_sign_in_link(email=email, next=stepup.safe_next(request, ""), at=timezone.now())
    request.session[SENT_TO] = email
    return redirect("accounts:link-sent")


def _enter_by_password(request: Request, form: PasswordForm) -> HttpResponse | None:
    limit(request, "password", per_address="60/h")
    if not form.is_valid() or form.user is None:
        return None
    target = stepup.safe_next(request, settings.LOGIN_REDIRECT_URL)
    answer: HttpResponse = perform_password_login(request, {}, Login(user=form.user, redirect_url=target))
    return answer


@access("anyone", methods=("GET",))
def link_sent(request: Request) -> HttpResponse:
    """After asking for a link."""
    return render(request, "accounts/link_sent.html", {"email": request.session.get(SENT_TO, "")})


@access("anyone", methods=("GET",))
def passkey_options(request: Request) -> HttpResponse:
    """The questions for the browser, asked for when the button is pressed."""
    limit(request, "passkey", per_address="60/10m")
    return JsonResponse(passkeys.questions())


@access("anyone", methods=("POST",))
def passkey_sign_in(request: Request) -> HttpResponse:
    """Sign in with a passkey: possession and finger, face or PIN, so nothing more is asked."""
    limit(request, "passkey", per_address="60/10m")
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This passkey is not known here. Please have a link mailed to you instead."))
        return redirect("account_login")
    passkey = form.cleaned_data["credential"]
    target = stepup.safe_next(request, settings.LOGIN_REDIRECT_URL)
    login = Login(user=passkey.user, redirect_url=target)
    answer: HttpResponse = perform_passwordless_login(request, passkey, login)
    return answer


@access("anyone")
def prove(request: Any) -> HttpResponse:
    """The second step of signing in, for those who have a passkey or an authenticator app."""
    if is_signed_in(request):
        return redirect(settings.LOGIN_REDIRECT_URL)
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("account_login")
    answer: HttpResponse | None = None
    user = stage.login.user
    by_passkey = "credential" in request.POST
    code_form = CodeForm(request.POST if request.method == "POST" and not by_passkey else None, user=user)
    passkey_form = PasskeyForm(request.POST if by_passkey else None, user=user)
    if code_form.is_valid():
        code_form.save()
        answer = stage.exit()
    elif passkey_form.is_valid():
        stepup.note_factor(request, passkey_form.cleaned_data["credential"])
        answer = stage.exit()
    if answer is not None:
        return answer
    context = {"code_form": code_form, "passkey_form": passkey_form} | _kinds(user)
    if context["has_passkey"]:
        context["questions"] = passkeys.questions(user)
    return render(request, "accounts/prove.html", context)


def _kinds(user: Any) -> dict[str, Any]:
    kinds = stepup.factors_of(user)
    return {"has_passkey": "webauthn" in kinds, "has_app": "totp" in kinds}


@access("anyone")
def sign_out(request: Request) -> HttpResponse:
    """Asks on GET, signs out on POST, and empties what the browser keeps of this site."""
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    logout(request, show_message=False)
    answer = redirect(settings.LOGOUT_REDIRECT_URL)
    answer["Clear-Site-Data"] = '"cache", "storage"'  # what waits sealed on a device goes, too
    return answer


@access("anyone", methods=("GET",))
def inactive(request: Request) -> HttpResponse:
    """For an account that was closed."""
    return render(request, "accounts/inactive.html")


def enter(request: Any, user: Any, *, target: str, trusted: bool) -> HttpResponse:
    """Let *user* in after a one-time link: on to the second step if they have one, unless the link is *trusted*."""
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request, show_message=False)
    note = stepup.note_console_link if trusted else stepup.note_link
    note(request, user)
    answer: HttpResponse = perform_login(request, Login(user=user, email=user.email, redirect_url=target))
    return answer
