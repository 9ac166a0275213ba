"""Documents in force, and time limits counted to the day of judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._text import EMPTY, Text

from .sources import Number, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class GateItem:
    """One document or state; any one of `any_of` will do."""

    code: str
    title: Text
    any_of: tuple[str, ...]
    help: Text = EMPTY
    for_at_least: Period | None = None  # in force without a gap since at least so long
    absent: bool = False  # must not be there: nobody holds two


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """Documents or states in force on the day of judgement."""

    items: tuple[GateItem, ...]
    opens_in: str = ""  # the level from which it can be met
    allow_days: Number | None = None  # for the estimate: how long it takes after the last module
    warn_days: Number | None = None  # how long before a document ends to say so


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What is left when a time limit has passed; `valid_from` and `valid_to` say on which days it is offered."""

    code: str
    title: Text
    valid_from: date | None = None
    valid_to: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElapsedRule:
    """Not longer ago than: the last training day at a level, of some modes, counted to the day of judgement."""

    level: str
    at_most: Period
    modes: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
