"""The square code as the data of one SVG path: a template draws it, so nothing is inline and nothing needs trust."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno


@dataclass(frozen=True, slots=True)
class Square:
    path: str  # one stroke for each run of dark cells, cells of 1 by 1
    edge: int  # cells along one side with a quiet border of 2 on each


@lru_cache(maxsize=512)
def square_code(text: str) -> Square:
    """Draw *text* with error correction Q: a quarter of it may be smudged."""
    matrix = segno.make_qr(text, error="q").matrix
    strokes = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}.5h{length}")
            x += length
    return Square("".join(strokes), len(matrix) + 4)
