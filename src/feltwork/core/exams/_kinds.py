"""The kinds of items and the ways to score them."""

from __future__ import annotations

KINDS = ("single", "multiple", "ordering", "matching", "short", "region")
ALL_OR_NOTHING, PARTIAL = "all_or_nothing", "partial"
SCORINGS = (ALL_OR_NOTHING, PARTIAL)
