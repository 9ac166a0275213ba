"""How long a file is kept: rules as files by country in `retention/`, each with its source and how well we know it.

    rule, day = kept_until(rules_of(["DE"]), born_on=None, last_session=date(2026, 11, 19))

A legal hold stands above all of it and is not reckoned here. Not legal advice: a practice reads the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from ._identity import MAJORITY, comes_of_age


@dataclass(frozen=True, slots=True)
class MinorRule:
    """For whom was a minor at the last session: `years` after the birthday `from_age`, or until a birthday; whoever was
    `if_age` then until a later one. 0 stands for "says nothing"."""

    from_age: int = MAJORITY
    years: int = 0
    until_age: int = 0
    if_age: int = 0
    then_until_age: int = 0


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """`years` after the last session. `mark`: B read at the source, E read elsewhere, U not confirmed. `is_law`: binds
    even where the client asks for erasure; the others are guidance of a profession."""

    code: str
    country: str
    region: str
    labels: Mapping[str, str]
    notes: Mapping[str, str]
    years: int
    is_law: bool
    source: str
    mark: str
    minor: MinorRule | None = None

    def label(self, language: str = "en") -> str:
        return _in(self.labels, language)

    def note(self, language: str = "en") -> str:
        return _in(self.notes, language)


@cache
def retention_rules() -> Mapping[str, RetentionRule]:
    """All rules by code."""
    folder = resources.files(__package__) / "retention"
    found: dict[str, RetentionRule] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            found |= {row["code"]: _rule(content["country"], row) for row in content["rules"]}
    return MappingProxyType(found)


def rules_of(countries: Iterable[str]) -> list[RetentionRule]:
    """The rules of *countries*, two letters each, regions included. Where there are none, all of them: who does not
    know which law holds keeps longest."""
    wanted = {one.upper() for one in countries if one}
    found = [rule for rule in retention_rules().values() if rule.country in wanted]
    return found or list(retention_rules().values())


def due_on(rule: RetentionRule, *, born_on: date | None, last_session: date) -> date:
    """The first day on which *rule* no longer asks for the file. Without a birth date: as if born that very day."""
    due = _years_after(last_session, rule.years)
    if rule.minor is None:
        return due
    born = born_on or last_session
    if last_session >= comes_of_age(born):
        return due
    return max(due, _minor_due(rule.minor, born, last_session))


def kept_until(
    rules: Sequence[RetentionRule], *, born_on: date | None, last_session: date
) -> tuple[RetentionRule, date]:
    """The rule that keeps the file longest, and its day. Raises ValueError where there is no rule."""
    days = [(due_on(rule, born_on=born_on, last_session=last_session), rule) for rule in rules]
    day, rule = max(days, key=lambda one: (one[0], one[1].is_law))
    return rule, day


def _minor_due(minor: MinorRule, born: date, last_session: date) -> date:
    if not minor.until_age:
        return _years_after(comes_of_age(born, minor.from_age), minor.years)
    reached = last_session >= comes_of_age(born, minor.if_age) if minor.if_age else False
    return comes_of_age(born, minor.then_until_age if reached else minor.until_age)


def _years_after(day: date, years: int) -> date:
    """29 February becomes 1 March where a year has none: a day longer, never shorter."""
    return comes_of_age(day, years)


def _rule(country: str, row: Mapping[str, Any]) -> RetentionRule:
    minor = row.get("minor")
    return RetentionRule(
        code=row["code"],
        country=country,
        region=row.get("region", ""),
        labels=MappingProxyType(row["label"]),
        notes=MappingProxyType(row["note"]),
        years=row["years"],
        is_law=row["is_law"],
        source=row["source"],
        mark=row["mark"],
        minor=MinorRule(**minor) if minor else None,
    )


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language.split("-")[0]) or texts["en"]
