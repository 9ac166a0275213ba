"""The JSON-LD contexts that are known, word for word; no other is ever asked for.

A context says what a signature covers, so it has to be the very document the world signs against: the files come
from the `openbadgeslib` wheel (read as package data; its code is not imported) and each is held to its SHA-256. The
context of Ed25519Signature2020, which other issuers still use, is in no wheel: it stands here as data.
"""

import hashlib
import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

VC_V2: Final = "https://www.w3.org/ns/credentials/v2"
OB_V3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
ISSUED: Final = (VC_V2, OB_V3, OB_EXTENSIONS)
"""The context list of every badge credential of ours: exactly these, in this order."""

OB_V3_ANY: Final = (
    OB_V3,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
)
"""Addresses of the Open Badges 3.0 context that other issuers use."""

ED25519_2020: Final = "https://w3id.org/security/suites/ed25519-2020/v1"

_OWN: Final = ("ed25519-2020-v1.json", "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588")
_PINNED: Final = {
    VC_V2: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OB_V3: ("ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
    OB_V3_ANY[1]: ("ob-v3p0-context-3.0.2.json", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"),
    OB_V3_ANY[2]: ("ob-v3p0-context-3.0.1.json", "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571"),
    OB_V3_ANY[3]: ("ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
    OB_EXTENSIONS: ("ob-v3p0-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"),
    "https://w3id.org/security/data-integrity/v2": (
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    "https://w3id.org/security/multikey/v1": (
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": (
        "clr_context_2.0.1.json",
        "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    ),
}


class ContextError(RuntimeError):
    """A context file is missing or is not the document that was pinned; the message names the file."""


def _folder() -> Path:
    spec = find_spec("openbadgeslib")  # finding a top-level package does not run it
    if spec is None or not spec.submodule_search_locations:
        raise ContextError("openbadgeslib is not installed: its ob3/contexts folder holds the JSON-LD contexts")
    return Path(spec.submodule_search_locations[0]) / "ob3" / "contexts"


def read_pinned(folder: Path, name: str, digest: str) -> bytes:
    """Return the bytes of *name* in *folder*.

    Raises:
        ContextError: the file is missing, or its SHA-256 is not *digest*.
    """
    try:
        data = (folder / name).read_bytes()
    except OSError as problem:
        raise ContextError(f"{name}: cannot be read in {folder}") from problem
    if hashlib.sha256(data).hexdigest() != digest:
        raise ContextError(f"{name}: SHA-256 is not {digest}; signatures would cover something else")
    return data


def _all() -> Mapping[str, bytes]:
    folder = _folder()
    own = read_pinned(Path(__file__).parent / "contexts", *_OWN)
    return MappingProxyType({url: read_pinned(folder, *pin) for url, pin in _PINNED.items()} | {ED25519_2020: own})


CONTEXTS: Final[Mapping[str, bytes]] = _all()
"""Address of a context → its exact bytes."""

_DOCUMENTS: Final = {url: json.loads(data) for url, data in CONTEXTS.items()}


def load(url: str, _options: object = None) -> dict[str, Any]:
    """Answer PyLD's document loader from the pinned files.

    Raises:
        LookupError: *url* is not pinned.
    """
    if url not in _DOCUMENTS:
        raise LookupError(url)
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": _DOCUMENTS[url],
        "contentType": "application/ld+json",
    }


def _terms(node: object) -> frozenset[str]:
    """Return every term that any definition in *node* gives a meaning to, however deep."""
    if not isinstance(node, dict):
        return frozenset()
    found = set()
    for key, value in node.items():
        if not key.startswith("@"):
            found.add(key)
        found |= _terms(value)
    return frozenset(found)


def _vocabulary_terms(node: object) -> frozenset[str]:
    """Return the terms whose values are looked up as terms themselves (`"@type": "@vocab"`)."""
    if not isinstance(node, dict):
        return frozenset()
    found = {key for key, value in node.items() if isinstance(value, dict) and value.get("@type") == "@vocab"}
    return frozenset(found.union(*(_vocabulary_terms(value) for value in node.values())))


def _nameless_terms(node: object) -> frozenset[str]:
    """Return the terms that some definition makes another spelling of a keyword, or nothing at all."""
    if not isinstance(node, dict):
        return frozenset()
    meanings = {key: value.get("@id", key) if isinstance(value, dict) else value for key, value in node.items()}
    found = {key for key, meaning in meanings.items() if meaning is None or str(meaning).startswith("@")}
    return frozenset(found.union(*(_nameless_terms(value) for value in node.values())))


TERMS: Final = frozenset().union(*(_terms(document) for document in _DOCUMENTS.values()))
VOCABULARY_TERMS: Final = frozenset().union(*(_vocabulary_terms(document) for document in _DOCUMENTS.values()))
NAMES: Final = TERMS.difference(*(_nameless_terms(document) for document in _DOCUMENTS.values()))
"""The terms that stand for an address wherever they are defined, so that one used as a value is in a statement."""
