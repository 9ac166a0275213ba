"""From a published edition to the rules it holds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from threading import Lock

from django.utils.translation import get_language, gettext

from feltwork.apps.schools.models import RuleEdition
from feltwork.core.certification import RuleSet, Text, load
from feltwork.core.certification.rulesets import bundled

KEPT = 64
BASE = re.compile(r"^base[ \t]*[:=][ \t]*[\"']?([\w.-]+)", re.MULTILINE)  # YAML or TOML
_known: dict[str, RuleSet] = {}
_lock = Lock()


def rules_of(edition: RuleEdition) -> RuleSet:
    """The rules of *edition*, read once in each process; a deferred text is not even fetched when they are known."""
    found = _known.get(edition.digest)
    if found is None:
        found = load(edition.text, name=edition.code, bases=edition.bases)
        with _lock:
            if len(_known) >= KEPT:
                _known.pop(next(iter(_known)))
            _known[edition.digest] = found
    return found


def digest_of(text: str, bases: Mapping[str, str]) -> str:
    """What tells one edition's content from another's: the hash of its text and of the texts it builds on."""
    return hashlib.sha256(json.dumps([text, dict(bases)], sort_keys=True).encode()).hexdigest()


def bases_for(text: str) -> dict[str, str]:
    """The shipped rule sets that *text* builds on, by name, down to the last; a name not shipped is left to `load`."""
    found: dict[str, str] = {}
    while (named := BASE.search(text)) and named[1] in bundled() and named[1] not in found:
        text = found[named[1]] = bundled()[named[1]]
    return found


def in_words(text: Text) -> str:
    """Words of a rule file in the reader's language."""
    return text.in_language(get_language() or "en")


def in_words_again(title: str) -> str:
    """A title kept as English text, in the reader’s language where the catalogue knows it, as it knows levels."""
    return gettext(title) if title else ""
