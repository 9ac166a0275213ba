"""Tools: where they lie, by which keys they are known, and what they are told."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.lti.forms.fields import AddressesField, AddressField, KeysField, ParametersField, parameter_lines
from feltwork.apps.lti.models import Tool
from feltwork.apps.ui.forms import FwForm


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
    addresses = "\n".join(tool.redirect_uris)
    return {**words, "redirect_uris": addresses, "jwks": pasted, "custom": parameter_lines(tool.custom)}


class InviteForm(FwForm):
    """Where a tool's page for registering itself lies."""

    url = AddressField(
        label=gettext_lazy("Registration address"),
        help_text=gettext_lazy("Tools call it dynamic registration URL. Its makers or its own settings tell you."),
    )
