"""What a page of rules is made of: clauses, lines, and the origin of each number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.certification.queries.path.scene import month_words
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import Length, Mark, Number, Source

MARKS: Mapping[Mark, str | Promise] = {
    Mark.BODY: lazy("read at the issuing body"),
    Mark.ELSEWHERE: lazy("read elsewhere"),
    Mark.UNCONFIRMED: lazy("unconfirmed"),
    Mark.DECIDED: lazy("set by whoever wrote these rules"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number comes from."""

    mark: str
    title: str
    url: str
    collected_on: str
    checked_on: date | None
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a clause, with the origin of its number; `note` is what a reader should know about it."""

    text: str
    note: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    number: str
    anchor: str
    title: str
    help: str
    lines: list[Line]
    within: str = ""
    unclear: str = ""
    origin: Origin | None = None  # of every number of the clause; else each line has its own
    texts: tuple[str, ...] = field(default=(), compare=False)  # what it says, for comparing two editions

    @property
    def unconfirmed(self) -> int:
        """How many of its sentences rest on a number that nobody confirmed."""
        if self.origin:
            return int(self.origin.is_unconfirmed)
        return sum(1 for line in self.lines if line.origin and line.origin.is_unconfirmed)


def clause(
    title: str,
    anchor: str,
    found: Iterable[Line],
    *,
    number: str = "",
    help: str = "",
    within: str = "",
    unclear: str = "",
    origin: Origin | None = None,
) -> Clause:
    """A clause; an origin that all its numbers share is said once, under it. *origin*: of one without numbers."""
    lines = list(found)
    texts = (*((help,) if help else ()), *map(_said, lines), *((unclear,) if unclear else ()))
    origins = {line.origin for line in lines if line.origin}
    if not origins and origin:
        return Clause(number, anchor, title, help, lines, within, unclear, origin, texts)
    if len(origins) == 1:
        plain = [replace(line, origin=None) for line in lines]
        return Clause(number, anchor, title, help, plain, within, unclear, origins.pop(), texts)
    return Clause(number, anchor, title, help, lines, within, unclear, None, texts)


def _said(line: Line) -> str:
    unsure = f" ({MARKS[Mark.UNCONFIRMED]})" if line.origin and line.origin.is_unconfirmed else ""
    return f"{line.text}{unsure}"


def numbered(text: str, number: Number | Length) -> Line:
    """A sentence with the origin of the number or length of time in it."""
    return Line(text, in_words(number.note), origin_of(number.source, number))


def spanned(text: str, period: object, source: Source | None = None) -> Line:
    """The same for a length of time, which has an origin of its own where it came from a file."""
    return numbered(text, period) if isinstance(period, Length) else Line(text, origin=origin_of(source))


def origin_of(source: Source | None, number: Number | Length | None = None) -> Origin | None:
    """The origin of a number, or of a whole clause."""
    said = number or source
    if said is None:
        return None
    return Origin(
        mark=str(MARKS[said.mark]),
        title=in_words(source.title) if source else "",
        url=source.url if source and source.url.startswith(("https://", "http://")) else "",
        collected_on=_collected(said.collected_on),
        checked_on=said.checked_on,
        is_unconfirmed=said.mark is Mark.UNCONFIRMED,
    )


def _collected(text: str) -> str:
    """2026-11 → November 2026; what is no month or day stands as it is."""
    try:
        if len(text) == len("2026-11"):
            return month_words(date.fromisoformat(f"{text}-01"))
        return words.date_words(date.fromisoformat(text))
    except ValueError:
        return text
