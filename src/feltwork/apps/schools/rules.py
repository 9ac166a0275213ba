"""From a published edition to the rules it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from threading import Lock

from feltwork.apps.schools.models import RuleEdition
from feltwork.core.certification import RuleSet, load

KEPT = 64
_known: dict[str, RuleSet] = {}
_lock = Lock()


def digest_of(text: str, bases: Mapping[str, str]) -> str:
    """What tells one edition's content from another's: the hash of its text and of the texts it builds on."""
    return hashlib.sha256(json.dumps([text, dict(bases)], sort_keys=True).encode()).hexdigest()


def rules_of(edition: RuleEdition) -> RuleSet:
    """The rules of *edition*, read once in each process; its text is not even fetched when they are known."""
    found = _known.get(edition.digest)
    if found is None:
        found = load(edition.text, name=edition.code, bases=edition.bases)
        with _lock:
            if len(_known) >= KEPT:
                _known.pop(next(iter(_known)))
            _known[edition.digest] = found
    return found
