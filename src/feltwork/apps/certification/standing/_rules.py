"""Rule editions, parsed once for a process. An edition never changes, so its digest is a safe key."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from feltwork.apps.schools.models import RuleEdition
from feltwork.core.certification import RuleSet, load

KEPT = 64
_loaded: OrderedDict[str, RuleSet] = OrderedDict()
_lock = Lock()


def rules_of(edition: RuleEdition) -> RuleSet:
    """The rules of *edition*. Reads `text` only if this process has not seen its digest yet, so callers may defer it."""
    with _lock:
        found = _loaded.get(edition.digest)
        if found is not None:
            _loaded.move_to_end(edition.digest)
            return found
    rules = load(edition.text, name=f"{edition.code}.yaml", bases=edition.bases)
    with _lock:
        _loaded[edition.digest] = rules
        while len(_loaded) > KEPT:
            _loaded.popitem(last=False)
    return rules
