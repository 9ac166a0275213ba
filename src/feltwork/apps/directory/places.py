"""The table of towns, brought at set-up by dev.py, part of the wheel; read once in each process."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import feltwork
from feltwork.core.directory import Towns, load_towns

TABLE = Path(feltwork.__file__).parent / "static_vendor" / "places" / "towns.npz"
ATTRIBUTION = "GeoNames, CC BY 4.0"


@cache
def towns() -> Towns:
    """All towns of 5,000 people and more. Raises FileNotFoundError where set-up could not bring them."""
    data = TABLE.read_bytes()
    return load_towns(data, hashlib.sha256(data).hexdigest()[:16])
