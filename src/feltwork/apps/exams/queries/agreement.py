"""How far independent raters agree at this school: for each rating, and over whole sheets.

Only the two who were drawn first, in the first round of each session: a third is drawn because they were apart, and
two rounds of one session are not two sessions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from feltwork.apps.exams.models import Examination, Rating
from feltwork.apps.exams.sheets import said_here, sheet_of
from feltwork.core.exams import Agreement, Sheet, apart, icc, rubric, weighted_kappa

FIRST = (1, 2)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One rating of one domain. `close_percent`: of pairs within half a step, rounded down; None without pairs."""

    domain: str
    rating: str
    kappa: Agreement
    close_percent: int | None


@dataclass(frozen=True, slots=True)
class Agreements:
    """`whole`: of the share of each sheet; `sessions`: rated by two; `thirds`: how many of these needed a third."""

    rows: tuple[AgreementRow, ...]
    whole: Agreement
    sessions: int
    thirds: int


@dataclass(frozen=True, slots=True)
class Pair:
    one: Sheet
    other: Sheet
    cut: Fraction


def agreements_of(examination: Examination | None = None) -> Agreements:
    """Of one examination, else of all of the school; one query."""
    pairs = _pairs(examination)
    book = rubric()
    rows = tuple(
        _row((domain.id, rating.id), said_here(domain.name), said_here(rating.name), pairs)
        for domain in book.domains
        for rating in book.ratings
    )
    whole = icc([[pair.one.share, pair.other.share] for pair in pairs])
    thirds = sum(bool(apart(pair.one, pair.other, cut=pair.cut)) for pair in pairs)
    return Agreements(rows, whole, len(pairs), thirds)


def _row(cell: tuple[str, str], domain: str, rating: str, pairs: Sequence[Pair]) -> AgreementRow:
    ones, others = [pair.one.ratings[cell] for pair in pairs], [pair.other.ratings[cell] for pair in pairs]
    both = [abs(x - y) for x, y in zip(ones, others, strict=True) if x is not None and y is not None]
    close = 100 * sum(gap <= HALF for gap in both) // len(both) if both else None
    return AgreementRow(domain, rating, weighted_kappa(ones, others), close)


def _pairs(examination: Examination | None) -> list[Pair]:
    rows = Rating.objects.filter(round=1, seat__in=FIRST, excused_at=None, submitted_at__isnull=False)
    if examination is not None:
        rows = rows.filter(practical__examination=examination)
    sheets: dict[int, dict[int, Sheet]] = defaultdict(dict)
    cuts: dict[int, Fraction] = {}
    for pk, seat, data, cut in rows.order_by("practical", "seat").values_list(
        "practical", "seat", "data", "practical__examination__cut_percent"
    ):
        sheets[pk][seat], cuts[pk] = sheet_of(data), Fraction(cut) / 100
    return [Pair(row[1], row[2], cuts[pk]) for pk, row in sheets.items() if set(row) == set(FIRST)]
