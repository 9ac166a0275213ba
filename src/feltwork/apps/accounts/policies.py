"""Who may open the views that come from other packages; our own declare it with `@access`."""

from __future__ import annotations

THIRD_PARTY: dict[str, frozenset[str]] = {}
