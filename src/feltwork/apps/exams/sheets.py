"""A sheet of ratings between a page and `core.exams`: what was sent, what is there so far, what a page shows.

Names of fields: `r-DOMAIN-RATING` with 0 to 3 in halves or "cant"; `g-GATE` with "yes" or "no"; `w-DOMAIN` and `w-all`
with words for the candidate. A draft is the shape of `core.exams.Sheet` with what is not answered yet left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language

from feltwork.apps.ui.words import fraction
from feltwork.core.exams import LEVELS, Rubric, Sheet, rubric, said, sheet_problems

CANT = "cant"
WORDS_MOST = 2000
HALF = Fraction(1, 2)
STEPS = {str(float(level)).removesuffix(".0"): level for level in LEVELS}  # "0", "0.5", … "3"
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One level to choose. `shown`: 1½; `says`: in words."""

    value: str
    shown: str
    says: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One of the two ratings of a domain; `anchors`: pairs of level and what it looks like here."""

    name: str
    label: str
    asks: str
    anchors: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    is_cant: bool
    is_missing: bool
    others: tuple[str, ...] = ()  # what the people of a panel gave, – where one of them could not rate it
    is_apart: bool = False  # these are more than half a step from each other


@dataclass(frozen=True, slots=True)
class Block:
    """One domain on the page."""

    id: str
    number: int
    name: str
    looks_for: str
    questions: tuple[Question, ...]
    words: str

    @property
    def is_done(self) -> bool:
        return not any(question.is_missing for question in self.questions)


@dataclass(frozen=True, slots=True)
class GateRow:
    name: str
    label: str
    says: str
    is_seen: bool | None
    id: str = ""
    words: str = ""  # why, in a case for training
    others: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole sheet as a page shows it. `left`: how many questions are not answered."""

    note: str
    how: str
    blocks: tuple[Block, ...]
    gates: tuple[GateRow, ...]
    summary: str
    left: int


def empty() -> Data:
    return {"ratings": {}, "gates": {}, "words": {}}


def book_words() -> tuple[str, ...]:
    """Names of the words that a case for training has: over all, for each domain, and for each gate."""
    book = rubric()
    return ("all", *(domain.id for domain in book.domains), *(gate.id for gate in book.gates))


def changed(data: Mapping[str, Any], post: Mapping[str, str], words: Sequence[str] | None = None) -> Data:
    """*data* with what *post* holds; what makes no sense is left out of account, fields that are missing stay.

    *words*: which words are taken; those of a rater unless said otherwise.
    """
    book = rubric()
    made: Data = {
        "ratings": {key: dict(row) for key, row in data.get("ratings", {}).items()},
        "gates": dict(data.get("gates", {})),
        "words": dict(data.get("words", {})),
    }
    for domain, rating in book.cells:
        value = post.get(f"r-{domain}-{rating}")
        if value == CANT:
            made["ratings"].setdefault(domain, {})[rating] = None
        elif value in STEPS:
            level = STEPS[value]
            plain = level.numerator if level.denominator == 1 else float(level)
            made["ratings"].setdefault(domain, {})[rating] = plain
    for gate in book.gates:
        if post.get(f"g-{gate.id}") in ("yes", "no"):
            made["gates"][gate.id] = post[f"g-{gate.id}"] == "yes"
    for name in words or ("all", *(domain.id for domain in book.domains)):
        if f"w-{name}" in post:
            made["words"][name] = post[f"w-{name}"].replace("\r\n", "\n").strip()[:WORDS_MOST]
    made["words"] = {name: text for name, text in made["words"].items() if text}
    return made


def is_complete(data: Mapping[str, Any]) -> bool:
    return not sheet_problems(data, rubric())


def sheet_of(data: Mapping[str, Any]) -> Sheet:
    """Raises `core.exams.Unsound` while something is not answered."""
    return Sheet.from_data(data, rubric())


def paper(data: Mapping[str, Any], others: Sequence[Mapping[str, Any]] = ()) -> Paper:
    """For a page, in the language of the reader. *others*: sheets to be seen beside each question."""
    book, language = rubric(), get_language() or "en"
    blocks = tuple(_block(book, number, data, language, others) for number in range(len(book.domains)))
    gates = tuple(
        GateRow(
            f"g-{gate.id}",
            said(gate.name, language),
            said(gate.says, language),
            data.get("gates", {}).get(gate.id),
            gate.id,
            data.get("words", {}).get(gate.id, ""),
            tuple(bool(one["gates"].get(gate.id)) for one in others),
        )
        for gate in book.gates
    )
    left = sum(question.is_missing for block in blocks for question in block.questions)
    left += sum(gate.is_seen is None for gate in gates)
    summary = data.get("words", {}).get("all", "")
    return Paper(said(book.note, language), said(book.how, language), blocks, gates, summary, left)


def is_apart(values: Sequence[Any]) -> bool:
    """Whether levels of several people are more than half a step from each other, or only some could rate."""
    rated = [Fraction(str(value)) for value in values if value is not None]
    return 0 < len(rated) < len(values) or (bool(rated) and max(rated) - min(rated) > HALF)


def level_words(rating: str, value: Fraction, language: str = "") -> str:
    """The nearest level in words, the lower one of two that are equally near."""
    book = rubric()
    steps = {one.id: one for one in book.ratings}[rating].levels
    nearest = min(steps, key=lambda anchor: (abs(anchor.at - value), anchor.at))
    return said(nearest.says, language or get_language() or "en")


def anchor_words(domain: str, rating: str, value: Fraction) -> str:
    """What the nearest whole level looks like in this domain, the lower one of two that are equally near."""
    found = {one.id: one for one in rubric().domains}[domain].anchors[rating]
    nearest = min(found, key=lambda anchor: (abs(anchor.at - value), anchor.at))
    return said(nearest.says, get_language() or "en")


def said_here(texts: Mapping[str, str]) -> str:
    return said(texts, get_language() or "en")


def _block(
    book: Rubric, number: int, data: Mapping[str, Any], language: str, others: Sequence[Mapping[str, Any]]
) -> Block:
    domain = book.domains[number]
    given = data.get("ratings", {}).get(domain.id, {})
    questions = []
    for rating in book.ratings:
        is_missing = rating.id not in given
        value = given.get(rating.id)
        steps = tuple(
            Step(text, fraction(level), said(rating.level(level), language), not is_missing and value == level)
            for text, level in STEPS.items()
        )
        anchors = tuple((fraction(one.at), said(one.says, language)) for one in domain.anchors[rating.id])
        given_by = [one["ratings"].get(domain.id, {}).get(rating.id) for one in others]
        questions.append(
            Question(
                f"r-{domain.id}-{rating.id}",
                said(rating.name, language),
                said(rating.asks, language),
                anchors,
                steps,
                is_cant=not is_missing and value is None,
                is_missing=is_missing,
                others=tuple("–" if one is None else fraction(Fraction(str(one))) for one in given_by),
                is_apart=is_apart(given_by),
            )
        )
    words = data.get("words", {}).get(domain.id, "")
    return Block(
        domain.id, number + 1, said(domain.name, language), said(domain.looks_for, language), tuple(questions), words
    )
