"""What is asked: each kind of interaction as data of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

from ._markup import has, line_of
from ._names import ids_of, local
from ._parsed import Parsed, Refuse, child, children
from ._shapes import polygon


def _correct(declaration: Element) -> list[str]:
    correct = child(declaration, "qti-correct-response")
    values = children(correct, "qti-value") if correct is not None else []
    return [" ".join((one.text or "").split()) for one in values]


def _mapped(declaration: Element) -> dict[str, Fraction]:
    mapping = child(declaration, "qti-mapping")
    if mapping is None:
        return {}
    try:
        return {
            " ".join(one.get("map-key", "").split()): Fraction(one.get("mapped-value", "0"))
            for one in children(mapping, "qti-map-entry")
        }
    except (ValueError, ZeroDivisionError) as failure:
        raise Refuse("key") from failure


def _choices(parsed: Parsed, asked: Element, letter: str = "c") -> dict[str, str]:
    rows = children(asked, "qti-simple-choice")
    ids = ids_of([row.get("identifier", "") for row in rows], letter)
    parsed.data["choices"] = [_row(parsed, row, ids) for row in rows]
    return ids


def _row(parsed: Parsed, row: Element, ids: dict[str, str]) -> dict[str, Any]:
    _no_pictures([row])
    if has([row], "qti-feedback-inline"):
        parsed.notes.append("feedback")
    told: dict[str, Any] = {"id": ids[row.get("identifier", "")], "text": line_of(row)}
    return told | ({"fixed": True} if row.get("fixed") == "true" else {})


def _read_choice(parsed: Parsed, asked: Element, declaration: Element) -> None:
    ids = _choices(parsed, asked)
    right = _key(declaration, ids)
    if declaration.get("cardinality") == "single":
        if len(right) != 1:
            raise Refuse("key")
        parsed.data |= {"kind": "single", "key": right[0]}
    else:
        parsed.data |= {"kind": "multiple", "key": [one for one in ids.values() if one in right]}


def _read_order(parsed: Parsed, asked: Element, declaration: Element) -> None:
    ids = _choices(parsed, asked)
    parsed.data |= {"kind": "ordering", "key": _key(declaration, ids)}


def _read_match(parsed: Parsed, asked: Element, declaration: Element) -> None:
    sets = [children(one, "qti-simple-associable-choice") for one in children(asked, "qti-simple-match-set")]
    if len(sets) != 2:
        raise Refuse("key")
    names = [[row.get("identifier", "") for row in rows] for rows in sets]
    left = ids_of(names[0], "c")
    right = ids_of([one.removeprefix("T.") for one in names[1]], "t")
    targets = {one: right[one.removeprefix("T.")] for one in names[1]}
    parsed.data |= {
        "kind": "matching",
        "choices": [_row(parsed, row, left) for row in sets[0]],
        "targets": [{"id": targets[row.get("identifier", "")], "text": line_of(row)} for row in sets[1]],
        "key": _pairs(declaration, left, targets),
    }
    _no_pictures(sets[1])


def _pairs(declaration: Element, left: dict[str, str], right: dict[str, str]) -> dict[str, str]:
    """Each choice has one target; a package may name the pair the other way round."""
    key: dict[str, str] = {}
    for value in _correct(declaration) or [one for one, worth in _mapped(declaration).items() if worth > 0]:
        first, _, second = value.partition(" ")
        if first not in left and second in left:
            first, second = second, first
        if first not in left or second not in right or left[first] in key:
            raise Refuse("key")
        key[left[first]] = right[second]
    if not key:
        raise Refuse("no_key")
    return key


def _read_words(parsed: Parsed, asked: Element, _: Element) -> None:
    words = asked.get("data-words", "")
    parsed.data |= {"kind": "short"} | ({"words": int(words)} if re.fullmatch(r"\d{1,4}", words) else {})


def _read_place(parsed: Parsed, asked: Element, declaration: Element) -> None:
    picture = next((one for one in asked if local(one.tag) == "img"), None)
    if picture is None:
        raise Refuse("figure_missing")
    figure = read_figure(parsed, picture)
    rows = children(asked, "qti-hotspot-choice")
    ids = ids_of([row.get("identifier", "") for row in rows], "r")
    regions = []
    for number, row in enumerate(rows, start=1):
        shape = polygon(row.get("shape", ""), row.get("coords", ""), figure["width"], figure["height"])
        if shape is None:
            raise Refuse("shape")
        regions.append(
            {"id": ids[row.get("identifier", "")], "text": row.get("hotspot-label") or str(number), "shape": shape}
        )
    if declaration.get("cardinality") != "single":
        raise Refuse("key")
    mapped = [ids[one] for one, worth in _mapped(declaration).items() if worth > 0 and one in ids]
    parsed.data |= {"kind": "region", "regions": regions, "key": mapped or _key(declaration, ids)}


READERS: dict[str, Callable[[Parsed, Element, Element], None]] = {
    "qti-choice-interaction": _read_choice,
    "qti-order-interaction": _read_order,
    "qti-match-interaction": _read_match,
    "qti-extended-text-interaction": _read_words,
    "qti-hotspot-interaction": _read_place,
}


def _key(declaration: Element, ids: dict[str, str]) -> list[str]:
    values = _correct(declaration) or [one for one, worth in _mapped(declaration).items() if worth > 0]
    if not values:
        raise Refuse("no_key")
    if any(one not in ids for one in values):
        raise Refuse("key")
    return [ids[one] for one in values]


def read_figure(parsed: Parsed, picture: Element) -> dict[str, Any]:
    sizes = [picture.get(side, "") for side in ("width", "height")]
    if not all(re.fullmatch(r"\d{1,5}", size) and int(size) for size in sizes):
        raise Refuse("figure_size")
    parsed.figure = picture.get("src", "")
    alt, (width, height) = " ".join(picture.get("alt", "").split()), map(int, sizes)
    figure = {"file": "", "alt": alt, "width": width, "height": height}
    parsed.data["figure"] = figure
    return figure


def _no_pictures(rows: list[Element]) -> None:
    if has(rows, "img") or has(rows, "object"):
        raise Refuse("picture")
    if has(rows, "math"):
        raise Refuse("math")
