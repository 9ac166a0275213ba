"""What follows from a primary profession: whether a licence has to be checked, and whether touch is a part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml


@dataclass(frozen=True, slots=True)
class Profession:
    """`code` as in the vocabulary."""

    code: str
    needs_licence: bool
    may_touch: bool


@cache
def professions() -> Mapping[str, Profession]:
    """All of them, by code, in the order of the file."""
    text = (resources.files(__package__) / "professions.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text)["professions"]
    return MappingProxyType(
        {code: Profession(code, row["licence"] == "needed", row["touch"] == "yes") for code, row in rows.items()}
    )


def may_touch(code: str) -> bool:
    """Whether touch is a part of the profession; unknown ones have none."""
    return code in professions() and professions()[code].may_touch


def needs_licence(code: str) -> bool:
    """Whether a listing needs a licence that was checked; unknown professions do."""
    return code not in professions() or professions()[code].needs_licence


def without_licence() -> frozenset[str]:
    """The professions that are listed without one."""
    return frozenset(code for code, row in professions().items() if not row.needs_licence)
