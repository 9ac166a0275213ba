"""A body map read back as a sentence: "Warmth 6/10, your left chest, deep, then tingling in both hands."

The drawing is a second view; this is what is read aloud, exported and printed. English speaks to the person ("your"),
German names the places without an article or pronoun, so that no case and no form of address has to be guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._words import FALLBACK, Word, words

SIDES = ("left", "right")
# German adjectives and adverbs with which a label may begin; its nouns keep their capital in a sentence
SMALL_DE = {
    *("linke", "linker", "linkes", "rechte", "rechter", "rechtes"),
    *("obere", "oberer", "oberes", "untere", "unterer", "unteres", "oben", "unter", "unten"),
}
PIECES: Mapping[str, Mapping[str, str]] = {
    "en": {"then": ", then ", "and": " and ", "in": "{what} in {places}", "something": "something"},
    "de": {"then": ", dann ", "and": " und ", "in": "{what}, {places}", "something": "etwas"},
}


def sentence(marks: Iterable[Mapping[str, Any]], language: str = FALLBACK) -> str:
    """The bodies of marks as one sentence, by `order` and then as they come; "" where there are none."""
    ordered = sorted(marks, key=lambda one: one.get("order", 10_000))
    parts = [part for part in (part_of(one, language) for one in ordered) if part]
    text = pieces(language)["then"].join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def part_of(mark: Mapping[str, Any], language: str = FALLBACK) -> str:
    """One mark: what it is, how strong, where, how deep."""
    what = what_of(mark, language)
    places = places_of([one["region"] for one in mark.get("regions", ())], language)
    if "intensity" in mark:
        what = f"{what} {mark['intensity']}/10"
    ways = [short("qualifiers", one, language) for one in mark.get("qualifiers", ())]
    if mark.get("direction") in {"more", "less"}:
        ways.append(short("directions", mark["direction"], language))
    depth = [short("depths", mark["depth"], language)] if "depth" in mark else []
    if places and "intensity" not in mark and not ways:
        return ", ".join([pieces(language)["in"].format(what=what, places=places), *depth])
    return ", ".join([what, *ways, *([places] if places else []), *depth])


def what_of(mark: Mapping[str, Any], language: str = FALLBACK) -> str:
    """The person's own word, else the word, else the family, else the answer."""
    if mark.get("own_word"):
        return str(mark["own_word"])
    for field, group in (("word", "sensations"), ("family", "family_names"), ("answer", "answers")):
        if field in mark:
            return short(group, mark[field], language)
    return pieces(language)["something"]


def places_of(regions: Iterable[str], language: str = FALLBACK) -> str:
    """Places in words, both sides of one place together: "your throat and both hands"."""
    return joined(phrases_of(regions, language), language)


def phrases_of(regions: Iterable[str], language: str = FALLBACK) -> list[str]:
    wanted = list(dict.fromkeys(regions))
    said: list[str] = []
    done: set[str] = set()
    for region in wanted:
        pair = pair_of(region)
        if region in done:
            continue
        if pair and all(f"{pair}-{side}" in wanted for side in SIDES):
            done |= {f"{pair}-{side}" for side in SIDES}
            said.append(words("pairs")[pair].label(language))
        else:
            said.append(place_in_words(region, language))
    return said


def place_in_words(region: str, language: str = FALLBACK) -> str:
    """One place as it stands in a sentence: "your left hip (front)", "the back of your head"."""
    entry = words("regions").get(region)
    if entry is None:
        return region
    said = _said(entry, language)
    if said:
        return said
    text = entry.label(language)
    place, _, side = text.partition(", ")
    text = f"{place} ({side})" if side else place
    if _base(language) == "de":
        return small("de", text)
    text = small("en", text)
    if " of the " in text and " and " not in text:
        return "the " + text.replace(" of the ", " of your ", 1)
    return f"your {text}"


def pair_of(region: str) -> str | None:
    """The id that both sides of a place share; None for a place in the middle."""
    pair = next((region.removesuffix(f"-{side}") for side in SIDES if region.endswith(f"-{side}")), None)
    return pair if pair in words("pairs") else None


def short(group: str, word: str, language: str = FALLBACK) -> str:
    """A word as it stands in the middle of a sentence."""
    entry = words(group).get(word)
    if entry is None:
        return word
    # German nouns of the palette keep their capital; everything else of our lists is small anyway
    return _said(entry, language) or small(_base(language), entry.label(language))


def joined(parts: list[str], language: str = FALLBACK) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + pieces(language)["and"] + parts[-1]


def pieces(language: str) -> Mapping[str, str]:
    return PIECES[_base(language)]


def small(language: str, text: str) -> str:
    """*text* as it goes on inside a sentence."""
    if language == "de" and text.split(" ")[0].lower() not in SMALL_DE:
        return text
    return text[:1].lower() + text[1:]


def _base(language: str) -> str:
    base = language.split("-")[0]
    return base if base in PIECES else FALLBACK


def _said(entry: Word, language: str) -> str:
    return str(entry.more.get("say", {}).get(_base(language), ""))
