"""One item of QTI 3.0 as data of ours, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

from feltwork.core.exams._item import Item
from feltwork.core.exams._kinds import ALL_OR_NOTHING, PARTIAL
from feltwork.core.exams._problems import problems_of

from ._markup import has, line_of, to_markdown
from ._names import QTI, ids_of, local
from ._shapes import polygon
from ._write import PARTIAL_SCORE

MOST_DEEP = 60
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PICTURES = frozenset({"img", "object", "picture", "svg"})
_INTERACTION = re.compile(r"qti-.+-interaction$")


class Refuse(Exception):
    """See `Refused`."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(slots=True)
class Parsed:
    """`figure`: the address of the picture as it stands in the item; whoever has the package fills in its `file`.
    `notes`: see `Note`."""

    identifier: str
    data: dict[str, Any]
    figure: str = ""
    notes: list[str] = field(default_factory=list)

    def item(self) -> Item:
        if problems := problems_of(self.data):
            raise Refuse("unsound", problem=problems[0].code, where=problems[0].where)
        return Item.from_data(self.data)


def parse(root: Element) -> Parsed:
    """Raises Refuse."""
    if root.tag != f"{{{QTI}}}qti-assessment-item":
        raise Refuse("not_an_item")
    if _depth(root) > MOST_DEEP:
        raise Refuse("too_deep")
    if root.get("adaptive") == "true":
        raise Refuse("adaptive")
    if any(local(one.tag).startswith("qti-template-") for one in root):
        raise Refuse("template")
    body = _child(root, "qti-item-body")
    if body is None:
        raise Refuse("no_interaction")
    asked = _interaction(body)
    parsed = Parsed(root.get("identifier", ""), {"language": root.get(_XML_LANG) or "en"})
    declaration = _declaration(root, asked)
    _READERS[local(asked.tag)](parsed, asked, declaration)
    _scoring(parsed, root, declaration)
    _texts(parsed, root, body, asked)
    return parsed


def _depth(root: Element) -> int:
    deepest, stack = 0, [(root, 1)]
    while stack:
        element, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in element]
    return deepest


def _interaction(body: Element) -> Element:
    found = [one for one in body.iter() if _INTERACTION.match(local(one.tag))]
    if not found:
        raise Refuse("no_interaction")
    if len(found) > 1:
        raise Refuse("several_interactions", found=len(found))
    if local(found[0].tag) not in _READERS:
        raise Refuse("interaction", interaction=local(found[0].tag)[:60])
    return found[0]


def _declaration(root: Element, asked: Element) -> Element:
    for one in _children(root, "qti-response-declaration"):
        if one.get("identifier") == asked.get("response-identifier"):
            return one
    raise Refuse("no_key")


def _correct(declaration: Element) -> list[str]:
    correct = _child(declaration, "qti-correct-response")
    values = _children(correct, "qti-value") if correct is not None else []
    return [" ".join((one.text or "").split()) for one in values]


def _mapped(declaration: Element) -> dict[str, Fraction]:
    mapping = _child(declaration, "qti-mapping")
    if mapping is None:
        return {}
    try:
        return {
            " ".join(one.get("map-key", "").split()): Fraction(one.get("mapped-value", "0"))
            for one in _children(mapping, "qti-map-entry")
        }
    except (ValueError, ZeroDivisionError) as failure:
        raise Refuse("key") from failure


# --- kinds -----------------------------------------------------------------------------------------------------------


def _choices(parsed: Parsed, asked: Element, letter: str = "c") -> dict[str, str]:
    rows = _children(asked, "qti-simple-choice")
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
    sets = [_children(one, "qti-simple-associable-choice") for one in _children(asked, "qti-simple-match-set")]
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
    figure = _figure(parsed, picture)
    rows = _children(asked, "qti-hotspot-choice")
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


_READERS: dict[str, Callable[[Parsed, Element, Element], None]] = {
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


def _figure(parsed: Parsed, picture: Element) -> dict[str, Any]:
    sizes = [picture.get(side, "") for side in ("width", "height")]
    if not all(re.fullmatch(r"\d{1,5}", size) and int(size) for size in sizes):
        raise Refuse("figure_size")
    parsed.figure = picture.get("src", "")
    alt, (width, height) = " ".join(picture.get("alt", "").split()), map(int, sizes)
    figure = {"file": "", "alt": alt, "width": width, "height": height}
    parsed.data["figure"] = figure
    return figure


# --- what it is worth ------------------------------------------------------------------------------------------------


def _scoring(parsed: Parsed, root: Element, declaration: Element) -> None:
    outcomes = {one.get("identifier"): one for one in _children(root, "qti-outcome-declaration")}
    points = _default(outcomes.get("POINTS"))
    if re.fullmatch(r"\d{1,4}(/\d{1,4})?", points):
        parsed.data["points"] = points if "/" in points else int(points)
    kind, score = parsed.data["kind"], outcomes.get("SCORE")
    ours = score is not None and score.get("interpretation") == PARTIAL_SCORE
    if kind == "short":
        parsed.data["scoring"] = PARTIAL if ours else ALL_OR_NOTHING
        return
    processing = _child(root, "qti-response-processing")
    template = (processing.get("template") or "").rpartition("/")[2] if processing is not None else ""
    mapped = template.startswith("map_response") and kind in ("multiple", "matching")
    parsed.data["scoring"] = PARTIAL if ours or mapped else ALL_OR_NOTHING
    known = template.startswith("match_correct") or (kind == "region" and template.startswith("map_response"))
    if not (ours or known):
        parsed.notes.append("scoring")


def _default(outcome: Element | None) -> str:
    default = _child(outcome, "qti-default-value") if outcome is not None else None
    value = _child(default, "qti-value") if default is not None else None
    return (value.text or "").strip() if value is not None else ""


# --- texts -----------------------------------------------------------------------------------------------------------


def _texts(parsed: Parsed, root: Element, body: Element, asked: Element) -> None:
    criteria = list(_criteria(body))
    prompt = _child(asked, "qti-prompt")
    _leave_out(body, asked)
    blocks = [*body, *([prompt] if prompt is not None else [])]
    if has(blocks, "math"):
        raise Refuse("math")
    pictures = [one for block in blocks for one in block.iter() if local(one.tag) in _PICTURES]
    if pictures and (len(pictures) > 1 or "figure" in parsed.data or local(pictures[0].tag) != "img"):
        raise Refuse("picture")
    if pictures:
        _figure(parsed, pictures[0])
        pictures[0].set("alt", "")  # it is told beside the stem
    parsed.data["stem"] = to_markdown(blocks) or (root.get("title") or "").strip()
    if parsed.data["kind"] == "short" and criteria:
        parsed.data["criteria"] = criteria
    told = [one for block in _children(root, "qti-modal-feedback") for one in _content(block)]
    if explanation := to_markdown(told):
        parsed.data["explanation"] = explanation


def _leave_out(body: Element, asked: Element) -> None:
    """The interaction itself and what only markers see; words around them stay."""
    for parent in list(body.iter()):
        before: Element | None = None
        for child in list(parent):
            if child is asked or (local(child.tag) == "qti-rubric-block" and "candidate" not in _views(child)):
                if before is None:
                    parent.text = (parent.text or "") + (child.tail or "")
                else:
                    before.tail = (before.tail or "") + (child.tail or "")
                parent.remove(child)
            else:
                before = child


def _views(block: Element) -> list[str]:
    return block.get("view", "candidate").split()


def _content(block: Element) -> list[Element]:
    inner = _child(block, "qti-content-body")
    return list(inner if inner is not None else block)


def _criteria(body: Element) -> Iterator[dict[str, Any]]:
    """Ours, or each row of what another system shows to markers, worth a point; without rows all of it as one."""
    number = 0
    for block in body.iter():
        if local(block.tag) != "qti-rubric-block" or "scorer" not in _views(block):
            continue
        rows = [one for one in block.iter() if local(one.tag) == "li"] or _content(block)
        for row in rows:
            number += 1
            points = row.get("data-points", "1")
            if text := line_of(row):
                yield {"id": row.get("data-criterion") or f"k{number}", "text": text, "points": points}


def _no_pictures(rows: list[Element]) -> None:
    if has(rows, "img") or has(rows, "object"):
        raise Refuse("picture")
    if has(rows, "math"):
        raise Refuse("math")


def _child(parent: Element, name: str) -> Element | None:
    return next((one for one in parent if local(one.tag) == name), None)


def _children(parent: Element, name: str) -> list[Element]:
    return [one for one in parent if local(one.tag) == name]
