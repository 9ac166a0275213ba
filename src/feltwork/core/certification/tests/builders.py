"""Small records in few words. The people: Ben gives sessions and consultations, Carla is faculty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import count

from feltwork.core.certification import (
    Approval,
    Attended,
    Entry,
    LevelStart,
    Proof,
    Recognised,
    Record,
    RuleSet,
    TrainingDay,
    Verdict,
    judge,
)
from feltwork.core.certification.rulesets import rule_set

BEGINNING, INTERMEDIATE, ADVANCED = "beginning", "intermediate", "advanced"
STARTS = {BEGINNING: date(2022, 3, 1), INTERMEDIATE: date(2023, 3, 1), ADVANCED: date(2024, 3, 1)}
IN_LEVEL = {BEGINNING: date(2022, 6, 1), INTERMEDIATE: date(2023, 6, 1), ADVANCED: date(2024, 6, 1)}
ADVANCED_ENDED = date(2024, 11, 30)
TODAY = date(2024, 12, 15)
KINDS = ("personal_session", "consultation_individual", "consultation_group")
HOME = {"se-ease-base": "EASE", "se-ease-fi": "EASE", "se-ease-no": "EASE", "alder-house-2024-2": "Alder House"}

_ids = count(1)


def approved(
    provider: str,
    *kinds: str,
    since: date = date(2015, 1, 1),
    until: date | None = None,
    levels: Iterable[str] = (),
    issuer: str = "SEI",
    cohort: str | None = None,
) -> tuple[Approval, ...]:
    """One approval for each kind."""
    words = {"valid_from": since, "valid_to": until, "levels": frozenset(levels), "issuer": issuer, "cohort": cohort}
    return tuple(Approval(provider=provider, kind=kind, **words) for kind in kinds)


def people(issuer: str = "SEI", cohort: str | None = "cohort-7") -> tuple[Approval, ...]:
    """Ben and Carla, approved for everything; both assist on cohort 7; Carla teaches."""
    return (
        *approved("ben", *KINDS, issuer=issuer),
        *approved("carla", *KINDS, "faculty", issuer=issuer),
        *(
            one
            for who in ("ben", "carla")
            for one in approved(who, "assists_on_training", issuer=issuer, cohort=cohort)
        ),
    )


def session(level: str = BEGINNING, *, on: date | None = None, provider: str = "ben", **words: object) -> Entry:
    return _entry("personal_session", 1, level, on, provider, words)


def individual(
    hours: object = 1, level: str = BEGINNING, *, on: date | None = None, provider: str = "ben", **words: object
) -> Entry:
    return _entry("consultation_individual", hours, level, on, provider, words)


def group(
    hours: object, level: str = BEGINNING, *, on: date | None = None, provider: str = "ben", **words: object
) -> Entry:
    return _entry("consultation_group", hours, level, on, provider, words)


def sessions(beginning: int, intermediate: int = 0, advanced: int = 0) -> tuple[Entry, ...]:
    """So many sessions at each level."""
    numbers = ((BEGINNING, beginning), (INTERMEDIATE, intermediate), (ADVANCED, advanced))
    return tuple(session(level) for level, number in numbers for _ in range(number))


def _entry(kind: str, hours: object, level: str, on: date | None, provider: str, words: dict[str, object]) -> Entry:
    day = on or IN_LEVEL[level]
    given = {"id": f"entry-{next(_ids)}", "hours": Fraction(str(hours)), "signed_on": day, **words}
    if given.get("proof", Proof.SIGNED) is not Proof.SIGNED:
        given["signed_on"] = None
    return Entry(kind=kind, on=day, provider=provider, **given)


def training(mode: str = "in_person", last_day: date = ADVANCED_ENDED) -> tuple[TrainingDay, ...]:
    """All thirty-six days: two modules of six days a level, the very last on *last_day*."""
    made = []
    for level, start in STARTS.items():
        for position, begins in ((1, start), (2, start + timedelta(days=200))):
            if level == ADVANCED and position == 2:
                begins = last_day - timedelta(days=5)
            made += module(level, position, begins, mode=mode)
    return tuple(made)


def module(
    level: str,
    position: int,
    begins: date,
    *,
    days: int = 6,
    mode: str = "in_person",
    attended: Attended = Attended.ATTENDED,
) -> list[TrainingDay]:
    return [
        TrainingDay(
            id=f"{level}-{position}-{number}",
            level=level,
            module=f"{level.title()} {'I' * position}",
            module_position=position,
            on=begins + timedelta(days=number),
            mode=mode,
            attended=attended,
        )
        for number in range(days)
    ]


def record(*entries: Entry, **words: object) -> Record:
    """Alma's record: three levels, all days attended, Ben and Carla approved."""
    given = {
        "anchor_on": STARTS[BEGINNING],
        "level_starts": tuple(LevelStart(level=level, on=on) for level, on in STARTS.items()),
        "days": training(),
        "approvals": people(),
        "cohort": "cohort-7",
        **words,
    }
    return Record(entries=tuple(entries), **given)


def recognised(kind: str, amount: object, level: str | None = None) -> Recognised:
    return Recognised(kind=kind, amount=Fraction(str(amount)), source="home", on=STARTS[BEGINNING], level=level)


def verdict(rules: str | RuleSet, *entries: Entry, as_of: date = TODAY, **words: object) -> Verdict:
    """The verdict on Alma's record; providers are approved by the rules' own body."""
    chosen = rule_set(rules) if isinstance(rules, str) else rules
    words.setdefault("approvals", people(HOME.get(chosen.id, "SEI")))
    return judge(chosen, record(*entries, **words), as_of=as_of)


def with_days(days: Iterable[TrainingDay], ids: Iterable[str], **words: object) -> tuple[TrainingDay, ...]:
    """*days* with those of *ids* changed."""
    chosen = set(ids)
    return tuple(replace(day, **words) if day.id in chosen else day for day in days)


def codes(reasons: Iterable[object]) -> list[str]:
    return [reason.code for reason in reasons]
