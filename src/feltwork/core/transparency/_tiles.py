"""The tree as files that any web server can hand out: C2SP tlog-tiles.

A tile is up to 256 hashes of one level, the last of a level with fewer. Full tiles never change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ._tree import HASH_BYTES, HEIGHT, node_hash

TILE = 1 << HEIGHT
LEVELS = 64
_NUMBER = r"(?P<number>(x[0-9]{3}/){0,8}[0-9]{3})(\.p/(?P<width>[0-9]{1,3}))?"
_PATH = re.compile(r"tile/(?P<level>entries|[0-9]{1,2})/" + _NUMBER)


def tile_path(level: int, number: int, width: int = TILE) -> str:
    """`tile/0/x001/x234/067`, and `….p/12` for one with 12 hashes. Level −1 is entries."""
    name = "entries" if level < 0 else str(level)
    digits = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        digits = f"x{number % 1000:03d}/{digits}"
    return f"tile/{name}/{digits}" + ("" if width == TILE else f".p/{width}")


def read_tile_path(path: str) -> tuple[int, int, int] | None:
    """Level, number and width of the tile at *path*; None where `tile_path` would not write it so."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = -1 if found["level"] == "entries" else int(found["level"])
    number = int(found["number"].replace("x", "").replace("/", ""))
    width = int(found["width"] or TILE)
    is_written_so = tile_path(level, number, width) == path and level < LEVELS and width > 0
    return (level, number, width) if is_written_so else None


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile of a tree with *size* leaves, as (level, number, width); level −1 for the bundles of entries."""
    yield from ((-1, number, width) for _, number, width in _level(0, size))
    level = 0
    while size:
        yield from _level(level, size)
        size, level = size >> HEIGHT, level + 1


def _level(level: int, count: int) -> Iterator[tuple[int, int, int]]:
    for number in range(count // TILE):
        yield level, number, TILE
    if count % TILE:
        yield level, count // TILE, count % TILE


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each with its length before it in two bytes."""
    return b"".join(len(one).to_bytes(2) + one for one in entries)


def read_bundle(data: bytes) -> list[bytes]:
    """Raises ValueError for a bundle that is cut off."""
    entries, place = [], 0
    while place < len(data):
        end = place + 2 + int.from_bytes(data[place : place + 2])
        if place + 2 > len(data) or end > len(data):
            raise ValueError("a bundle of entries is cut off")
        entries.append(data[place + 2 : end])
        place = end
    return entries


class Memory:
    """All hashes of a growing tree, in memory. For tests, and for checking a log as a whole."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        return len(self._levels[0])

    def add(self, leaf: bytes) -> None:
        """Add a leaf hash, and the hash of every tile that it fills."""
        level = 0
        self._levels[0].append(leaf)
        while len(self._levels[level]) % TILE == 0:
            if level + 1 == len(self._levels):
                self._levels.append([])
            self._levels[level + 1].append(top_of(self._levels[level][-TILE:]))
            level += 1

    def hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        return self._levels[level][start:stop]


def top_of(row: Sequence[bytes]) -> bytes:
    """The hash over a full tile."""
    row = list(row)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


class TileReader:
    """Reads hashes from tiles of a tree of *size* leaves, each fetched once. *fetch* gets a path as of `tile_path`.

    Raises ValueError for a tile of another size than it must have. Full tiles are checked against nothing here: a
    proof made from wrong ones does not verify.
    """

    def __init__(self, fetch: Callable[[str], bytes], size: int) -> None:
        self._fetch, self._size = fetch, size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        found: list[bytes] = []
        for number in range(start // TILE, (stop - 1) // TILE + 1):
            first = number * TILE
            found += self._tile(level, number)[max(start - first, 0) : stop - first]
        return found

    def _tile(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._tiles:
            count = self._size >> (HEIGHT * level)
            width = min(TILE, count - number * TILE)
            data = self._fetch(tile_path(level, number, width))
            if width < 1 or len(data) != width * HASH_BYTES:
                raise ValueError(f"{tile_path(level, number, width)} is not as long as it must be")
            self._tiles[level, number] = [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]
        return self._tiles[level, number]
