"""Fields for addresses, keys and parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from feltwork.apps.lti.wire import WireError, public_set, read_keys
from feltwork.apps.lti.wire.reading import custom, https

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
            return public_set(read_keys(_key_set(text)))
        except (WireError, JoseError, ValueError, TypeError):
            words = _("This is neither a public key in PEM nor a JWK set. RSA needs 2048 bits or more.")
            raise ValidationError(words, code="keys") from None


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


def parameter_lines(parameters: Mapping[str, str]) -> str:
    """What the field of parameters starts with."""
    return "\n".join(f"{name}={value}" for name, value in parameters.items())


def _address(text: str) -> str:
    try:
        return https(text, "address")
    except WireError:
        words = _("%(address)s is no address that begins with https://.") % {"address": text[:100]}
        raise ValidationError(words, code="address") from None


def _key_set(text: str) -> Any:
    if text.startswith("{"):
        found = json.loads(text)
        return found if "keys" in found else {"keys": [found]}
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
