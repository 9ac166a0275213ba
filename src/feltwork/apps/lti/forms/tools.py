"""Tools: where they lie, by which keys they are known, and what they are told."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from feltwork.apps.lti.models import Tool
from feltwork.apps.lti.wire import WireError, read_keys
from feltwork.apps.lti.wire.reading import custom, https
from feltwork.apps.ui.forms import FwForm

MOST_ADDRESSES = 20


class AddressField(forms.CharField):
    """An https address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return _address(text) if text else ""


class AddressesField(forms.CharField):
    """Several https addresses, one on a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        rows = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(rows) > MOST_ADDRESSES:
            raise ValidationError(_("At most %(most)d addresses.") % {"most": MOST_ADDRESSES})
        return list(dict.fromkeys(map(_address, rows)))


class KeysField(forms.CharField):
    """A JWK set, one JWK, or public keys as PEM; cleans to a JWK set, {} for nothing."""

    widget = forms.Textarea

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value).strip()
        if not text:
            return {}
        try:
            found = _key_set(text)
            read_keys(found)
        except (WireError, JoseError, ValueError, TypeError):
            words = _("This is neither a public key in PEM nor a JWK set. RSA needs 2048 bits or more.")
            raise ValidationError(words, code="keys") from None
        return found


class ParametersField(forms.CharField):
    """Lines of name=value."""

    widget = forms.Textarea

    def clean(self, value: Any) -> dict[str, str]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if any("=" not in line for line in lines):
            raise ValidationError(_("One parameter on a line, as in name=value."))
        pairs = {name.strip(): text.strip() for name, _equals, text in (line.partition("=") for line in lines)}
        try:
            return custom(pairs)
        except WireError:
            raise ValidationError(_("At most 30 parameters, each with a name of 80 and 500 letters at most.")) from None


class ToolForm(FwForm):
    """`cleaned_data` is what `actions.register_tool` takes."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    about = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=1000, required=False, widget=forms.Textarea
    )
    launch_url = AddressField(
        label=gettext_lazy("Launch address"),
        help_text=gettext_lazy("Tools call it tool URL, launch URL or target link URI."),
    )
    login_url = AddressField(
        label=gettext_lazy("Login address"),
        help_text=gettext_lazy("Initiate login URL, or OIDC login URL."),
    )
    redirect_uris = AddressesField(
        label=gettext_lazy("Redirect addresses"),
        help_text=gettext_lazy("One on a line. Messages go to these addresses and nowhere else."),
    )
    pick_url = AddressField(
        label=gettext_lazy("Address for choosing content"),
        help_text=gettext_lazy("Deep linking URL, where the tool has one of its own."),
        required=False,
    )
    jwks_url = AddressField(
        label=gettext_lazy("Address of its keys"),
        help_text=gettext_lazy("Public keyset URL, or JWKS URL. It has to be on the open internet."),
        required=False,
    )
    jwks = KeysField(
        label=gettext_lazy("Or its public key"),
        help_text=gettext_lazy("PEM or JWK, where the tool has no such address or lies in your own network."),
        max_length=20_000,
        required=False,
    )
    custom = ParametersField(
        label=gettext_lazy("Custom parameters"),
        help_text=gettext_lazy("One on a line, as in name=value."),
        max_length=20_000,
        required=False,
    )
    grades = forms.BooleanField(label=gettext_lazy("It may report results"), required=False, initial=True)
    picks = forms.BooleanField(
        label=gettext_lazy("Those who teach may choose content in it"), required=False, initial=True
    )
    sees_members = forms.BooleanField(
        label=gettext_lazy("It may see who is in a course"),
        help_text=gettext_lazy("As names of its own making, unless you tick the next two as well."),
        required=False,
    )
    shares_name = forms.BooleanField(label=gettext_lazy("It is told people’s names"), required=False)
    shares_email = forms.BooleanField(label=gettext_lazy("It is told people’s mail addresses"), required=False)

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        known = {"jwks_url", "jwks"} <= set(given)
        if known and bool(given["jwks_url"]) == bool(given["jwks"]):
            words = _("Please give either the address of its keys or its public key.")
            self.add_error("jwks_url", ValidationError(words, code="keys"))
        return given


def tool_words(tool: Tool) -> dict[str, Any]:
    """What the form of a tool starts with; keys that were fetched are not shown as if they had been pasted."""
    plain = ("name", "about", "launch_url", "login_url", "pick_url", "jwks_url", "grades", "picks", "sees_members")
    words = {name: getattr(tool, name) for name in (*plain, "shares_name", "shares_email")}
    pasted = json.dumps(tool.jwks, indent=1) if tool.jwks and not tool.jwks_url else ""
    parameters = "\n".join(f"{name}={value}" for name, value in tool.custom.items())
    return {**words, "redirect_uris": "\n".join(tool.redirect_uris), "jwks": pasted, "custom": parameters}


class InviteForm(FwForm):
    """Where a tool's page for registering itself lies."""

    url = AddressField(
        label=gettext_lazy("Registration address"),
        help_text=gettext_lazy("Tools call it dynamic registration URL. Its makers or its own settings tell you."),
    )


def _address(text: str) -> str:
    try:
        return https(text, "address")
    except WireError:
        words = _("%(address)s is no address that begins with https://.") % {"address": text[:100]}
        raise ValidationError(words, code="address") from None


def _key_set(text: str) -> dict[str, Any]:
    if text.startswith("{"):
        found = json.loads(text)
        return _public(found if "keys" in found else {"keys": [found]})
    return {"keys": [_from_pem(part) for part in _pems(text)]}


def _pems(text: str) -> list[str]:
    end = "-----END PUBLIC KEY-----"
    return [part.strip() + "\n" + end for part in text.split(end) if part.strip()]


def _from_pem(text: str) -> dict[str, Any]:
    for kind in (RSAKey, ECKey):
        try:
            return dict(kind.import_key(text).as_dict(private=False))
        except (JoseError, ValueError, TypeError):
            continue
    raise ValueError("neither RSA nor P-256")


def _public(found: dict[str, Any]) -> dict[str, Any]:
    """Without anything secret that was pasted by mistake; `read_keys` refuses what had a private half."""
    return {"keys": [{name: value for name, value in key.items() if name != "k"} for key in found["keys"]]}
