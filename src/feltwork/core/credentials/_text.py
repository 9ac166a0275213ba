"""What a text and an id may look like."""

import re
import unicodedata

# C0 but tab, line feed and carriage return; DEL and C1; lone surrogates; U+FFFE and U+FFFF. Verifiers write these
# differently when they canonicalise, so a signature over them holds for some and fails for others.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ABSOLUTE = re.compile(r"(?!_:)[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]+\Z")


def clean_text(text: str) -> str:
    """Return *text* as it may be signed: composed (NFC), no control characters, no space around it."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def has_control(text: str) -> bool:
    """Return whether *text* has a character that verifiers do not agree on."""
    return _CONTROL.search(text) is not None


def is_composed(text: str) -> bool:
    """Return whether *text* is in Normalization Form C."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def is_absolute(iri: str) -> bool:
    """Return whether *iri* has a scheme and only characters an N-Quads IRI may have (RDF 1.1 N-Quads, IRIREF)."""
    return _ABSOLUTE.match(iri) is not None
