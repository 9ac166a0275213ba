"""Lots: the same for the same seed on every machine, for ever, and of one thing independent of all others."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from ._item import Item

_BYTES = 8


def lot(seed: str, name: str) -> int:
    """A number below 2**64."""
    return int.from_bytes(blake2b(f"{seed}\0{name}".encode(), digest_size=_BYTES).digest(), "big")


def marks_of(names: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each name that depends on it alone: FNV-1a of its UTF-8, all names at once."""
    told = [name.encode() for name in names]
    lengths = np.array([len(one) for one in told], dtype=np.int64)
    width = int(lengths.max(initial=0))
    letters = np.frombuffer(b"".join(one.ljust(width, b"\0") for one in told), dtype=np.uint8).reshape(len(told), width)
    marks = np.full(len(told), 0xCBF29CE484222325, dtype=np.uint64)
    for place in range(width):
        there = lengths > place
        marks[there] = (marks[there] ^ letters[there, place]) * np.uint64(0x100000001B3)
    return marks


def lots(seed: str, marks: NDArray[np.uint64]) -> NDArray[np.float64]:
    """A number above 0 and at most 1 for each of *marks*: splitmix64 of mark and seed."""
    with np.errstate(over="ignore"):
        mixed = marks + np.uint64(lot(seed, ""))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return ((mixed >> np.uint64(11)) + np.uint64(1)).astype(np.float64) * 2.0**-53


def shuffled(item: Item, seed: str) -> tuple[str, ...]:
    """The ids of the choices (of the regions, for a figure) in the order in which this candidate sees them.

    *seed*: one for each sitting and item, for instance "<sitting> <item>". Fixed choices stay at the end. What is to
    be put in order never begins in the right order. Empty for short answers.
    """
    if item.kind == "region":
        return tuple(sorted((one.id for one in item.regions), key=lambda one: lot(seed, one)))
    free = sorted((one.id for one in item.choices if not one.fixed), key=lambda one: lot(seed, one))
    order = (*free, *(one.id for one in item.choices if one.fixed))
    return (*order[1:], order[0]) if item.kind == "ordering" and order == item.key else order


def shuffled_targets(item: Item, seed: str) -> tuple[str, ...]:
    """The ids of what choices are matched with, in the order of this candidate."""
    return tuple(sorted((one.id for one in item.targets), key=lambda one: lot(seed, f"target {one}")))
