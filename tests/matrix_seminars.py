"""Seminars in the matrix."""

from __future__ import annotations


def add(world):
    """To the world of `matrix_examples.build`."""
    return world


EXAMPLES = {}
