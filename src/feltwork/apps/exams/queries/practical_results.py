"""What the sheets of one attempt come to, for the school before the decision and for the candidate after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from feltwork.apps.exams.models import Examination, Practical, PracticalDecision, Rating
from feltwork.apps.exams.sheets import anchor_words, level_words, paper, said_here, sheet_of
from feltwork.core.exams import Outcome, apart, judge, rubric

FIRST = (1, 2)


@dataclass(frozen=True, slots=True)
class RatingWords:
    """One of the two ratings of a domain, as it counts. `value`: 0 to 3, None where nobody could rate."""

    label: str
    value: Fraction | None
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DomainWords:
    name: str
    ratings: tuple[RatingWords, ...]
    remarks: tuple[str, ...]
    is_below: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A result explained: `percent` and `cut` of 100, rounded down to a tenth; `gates`: what was seen, in words."""

    outcome: str
    code: str
    percent: Fraction | None
    cut: Fraction
    domains: tuple[DomainWords, ...]
    gates: tuple[str, ...]
    remarks: tuple[str, ...]
    raters: int
    is_validated: bool
    note: str


def complete_sheets(practical: Practical) -> list[Rating]:
    """The sheets of this round, once everything that was asked for is in; empty before, whoever asks."""
    rows = practical.ratings.filter(round=practical.round, excused_at=None).select_related("rater")
    found = sorted(rows, key=lambda row: row.seat)
    in_all = {row.seat for row in found if row.submitted_at is not None}
    if not set(FIRST) <= in_all:
        return []  # neither rater's sheet is anybody's to read before the other's is in
    return [row for row in found if row.submitted_at is not None]


def with_papers(rows: list[Rating]) -> list[Rating]:
    """The same sheets, each with `paper` for a page."""
    for row in rows:
        row.paper = paper(row.data)  # type: ignore[attr-defined]  # for the template only
    return rows


def outcome_of(practical: Practical) -> Outcome | None:
    """By the rule of `core.exams.judge`; None while a sheet is missing."""
    sheets = [sheet_of(row.data) for row in complete_sheets(practical)]
    if not sheets:
        return None
    return judge(sheets, cut=_cut(practical.examination), domain_cut=_domain_cut(practical.examination))


def differences(practical: Practical) -> tuple[Any, ...]:
    """Why a third rater was needed."""
    rows = {row.seat: sheet_of(row.data) for row in complete_sheets(practical)}
    return apart(rows[1], rows[2], cut=_cut(practical.examination)) if rows else ()


def figures(outcome: Outcome, examination: Examination) -> dict[str, Any]:
    """What a decision keeps; fractions as text."""
    return {
        "code": outcome.code,
        "share": _text(outcome.share),
        "cut": str(_cut(examination)),
        "domain_cut": str(_domain_cut(examination)),
        "domains": {one.id: {key: _text(value) for key, value in one.ratings.items()} for one in outcome.domains},
        "gates": dict(outcome.gates),
        "below": list(outcome.below),
        "raters": outcome.raters,
        "rubric": f"{rubric().id} {rubric().version}",
    }


def result_of(practical: Practical, decision: PracticalDecision | None) -> Result | None:
    """For the candidate: in words, without who rated."""
    if decision is None:
        return None
    rows = practical.ratings.filter(round=decision.round, excused_at=None, submitted_at__isnull=False).order_by(
        "digest"
    )
    return explained(decision.outcome, decision.data, [row.data.get("words", {}) for row in rows.order_by("digest")])


def explained(outcome: str, data: Mapping[str, Any], words: Sequence[Mapping[str, str]]) -> Result:
    """*data*: of `figures`; *words*: of each rater."""
    book = rubric()
    domains = tuple(
        DomainWords(
            said_here(domain.name),
            tuple(
                _rating(domain.id, rating.id, said_here(rating.name), data["domains"].get(domain.id, {}))
                for rating in book.ratings
            ),
            tuple(one[domain.id] for one in words if one.get(domain.id)),
            domain.id in data["below"],
        )
        for domain in book.domains
    )
    seen = tuple(said_here(gate.says) for gate in book.gates if data["gates"].get(gate.id, 0) >= 2)
    share = data["share"]
    return Result(
        outcome=outcome,
        code=data["code"],
        percent=None if share is None else _percent(Fraction(share)),
        cut=_percent(Fraction(data["cut"])),
        domains=domains,
        gates=seen,
        remarks=tuple(one["all"] for one in words if one.get("all")),
        raters=data["raters"],
        is_validated=book.is_validated,
        note=said_here(book.note),
    )


def _rating(domain: str, rating: str, label: str, values: Mapping[str, str | None]) -> RatingWords:
    text = values.get(rating)
    if text is None:
        return RatingWords(label, None, "", "")
    value = Fraction(text)
    return RatingWords(label, value, level_words(rating, value), anchor_words(domain, rating, value))


def _percent(share: Fraction) -> Fraction:
    """Never rounded up to a cut that was not reached."""
    return Fraction(int(share * 1000), 10)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _cut(examination: Examination) -> Fraction:
    return Fraction(examination.cut_percent) / 100


def _domain_cut(examination: Examination) -> Fraction:
    return Fraction(examination.part_cut_percent) / 100
