"""Drawing raters by lot. Whoever has the seed and the pool can draw again and gets the same."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence


def order_of(seed: str, pool: Iterable[str]) -> list[str]:
    """The whole pool in the order of this lot: by SHA-256 of the seed, a colon and the uuid."""
    return sorted(pool, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())


def drawn(
    seed: str, pool: Iterable[str], *, seats: int, partly: Collection[str] = (), is_taken: bool = False
) -> Sequence[str]:
    """The first of the order for *seats*; one at most of *partly*, none of them where *is_taken*. Fewer where the pool
    is too small."""
    found: list[str] = []
    for one in order_of(seed, pool):
        if one in partly:
            if is_taken:
                continue
            is_taken = True
        found.append(one)
        if len(found) == seats:
            break
    return found
