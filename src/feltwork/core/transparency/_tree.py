"""Merkle trees: RFC 6962 section 2.1 for making, RFC 9162 section 2.1.3 and 2.1.4 for checking."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

HASH_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()
HEIGHT = 8  # of a tile: reading one level of hashes jumps this many levels of the tree


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Reader(Protocol):
    """Where hashes come from: those of whole subtrees of 256**level leaves, from place *start* to before *stop*."""

    def hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]: ...


class Tree:
    """The tree over the first *size* leaves. Reads a few hundred hashes for a proof, however large it is."""

    def __init__(self, reader: Reader, size: int) -> None:
        self._reader, self.size = reader, size

    def root(self) -> bytes:
        return self._range(0, self.size) if self.size else EMPTY

    def inclusion(self, index: int) -> list[bytes]:
        """The path from leaf *index* to the root. Raises IndexError for a leaf that is not in the tree."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        return self._path(index, 0, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """That the first *old* leaves are the beginning of this tree. Raises IndexError where it was never so large."""
        if not 0 <= old <= self.size:
            raise IndexError(old)
        return self._sub_proof(old, 0, self.size, whole=True) if 0 < old < self.size else []

    def _path(self, index: int, start: int, stop: int) -> list[bytes]:
        if stop - start == 1:
            return []
        middle = start + _split(stop - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, stop)]
        return [*self._path(index, middle, stop), self._range(start, middle)]

    def _sub_proof(self, old: int, start: int, stop: int, *, whole: bool) -> list[bytes]:
        if old == stop:
            return [] if whole else [self._range(start, stop)]
        middle = start + _split(stop - start)
        if old <= middle:
            return [*self._sub_proof(old, start, middle, whole=whole), self._range(middle, stop)]
        return [*self._sub_proof(old, middle, stop, whole=False), self._range(start, middle)]

    def _range(self, start: int, stop: int) -> bytes:
        """The hash over these leaves. *start* is always a multiple of the largest power of two that fits in."""
        count = stop - start
        if count & (count - 1) == 0:
            return self._whole(start, count)
        middle = start + _split(count)
        return node_hash(self._range(start, middle), self._range(middle, stop))

    def _whole(self, start: int, count: int) -> bytes:
        """A whole subtree of *count* leaves, a power of two, from the hashes of the tile level below its top."""
        level, rest = divmod(count.bit_length() - 1, HEIGHT)
        wide = 1 << (level * HEIGHT)
        row = list(self._reader.hashes(level, start // wide, start // wide + (1 << rest)))
        while len(row) > 1:
            row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
        return row[0]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether *leaf*, a leaf hash, stands at *index* of the tree of *size* leaves with this *root*."""
    if not 0 <= index < size or any(len(one) != HASH_BYTES for one in proof):
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of *old* leaves is the beginning of the tree of *new* leaves."""
    if old > new or old < 0 or any(len(one) != HASH_BYTES for one in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node_hash(step, was), node_hash(step, now)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, step)
        place, last = place >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _split(count: int) -> int:
    """The largest power of two below *count*."""
    return 1 << ((count - 1).bit_length() - 1)
