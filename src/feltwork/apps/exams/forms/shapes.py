"""Corners of a place on a figure, as people can write and read them: "12 30, 40 30, 40 60" in percent."""

from __future__ import annotations

from collections.abc import Sequence


def read_shape(text: str) -> list[list[float]]:
    """Pairs of shares between 0 and 1; empty where this is no row of pairs."""
    try:
        pairs = [
            [float(part) / 100 for part in pair.split()] for pair in text.replace(";", ",").split(",") if pair.strip()
        ]
    except ValueError:
        return []
    return pairs if all(len(pair) == 2 for pair in pairs) else []


def write_shape(shape: Sequence[Sequence[float]]) -> str:
    return ", ".join(f"{x * 100:.4g} {y * 100:.4g}" for x, y in shape)
