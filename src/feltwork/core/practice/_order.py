"""Safety, sensation and pendulation come first, in this order; everything else may come in any order and again.

A hint, never a wall: the practitioner knows the person (domain/method.md section 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ._words import words


@dataclass(frozen=True, slots=True)
class OrderHint:
    """`phase` at place `index` touches activation; `missing` usually come before, in this order."""

    phase: str
    index: int
    missing: tuple[str, ...]


def order_hint(phases: Iterable[str], *, reached: frozenset[str] = frozenset()) -> OrderHint | None:
    """The first segment that activates before the first three were reached; None where the order is the usual one.

    *phases*: those of the session in order. *reached*: building blocks of earlier sessions of this treatment. A block
    counts as reached only after the ones before it were.
    """
    first = sorted((word for word in words("phases").values() if "first" in word.more), key=lambda w: w.more["first"])
    order = [word.id for word in first]
    came = set(reached)
    for index, phase in enumerate(phases):
        word = words("phases")[phase]
        missing = tuple(block for block in order if block not in came)
        if word.more.get("activates") and missing:
            return OrderHint(phase, index, missing)
        block = word.more.get("block", phase)
        if block in order and all(before in came for before in order[: order.index(block)]):
            came.add(block)
    return None
