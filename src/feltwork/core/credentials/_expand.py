"""JSON-LD to RDF by PyLD, with everything refused that it would drop, guess or resolve."""

import re
from collections.abc import Iterator
from typing import Any, Final

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from feltwork.core.credentials._contexts import TERMS, load
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._text import is_absolute

BASE: Final = "feltwork-relative://base/"
"""What a relative id or an unknown type resolves against: nothing with it may come out."""

_DEFAULT_BASE: Final = "http://example.org/base/"  # PyLD's own, should the option ever be lost
MARK: Final = "urn:feltwork-gap:"
Term = tuple[str, str, str]
"""(kind: "id", "text", "blank" or "" for the default graph; value; what follows a text: `@en`, `^^<…>`)"""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_IN_VALUES: Final = frozenset({"@value", "@language", "@type"})
_CACHE: dict[str, Any] = {}  # PyLD's own cache is shared by everyone in the process; holds pinned contexts only


def check_spelling(document: object) -> None:
    """Refuse members that readers of the JSON and readers of the statements would see differently.

    A member spelled by its full address, `@included` or a second `@context` says to a signature what the term says,
    and nothing to who reads the JSON: `credentialStatus` could be hidden so. Null and `{}` say nothing to a signature.

    Raises:
        Refused: "odd_member", "not_covered" or "context".
    """
    for path, holder, key, value in _pairs(document, ""):
        in_value = "@value" in holder and key in _IN_VALUES
        if key == "@context" and path:
            raise Refused("context", member=path)
        if key != "@context" and not in_value and (key.startswith("@") or ":" in key):
            raise Refused("odd_member", member=path or key)
        if key != "@context" and not in_value and key not in TERMS:
            raise Refused("not_covered", member=f"{path}.{key}" if path else key)
        if value is None or value == {}:
            raise Refused("not_covered", member=f"{path}.{key}" if path else key)


def _pairs(value: object, path: str) -> Iterator[tuple[str, dict[str, Any], str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield path, value, key, inner
            if key != "@context":
                yield from _pairs(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if inner is None or inner == {}:
                raise Refused("not_covered", member=f"{path}.{number}")
            yield from _pairs(inner, f"{path}.{number}")


def statements(document: Any) -> Iterator[tuple[Term, Term, Term, Term]]:
    """Yield `(subject, predicate, object, graph)` of *document*; the default graph is `("", "", "")`.

    Raises:
        Refused: "not_covered" (undefined term or type), "relative_id", "json_ld" (anything else PyLD objects to).
    """
    processor = jsonld.JsonLdProcessor(on_property_dropped=_dropped)
    options = {"base": BASE, "documentLoader": load, "contextResolver": ContextResolver(_CACHE, load)}
    try:
        dataset = processor.to_rdf(document, options)
    except (jsonld.JsonLdError, TypeError, AttributeError, KeyError) as problem:
        raise Refused("json_ld", problem=type(problem).__name__) from problem
    for name, triples in dataset.items():
        graph = ("", "", "") if name == "@default" else ("blank", name, "")
        for triple in triples:
            yield _term(triple["subject"]), _term(triple["predicate"]), _term(triple["object"]), graph


def _term(term: dict[str, str]) -> Term:
    value = term["value"]
    if term["type"] == "IRI":
        return "id", _address(value), ""
    if term["type"] != "literal":
        return "blank", value, ""
    if "language" in term:
        if not _LANGUAGE.fullmatch(term["language"]):
            raise Refused("not_covered", member=f"@{term['language']}")
        return "text", value, f"@{term['language']}"
    return "text", value, "" if term["datatype"] == _XSD_STRING else f"^^<{_address(term['datatype'])}>"


def _address(iri: str) -> str:
    """Refuse what came out relative (an unknown type) or broken."""
    if iri.startswith((BASE, _DEFAULT_BASE)):
        raise Refused("not_covered", member=iri.removeprefix(BASE))
    if not is_absolute(iri):
        raise Refused("relative_id", member=iri)
    return iri


def _dropped(name: str | None) -> None:
    raise Refused("not_covered", member=str(name))
