"""What two or three sheets of one session come to, and when a third one is needed.

The rules, all of them ours (decision 0026):

- a rating counts as the mean of two raters, or as the middle one of three; whoever could not rate it is left out;
- the share is the mean of all these, as a share of 3; it must reach the cut, and each domain its own;
- what fails outright does so when two raters saw it, whatever the share;
- a third rater is needed where one alone saw such a thing, where the two would decide differently, or where they differ
  by more than `MOST_APART` in the mean, or by `FAR` and more in `MOST_FAR` ratings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from types import MappingProxyType

from ._rubric import TOP
from ._sheet import Sheet

MOST_APART = Fraction(1, 2)  # of 3, in the mean of what both rated
FAR = Fraction(3, 2)  # in one rating
MOST_FAR = 3  # so many far ones are too many
MOST_NOT_RATED = Fraction(1, 4)  # of all ratings


@dataclass(frozen=True, slots=True)
class DomainResult:
    """The means of one domain, 0 to 3; None where nobody could rate."""

    id: str
    value: Fraction | None
    ratings: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code`: "passed"; "gate", "below_cut", "below_domain_cut"; "apart" (a third rater is needed), "not_rated" (too
    little could be rated to say anything). `is_passed` is None for the last two. `gates` stand with how many saw them.
    """

    code: str
    is_passed: bool | None
    share: Fraction | None
    domains: tuple[DomainResult, ...]
    gates: Mapping[str, int]
    below: tuple[str, ...]  # domains under their cut
    raters: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Why two sheets are apart. `code`: "gate" (`where`: which), "decision", "mean", "ratings"; `size` where it has
    one: points of 3, or how many ratings."""

    code: str
    where: str = ""
    size: Fraction | None = None


def apart(a: Sheet, b: Sheet, *, cut: Fraction) -> tuple[Difference, ...]:
    """Why a third rater is needed; empty (false) when two are enough. *cut*: share of 3, 0 to 1."""
    found = [Difference("gate", gate) for gate in sorted(a.gates ^ b.gates)]
    shares = [sheet.share for sheet in (a, b)]
    if None not in shares and len({share is not None and share >= cut for share in shares}) == 2:
        found.append(Difference("decision"))
    gaps = [x - y for x, y in _both(a, b)]
    if gaps and abs(mean := sum(gaps, Fraction(0)) / len(gaps)) > MOST_APART:
        found.append(Difference("mean", size=abs(mean)))
    far = sum(abs(gap) >= FAR for gap in gaps)
    if far >= MOST_FAR:
        found.append(Difference("ratings", size=Fraction(far)))
    return tuple(found)


def judge(sheets: Sequence[Sheet], *, cut: Fraction, domain_cut: Fraction = Fraction(0)) -> Outcome:
    """Of two independent sheets, or three. *cut*, *domain_cut*: shares of 3, 0 to 1.

    Raises ValueError for another number of sheets: one rater alone decides nothing.
    """
    if len(sheets) not in (2, 3):
        raise ValueError("two or three raters")
    cells = {cell: _middle([sheet.ratings[cell] for sheet in sheets]) for cell in sheets[0].ratings}
    domains = _domains(cells)
    gates = {gate: sum(gate in sheet.gates for sheet in sheets) for gate in sorted(frozenset().union(*_seen(sheets)))}
    rated = [value for value in cells.values() if value is not None]
    share = sum(rated, Fraction(0)) / len(rated) / TOP if rated else None
    below = tuple(one.id for one in domains if one.value is not None and one.value < domain_cut * TOP)
    code = _code(sheets, cells, share, gates, below, cut)
    is_passed = None if code in ("apart", "not_rated") else code == "passed"
    return Outcome(code, is_passed, share, domains, MappingProxyType(gates), below, len(sheets))


def _code(
    sheets: Sequence[Sheet],
    cells: Mapping[tuple[str, str], Fraction | None],
    share: Fraction | None,
    gates: Mapping[str, int],
    below: tuple[str, ...],
    cut: Fraction,
) -> str:
    if any(saw >= 2 for saw in gates.values()):
        return "gate"
    if len(sheets) == 2 and apart(sheets[0], sheets[1], cut=cut):
        return "apart"
    if share is None or sum(value is None for value in cells.values()) > MOST_NOT_RATED * len(cells):
        return "not_rated"
    if share < cut:
        return "below_cut"
    return "below_domain_cut" if below else "passed"


def _domains(cells: Mapping[tuple[str, str], Fraction | None]) -> tuple[DomainResult, ...]:
    found: dict[str, dict[str, Fraction | None]] = {}
    for (domain, rating), value in cells.items():
        found.setdefault(domain, {})[rating] = value
    return tuple(
        DomainResult(domain, _mean(list(row.values())), MappingProxyType(row)) for domain, row in found.items()
    )


def _middle(values: Sequence[Fraction | None]) -> Fraction | None:
    """The median, which of two is their mean."""
    known = [value for value in values if value is not None]
    return Fraction(median(known)) if known else None


def _mean(values: Sequence[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def _both(a: Sheet, b: Sheet) -> list[tuple[Fraction, Fraction]]:
    pairs = ((a.ratings[cell], b.ratings[cell]) for cell in a.ratings)
    return [(x, y) for x, y in pairs if x is not None and y is not None]


def _seen(sheets: Sequence[Sheet]) -> list[frozenset[str]]:
    return [sheet.gates for sheet in sheets]
