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
    """The rules of *edition*. Callers may defer its `text`: it is read only where the digest is new to this process."""
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
