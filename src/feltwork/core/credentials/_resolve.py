"""From the name of a key to the key, asking nobody but the issuer.

A key is accepted when the issuer's own document lists it, names the issuer as its controller and has it under
`assertionMethod` (Controlled Identifiers v1.0 sections 2.2 and 3.3). A key that stands in the document checked, in a
header or in a fragment proves nothing until it is found there; only did:key and did:jwk are their own document.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from feltwork.core.credentials._did import did_web_url
from feltwork.core.credentials._errors import Refused, Unreachable
from feltwork.core.credentials._keys import KeyFormatError, PublicKey, from_base64url, from_jwk, from_multibase

Fetch = Callable[[str], bytes]
MAX_KEY_DOCUMENT = 2**18


@dataclass
class Net:
    """What may be asked for: documents at hand first, then the caller's *fetch*, each address once."""

    fetch: Fetch
    known: Mapping[str, bytes]
    answers: dict[str, bytes] = field(default_factory=dict)

    def get(self, url: str) -> bytes:
        """Return the bytes at *url*.

        Raises:
            Unreachable: there is no answer.
        """
        if url in self.known:
            return self.known[url]
        if url not in self.answers:
            self.answers[url] = self.fetch(url)
        return self.answers[url]


@dataclass(frozen=True)
class Method:
    """One key of an issuer: its full URL, and the key as it is listed, as a JWK or as a Multikey."""

    id: str
    jwk: Mapping[str, Any]
    multikey: PublicKey | None = None

    def public_key(self) -> PublicKey:
        """Return the key.

        Raises:
            Refused: "key_malformed".
        """
        try:
            return self.multikey or from_jwk(self.jwk)
        except KeyFormatError:
            raise Refused("key_malformed", key=self.id) from None


def assertion_key(issuer: str, url: str, net: Net) -> Method:
    """Return the key *url* of *issuer*, if the issuer lets it assert things.

    Raises:
        Refused: "key_foreign", "issuer_unsupported", "key_unreachable", "key_document", "key_not_listed",
            "key_not_for_assertion", "key_controller" or "key_malformed".
    """
    did, _, fragment = url.partition("#")
    if did != issuer or not fragment:
        raise Refused("key_foreign", key=url, issuer=issuer)
    document = key_document(issuer, net)
    method = _listed(document, url, issuer)
    if url not in {_full(entry, issuer) for entry in _entries(document, "assertionMethod")}:
        raise Refused("key_not_for_assertion", key=url)
    return _method(method, url, issuer)


def assertion_keys(issuer: str, net: Net) -> Iterator[Method]:
    """Yield every key of *issuer* that may assert things; those that cannot be read are left out."""
    document = key_document(issuer, net)
    for entry in _entries(document, "assertionMethod"):
        try:
            yield assertion_key(issuer, _full(entry, issuer), net)
        except Refused:
            continue


def key_document(issuer: str, net: Net) -> Mapping[str, Any]:
    """Return the document in which *issuer* lists keys.

    Raises:
        Refused: "issuer_unsupported", "key_unreachable" or "key_document".
    """
    if issuer.startswith("did:key:"):
        return _did_key(issuer)
    if issuer.startswith("did:jwk:"):
        return _did_jwk(issuer)
    try:
        url = did_web_url(issuer)
    except ValueError:
        raise Refused("issuer_unsupported", issuer=issuer) from None
    document = fetched_object(url, net)
    if document.get("id") != issuer:
        raise Refused("key_document", url=url, id=str(document.get("id")))
    return document


def fetched_object(url: str, net: Net) -> Mapping[str, Any]:
    """Return the JSON object at *url*.

    Raises:
        Refused: "key_unreachable" or "key_document".
    """
    try:
        data = net.get(url)
    except Unreachable as problem:
        raise Refused("key_unreachable", url=url, reason=problem.reason) from None
    try:
        document = json.loads(data) if len(data) <= MAX_KEY_DOCUMENT else None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Refused("key_document", url=url)
    return document


def _did_key(did: str) -> Mapping[str, Any]:
    fragment = did.removeprefix("did:key:")
    url = f"{did}#{fragment}"
    method = {"id": url, "type": "Multikey", "controller": did, "publicKeyMultibase": fragment}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [url]}


def _did_jwk(did: str) -> Mapping[str, Any]:
    try:
        jwk = json.loads(from_base64url(did.removeprefix("did:jwk:")))
    except (KeyFormatError, ValueError, RecursionError):
        raise Refused("key_malformed", key=did) from None
    method = {"id": f"{did}#0", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#0"]}


def _entries(document: Mapping[str, Any], name: str) -> list[Any]:
    entries = document.get(name)
    return entries if isinstance(entries, list) else [entries]


def _full(entry: object, issuer: str) -> str:
    """Return the full URL of an entry: a string, an embedded key, or either one with a bare fragment."""
    name = entry.get("id") if isinstance(entry, dict) else entry
    text = name if isinstance(name, str) else ""
    return issuer + text if text.startswith("#") else text


def _listed(document: Mapping[str, Any], url: str, issuer: str) -> Mapping[str, Any]:
    embedded = _entries(document, "assertionMethod")
    for entry in [*_entries(document, "verificationMethod"), *embedded]:
        if isinstance(entry, dict) and _full(entry, issuer) == url:
            return entry
    raise Refused("key_not_listed", key=url)


def _method(entry: Mapping[str, Any], url: str, issuer: str) -> Method:
    if entry.get("controller") != issuer:
        raise Refused("key_controller", key=url, controller=str(entry.get("controller")))
    jwk, multibase = entry.get("publicKeyJwk"), entry.get("publicKeyMultibase")
    if isinstance(jwk, dict) and multibase is None:
        return Method(url, jwk)
    try:
        if isinstance(multibase, str) and jwk is None:
            key = from_multibase(multibase)
            return Method(url, key.jwk(url), key)
    except KeyFormatError:
        pass
    raise Refused("key_malformed", key=url)
