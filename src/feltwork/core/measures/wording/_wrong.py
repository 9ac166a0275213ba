"""Copies that are known to be wrong, each told by its shape (domain/instruments.md, sections 5 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from feltwork.core.measures._instrument import Instrument
from feltwork.core.measures._load import instruments

from ._answers import LOINC
from ._draft import Draft, Row
from ._pack import Fault
from ._plain import words_of
from ._prints import ADOLESCENT, prints
from ._recall import is_same, windows

Rows = Mapping[str, Row]
FOUR_WORDS, SURE = 4, "sure"
FREQUENCY = frozenset({"gad-7", "gad-2", "phq-9", "phq-8", "phq-2", "phq-4", "phq-a", "phq-a-8"})
LONGER = {"phq-9": "phq-a", "phq-8": "phq-a-8", "phq-a": "phq-9", "phq-a-8": "phq-8"}
YOUNG = frozenset({"phq-a", "phq-a-8"})


def known_wrong(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> list[Fault]:
    """*rows*: those of the form by item, empty where they could not be told apart."""
    return [fault for rule in RULES for fault in rule(draft, rows, instrument, language)]


def _another_form(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> Iterator[Fault]:
    """The code of the whole form is that of another instrument."""
    panels = {one.loinc.panel: one for one in instruments().values() if one.loinc.panel}
    for system, code in draft.codes:
        other = panels.get(code) if system == LOINC else None
        if other is not None and other.id != instrument.id and code != instrument.loinc.panel:
            yield Fault("another_instrument", None, {"code": code, "other": other.short, "wanted": instrument.short})


def _panel_as_score(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> Iterator[Fault]:
    """The code of the whole form stands at one number, as if it were its score."""
    panel = instrument.loinc.panel
    for row in draft.rows if panel else ():
        if (LOINC, panel) in row.codes:
            yield Fault("panel_as_score", None, {"code": panel, "score": instrument.loinc.total, "link": row.link})


def _four_word_label(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> Iterator[Fault]:
    """The lowest answer has three words in English; a copy with four, ending in another one, is widespread."""
    if instrument.id not in FREQUENCY or not language.startswith("en"):
        return
    for item, row in rows.items():
        lowest = next((one for one in row.choices if not one.declined), None)
        words = words_of(draft.said(lowest.texts, language)) if lowest else []
        if len(words) == FOUR_WORDS and words[-1] == SURE:
            yield Fault("four_word_label", item, {"words": FOUR_WORDS})


def _wrong_window(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> Iterator[Fault]:
    """PHQ-15 asks about four weeks; a common copy says one."""
    if instrument.id != "phq-15":
        return
    said = [
        draft.said(one, language) for one in (*draft.intro, *draft.parts.values(), *(r.texts for r in rows.values()))
    ]
    for window in windows(said):
        if not is_same(window, instrument.recall):
            yield Fault("window", None, {"found": window, "wanted": instrument.recall})


def _gate(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> Iterator[Fault]:
    """PC-PTSD-5 begins with the question whether anything happened; five questions without it are not PC-PTSD-5."""
    if instrument.id != "pc-ptsd-5":
        return
    gate = instrument.items[0]
    asked = [row for row in draft.rows if row.kind != "open" and not row.calculated]
    if len(asked) == len(instrument.items) - 1 and gate.id not in rows:
        yield Fault("gate_missing", gate.id, {"found": len(asked), "wanted": len(instrument.items)})
    for item, row in rows.items():
        others = [one.link for one in row.gates if gate.id in rows and one.link not in {"", rows[gate.id].link}]
        if item != gate.id and others:
            yield Fault("gate_elsewhere", item, {"link": others[0]})


def _k10(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> Iterator[Fault]:
    """Two scorings circulate, and in one of them the answers run from "all" to "none"."""
    if instrument.id != "k10" or not language.startswith("en"):
        return
    for item, row in rows.items():
        choices = [one for one in row.choices if not one.declined]
        lowest = min(choices, key=lambda one: 0 if one.value is None else one.value, default=None)
        words = words_of(draft.said(lowest.texts, language)) if lowest else []
        if words[:1] == ["all"]:
            yield Fault("answers_turned", item, {"link": row.link})


def _ages_mixed(draft: Draft, rows: Rows, instrument: Instrument, language: str) -> Iterator[Fault]:
    """PHQ-9 and its form for adolescents share numbers and scores and are never put on one line."""
    if instrument.id not in LONGER or not language.startswith("en") or not rows:
        return
    if draft.url == f"urn:feltwork:instrument:{instrument.id}":
        return  # written by us, and it says which one it is
    young = any(ADOLESCENT & prints(draft.said(row.texts, language)) for row in rows.values())
    if young != (instrument.id in YOUNG):
        yield Fault("ages_mixed", None, {"other": instruments()[LONGER[instrument.id]].short})


Rule = Callable[[Draft, Rows, Instrument, str], Iterator[Fault]]
RULES: tuple[Rule, ...] = (
    _another_form,
    _panel_as_score,
    _four_word_label,
    _wrong_window,
    _gate,
    _k10,
    _ages_mixed,
)
