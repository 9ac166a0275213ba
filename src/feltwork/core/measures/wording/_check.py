"""A draft against a definition: a pack where all is right, else the reasons why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from feltwork.core.measures._instrument import Instrument, Item

from ._draft import Choice, Draft, Remark, Row
from ._match import Match, match
from ._pack import Checked, Fault, Label, WordingPack
from ._plain import words_of
from ._recall import is_same, windows
from ._wrong import known_wrong

MOST_INTRO = 2_000
OURS = "urn:feltwork:"
Noticed = TypeVar("Noticed", Fault, Remark)


def check(
    draft: Draft, instrument: Instrument, *, language: str, order: str = "", source: str = "", licence: str = ""
) -> Checked:
    """Count, order, responses, time asked about, and copies known to be wrong.

    *language*: "en", "de-AT" …; *order*: which order of several the file has, where it cannot be told. *source* and
    *licence* are said by whoever brings the pack; what the file says of its licence stands where they say nothing.
    """
    remarks = [*draft.remarks, *_about_language(draft, language)]
    faults = _speaks(draft, language)
    if faults:
        return Checked(None, tuple(faults), tuple(remarks))
    found = match(draft, instrument, language, order)
    remarks += found.remarks
    faults = [*known_wrong(draft, found.rows, instrument, language), *found.faults]
    labels: dict[str, tuple[Label, ...]] = {}
    for item_id, row in found.rows.items():
        given, wrong, noticed = _responses(draft, row, instrument, instrument.item(item_id), language)
        labels[item_id] = given
        faults += wrong
        remarks += noticed
        if not draft.said(row.texts, language):
            faults.append(Fault("no_words", item_id, {"link": row.link}))
    remarks += _recall(draft, found, instrument, language)
    remarks += [Remark("optional_missing", one.id) for one in instrument.items if _lacks(one, found)]
    if faults:
        return Checked(None, tuple(_each_once(faults)), tuple(_each_once(remarks)))
    pack = WordingPack(
        instrument.id,
        instrument.version,
        language,
        draft.said(draft.title, language) or instrument.short,
        _intro(draft, found, language),
        {item: draft.said(row.texts, language) for item, row in found.rows.items()},
        labels,
        order_id=found.order_id,
        source=source or draft.url,
        licence=licence or draft.licence or instrument.licence.text,
        notice=instrument.licence.notice,
    )
    remarks += [] if pack.intro else [Remark("no_intro")]
    return Checked(pack, (), tuple(_each_once(remarks)))


def _lacks(item: Item, found: Match) -> bool:
    return item.optional and bool(found.rows) and item.id not in found.rows


def _speaks(draft: Draft, language: str) -> list[Fault]:
    said = draft.language
    if said and said.split("-")[0] != language.split("-")[0] and not _has(draft, language):
        return [Fault("language", None, {"found": said, "wanted": language})]
    if not any(draft.said(row.texts, language) for row in draft.rows):
        return [Fault("language", None, {"found": ", ".join(draft.languages) or "?", "wanted": language})]
    return []


def _has(draft: Draft, language: str) -> bool:
    base = language.split("-")[0]
    return any(key.split("-")[0] == base for row in draft.rows for key in row.texts)


def _about_language(draft: Draft, language: str) -> list[Remark]:
    base = language.split("-")[0]
    unnamed = not draft.language and not any(key.split("-")[0] == base for row in draft.rows for key in row.texts)
    return [Remark("language_not_stated", data={"wanted": language})] if unnamed else []


def _responses(
    draft: Draft, row: Row, instrument: Instrument, item: Item, language: str
) -> tuple[tuple[Label, ...], list[Fault], list[Remark]]:
    choices = [one for one in row.choices if not one.declined]
    if not choices:
        return (), [Fault("no_answers", item.id, {"link": row.link, "list": row.answers_from})], []
    if len(choices) != len(item.responses):
        data = {"found": len(choices), "wanted": len(item.responses), "link": row.link}
        return (), [Fault("answers_count", item.id, data)], []
    values, by_order = _values(choices, item)
    if sorted(values) != sorted(item.responses):
        return (), [_wrong_values(values, instrument, item)], []
    labels = [(value, draft.said(one.texts, language)) for value, one in zip(values, choices, strict=True)]
    if row.kind == "choice" and any(not words for _, words in labels):
        return (), [Fault("no_answer_words", item.id, {"link": row.link})], []
    shown = tuple((value, words or str(value)) for value, words in labels)
    return shown, [], [Remark("values_by_order")] if by_order else []


def _values(choices: Sequence[Choice], item: Item) -> tuple[tuple[int, ...], bool]:
    """What the file gives; where it gives none the answers are taken to rise as they are listed."""
    given = [one.value for one in choices]
    if all(one is None for one in given):
        return item.responses, True
    return tuple(-10_000 if one is None else one for one in given), False


def _wrong_values(values: Sequence[int], instrument: Instrument, item: Item) -> Fault:
    known = [one for one in values if one > -10_000]
    data: dict[str, Any] = {"found": sorted(known), "wanted": list(item.responses)}
    steps = {one - other for one, other in zip(sorted(values), sorted(item.responses), strict=True)}
    return Fault("other_scoring" if len(steps) == 1 else "values", item.id, data)


def _recall(draft: Draft, found: Match, instrument: Instrument, language: str) -> list[Remark]:
    told = windows(instruction(draft, found.rows, language))
    return [
        Remark("recall_differs", data={"found": one, "wanted": instrument.recall})
        for one in told
        if not is_same(one, instrument.recall)
    ]


def instruction(draft: Draft, rows: Mapping[str, Row], language: str) -> list[str]:
    """What stands above the questions: the introduction and the words of the groups they are in."""
    around = {link for row in rows.values() for link in row.part}
    texts = [*draft.intro, *(words for link, words in draft.parts.items() if link in around)]
    return [said for one in texts if (said := draft.said(one, language))]


def _intro(draft: Draft, found: Match, language: str) -> str:
    said = instruction(draft, found.rows, language)
    if not draft.url.startswith(OURS):  # "Part 1", "A scored assessment": names, not instructions
        said = [one for one in said if len(words_of(one)) > 3]
    return "\n\n".join(dict.fromkeys(said))[:MOST_INTRO]


def _each_once(things: Sequence[Noticed]) -> list[Noticed]:
    kept: list[Noticed] = []
    for one in things:
        if one not in kept:
            kept.append(one)
    return kept
