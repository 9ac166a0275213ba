"""Levels, and the kinds of entry that a candidate can log."""

from __future__ import annotations

from dataclasses import dataclass

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._text import EMPTY, Text

from .clauses import Companion, From, Part
from .sources import Number, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSize:
    """How large a group may be: `max` refuses above it, `ask_above` hands over to a person."""

    max: Number | None = None
    ask_above: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entry. An entry is worth `per_entry` units, or its hours divided by `hours_per_unit`.

    With neither the rules do not say what it is worth: `asks_conversion`, and a person decides.
    """

    code: str
    title: Text
    unit: str
    clause: str = ""
    help: Text = EMPTY
    per_entry: Number | None = None
    hours_per_unit: Number | None = None
    ask_below_hours: Number | None = None
    group: bool = False
    group_size: GroupSize | None = None
    modes: tuple[str, ...] = ()  # empty: any
    approvals: tuple[str, ...] = ()  # approvals of which any one is needed; empty: none is needed
    also: tuple[str, ...] = ()  # approvals needed besides, such as `assists_on_training`
    later: tuple[From, ...] = ()  # other approvals from a day on; the last that has begun holds
    renewed: tuple[str, ...] = ()  # these approvals count only if they had been renewed at least once by then
    grace: Period | None = None  # an approval that ended no longer ago than this is for a person to judge
    attested: bool = False  # the candidate's declaration is enough, unless drawn for an audit
    parts: tuple[Part, ...] = ()  # counted as other kinds, by what the entry says of itself
    needs: Companion | None = None  # counts only together with others in the same period
    source: Source | None = None

    @property
    def asks_conversion(self) -> bool:
        return self.per_entry is None and self.hours_per_unit is None

    @property
    def needs_group_size(self) -> bool:
        return self.group

    @property
    def anchor(self) -> str:
        return f"kind-{self.code}"
