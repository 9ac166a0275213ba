"""Forms for signing in, for proving oneself again, and for one's own account."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts import passkeys
from feltwork.apps.accounts.models import GRANTED_BY_HAND, GRANTED_IN_A_PRACTICE, User
from feltwork.apps.ui.forms import FwForm, Look

CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12"})


class LinkForm(FwForm):
    """Where a one-time link should go."""

    email = forms.EmailField(label=_("Your mail address"), max_length=254)


class PasswordForm(FwForm):
    """For those who have a password."""

    autocomplete = {"email": "username", "password": "current-password"}

    email = forms.EmailField(label=_("Your mail address"), max_length=254)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, max_length=200)

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "email" in data and "password" in data:
            adapter = get_adapter(self.request)
            self.user = adapter.authenticate(self.request, email=data["email"].lower(), password=data["password"])
            if self.user is None:
                raise adapter.validation_error("email_password_mismatch")
        return data


class EnterForm(FwForm):
    """Behind the button of a one-time link: the name of somebody new, and the terms where they are not agreed to."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As your school and others should see it.")
    )
    agree = forms.BooleanField(label=_("I have read the terms of use and agree to them."))

    def __init__(self, *args: Any, ask_name: bool, ask_terms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_name:
            del self.fields["name"]
        if not ask_terms:
            del self.fields["agree"]
        else:
            self.fields["agree"].error_messages["required"] = _("Please read the terms and tick the box to go on.")


class CodeForm(Look, AuthenticateForm):
    """A code from the app or a recovery code, while signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class CodeAgainForm(Look, ReauthenticateForm):
    """A code from the app or a recovery code, for step-up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class PasskeyForm(forms.Form):
    """What the browser answered; `cleaned_data["credential"]` becomes the passkey that was used."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_credential(self) -> Authenticator:
        return passkeys.check(self.cleaned_data["credential"], self.user)


class PasswordAgainForm(FwForm):
    """The password, for step-up."""

    autocomplete = {"password": "current-password"}

    password = forms.CharField(label=_("Your password"), widget=forms.PasswordInput, max_length=200)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class NewPasskeyForm(FwForm):
    """A new passkey, as the browser made it."""

    name = forms.CharField(
        label=_("A name for it"), max_length=60, help_text=_("So that you can tell it from others: my phone, blue key.")
    )
    credential = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = get_mfa_adapter().generate_authenticator_name(None, None)

    def clean_credential(self) -> dict[str, Any]:
        credential: dict[str, Any] = self.cleaned_data["credential"]
        passkeys.check_new(credential)
        return credential


class NewAppForm(Look, ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(label=_("The six digits that the app shows"), max_length=8, widget=CODE)


class PasskeyNameForm(FwForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60)


class NewPasswordForm(FwForm):
    """A password of one's own choice: long is enough, no rules about signs."""

    autocomplete = {"password": "new-password"}

    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput,
        max_length=200,
        help_text=_("Ten characters or more; several words make a good one."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class DetailsForm(FwForm):
    """How a person is called and what pages look like for them."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As your school and others see it."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Times are shown on this clock, and sessions logged with it.")
    )
    theme = forms.ChoiceField(label=_("Appearance"), required=False, choices=User.Theme.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As my browser")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", _("As the school’s")), *time_zones()]  # type: ignore[attr-defined]


class AddressForm(FwForm):
    """Another mail address."""

    email = forms.EmailField(label=_("New mail address"), max_length=254)


class GrantForm(FwForm):
    """A role for somebody, who may be new here."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, has_practice: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = GRANTED_BY_HAND + (GRANTED_IN_A_PRACTICE if has_practice else ())
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=[(one.value, one.label) for one in roles])
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


@cache
def time_zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """All zones that are named after a place, grouped by part of the world.

    A group is a pair: "Europe", and pairs like "Europe/Berlin", "Berlin".
    """
    world: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        part, _slash, place = zone.partition("/")
        if place and part not in {"Etc", "SystemV", "US", "posix", "right", "Brazil", "Canada", "Chile", "Mexico"}:
            world.setdefault(part, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return tuple((part, tuple(zones)) for part, zones in world.items())


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=CODE,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
    )
