"""One edition of one programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from feltwork.core.certification._text import EMPTY, Text

from .admission import Route
from .cycles import Cycle, Opening, Recognition
from .kinds import Kind, Level
from .moments import Moment
from .requirements import Amendment, Requirement
from .sources import Note, Number, Source
from .totals import Pool

_Coded = TypeVar("_Coded", Requirement, Kind, Level, Route)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Which day chooses the edition for a candidate."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One edition of one programme's rules."""

    id: str
    title: Text
    issuer: str
    edition: str
    anchor: Anchor
    levels: tuple[Level, ...]
    kinds: tuple[Kind, ...]
    requirements: tuple[Requirement, ...]
    sources: Mapping[str, Source]
    valid_from: date | None = None
    valid_to: date | None = None
    help: Text = EMPTY
    collected_on: str = ""
    checked_on: date | None = None
    country: str = ""
    accepts: tuple[str, ...] = ()  # issuers whose approvals count; empty: any
    ask_about: tuple[str, ...] = ()  # issuers about whose approvals a person decides
    amendments: tuple[Amendment, ...] = ()
    routes: tuple[Route, ...] = ()
    notes: tuple[Note, ...] = ()
    review_days: Number | None = None
    base: str = ""
    moments: tuple[Moment, ...] = ()
    pools: tuple[Pool, ...] = ()
    cycle: Cycle | None = None
    openings: tuple[Opening, ...] = ()
    recognitions: tuple[Recognition, ...] = ()

    def requirement(self, code: str) -> Requirement:
        """The requirement of that code, `KeyError` if there is none."""
        return _by_code(self.requirements, code)

    def kind(self, code: str) -> Kind:
        """The kind of entry of that code, `KeyError` if there is none."""
        return _by_code(self.kinds, code)

    def level(self, code: str) -> Level:
        """The level of that code, `KeyError` if there is none."""
        return _by_code(self.levels, code)

    def route(self, code: str) -> Route:
        """The admission route of that code, `KeyError` if there is none."""
        return _by_code(self.routes, code)

    def covers(self, anchor_on: date) -> bool:
        """Whether this edition is the one for a candidate whose anchor is that day."""
        return (self.valid_from is None or self.valid_from <= anchor_on) and (
            self.valid_to is None or anchor_on <= self.valid_to
        )

    @property
    def is_verified(self) -> bool:
        """Whether every number was looked up at its source."""
        return self.checked_on is not None


def _by_code(things: tuple[_Coded, ...], code: str) -> _Coded:
    for thing in things:
        if thing.code == code:
            return thing
    raise KeyError(code)
