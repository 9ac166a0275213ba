"""People who apply: one just now, one who was asked something, one with a condition."""

from __future__ import annotations

from feltwork.apps.portal.demo.stories import Cast


def build(cast: Cast) -> None:
    """Three applications in three states."""
