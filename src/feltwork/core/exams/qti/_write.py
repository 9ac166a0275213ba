"""One item as XML of QTI 3.0.

Scoring: what is right or wrong goes by the template `match_correct`; shares of several choices and of matches by
`map_response`. Kendall's tau of an order has no template: other systems score such an item right or wrong, and the
`interpretation` of SCORE tells us that it is partial. Points stand in an outcome POINTS, as SCORE is from 0 to 1 here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from feltwork.core.exams._item import Item
from feltwork.core.exams._kinds import PARTIAL

from ._entry import Entry
from ._markup import clean, to_blocks, to_line
from ._names import QTI, SCHEMAS, TEMPLATES, XSI, outside

PARTIAL_SCORE = "feltwork: partial"
_CARDINALITY = {"multiple": "multiple", "matching": "multiple", "ordering": "ordered"}
_BASE_TYPE = {"matching": "directedPair", "short": "string"}


def item_xml(entry: Entry, pictures: Mapping[str, str]) -> Element:
    """*pictures*: the address of each figure, as seen from the item."""
    item = entry.item
    root = Element("qti-assessment-item", _root(entry))
    _response(SubElement(root, "qti-response-declaration"), item)
    _outcomes(root, item)
    body = SubElement(root, "qti-item-body")
    body.extend(to_blocks(item.stem) or [Element("p")])
    if item.figure and item.kind != "region":
        SubElement(SubElement(body, "p"), "img", _picture(item, pictures))
    _INTERACTIONS[item.kind](body, item, pictures)
    if item.criteria:
        _criteria(body, item)
    if item.kind != "short":
        name = "map_response" if _mapping(item) else "match_correct"
        SubElement(root, "qti-response-processing", {"template": f"{TEMPLATES}{name}.xml"})
    if item.explanation:
        _explanation(root, item)
    return root


def _root(entry: Entry) -> dict[str, str]:
    title = " ".join(clean(entry.item.stem).split())[:80] or entry.code
    return {
        "xmlns": QTI,
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": f"{QTI} {SCHEMAS}imsqti_asiv3p0_v1p0.xsd",
        "identifier": outside(entry.code),
        "title": title,
        "adaptive": "false",
        "time-dependent": "false",
        "xml:lang": entry.item.language,
        "tool-name": "Feltwork",
    }


# --- what is right ---------------------------------------------------------------------------------------------------


def _response(declaration: Element, item: Item) -> None:
    declaration.set("identifier", "RESPONSE")
    declaration.set("cardinality", _CARDINALITY.get(item.kind, "single"))
    declaration.set("base-type", _BASE_TYPE.get(item.kind, "identifier"))
    right = _right(item)
    if right:
        correct = SubElement(declaration, "qti-correct-response")
        for value in right[:1] if item.kind == "region" else right:
            SubElement(correct, "qti-value").text = value
    if mapping := _mapping(item):
        entries = SubElement(declaration, "qti-mapping", {"default-value": "0", "lower-bound": "0"})
        for key, worth in mapping.items():
            SubElement(entries, "qti-map-entry", {"map-key": key, "mapped-value": repr(float(worth))})


def _right(item: Item) -> list[str]:
    if isinstance(item.key, Mapping):
        targets = target_names(item)
        return [f"{outside(one)} {targets[target]}" for one, target in item.key.items()]
    return [outside(one) for one in ([item.key] if isinstance(item.key, str) else item.key or ())]


def _mapping(item: Item) -> dict[str, Fraction]:
    """What each answer adds, where that is not all or nothing; empty otherwise."""
    right = _right(item)
    if item.kind == "region" and len(right) > 1:
        return {one: Fraction(1) for one in right}
    if item.scoring != PARTIAL or item.kind not in ("multiple", "matching"):
        return {}
    share = Fraction(1, len(right))
    if item.kind == "matching":
        return dict.fromkeys(right, share)
    wrong = Fraction(-1, len(item.choices) - len(right))
    return {name: share if name in right else wrong for name in (outside(one.id) for one in item.choices)}


def target_names(item: Item) -> dict[str, str]:
    """Choices and targets are of one set of names in QTI; a dot is never in ours."""
    taken = {one.id for one in item.choices}
    return {one.id: f"T.{outside(one.id)}" if one.id in taken else outside(one.id) for one in item.targets}


def _outcomes(root: Element, item: Item) -> None:
    score = {"identifier": "SCORE", "cardinality": "single", "base-type": "float"}
    if item.is_marked_by_people:
        score["external-scored"] = "human"
    if item.scoring == PARTIAL:
        score["interpretation"] = PARTIAL_SCORE
    SubElement(root, "qti-outcome-declaration", score | {"normal-minimum": "0", "normal-maximum": "1"})
    points = SubElement(
        root, "qti-outcome-declaration", {"identifier": "POINTS", "cardinality": "single", "base-type": "string"}
    )
    SubElement(SubElement(points, "qti-default-value"), "qti-value").text = str(item.points)
    if item.explanation:
        feedback = {"identifier": "FEEDBACK", "cardinality": "single", "base-type": "identifier"}
        SubElement(root, "qti-outcome-declaration", feedback)


# --- what is asked ---------------------------------------------------------------------------------------------------


def _choice(body: Element, item: Item, _: Mapping[str, str]) -> None:
    most = "1" if item.kind == "single" else "0"
    asked = SubElement(
        body, "qti-choice-interaction", {"response-identifier": "RESPONSE", "shuffle": "true", "max-choices": most}
    )
    _simple_choices(asked, item)


def _order(body: Element, item: Item, _: Mapping[str, str]) -> None:
    asked = SubElement(body, "qti-order-interaction", {"response-identifier": "RESPONSE", "shuffle": "true"})
    _simple_choices(asked, item)


def _simple_choices(asked: Element, item: Item) -> None:
    for one in item.choices:
        fixed = {"fixed": "true"} if one.fixed else {}
        to_line(SubElement(asked, "qti-simple-choice", {"identifier": outside(one.id)} | fixed), one.text)


def _match(body: Element, item: Item, _: Mapping[str, str]) -> None:
    most = str(len(item.choices))
    asked = SubElement(
        body,
        "qti-match-interaction",
        {"response-identifier": "RESPONSE", "shuffle": "true", "max-associations": most},
    )
    names = target_names(item)
    sets = (
        [(outside(one.id), one.text, "1", one.fixed) for one in item.choices],
        [(names[one.id], one.text, most, False) for one in item.targets],
    )
    for rows in sets:
        side = SubElement(asked, "qti-simple-match-set")
        for name, text, match_max, is_fixed in rows:
            facts = {"identifier": name, "match-max": match_max} | ({"fixed": "true"} if is_fixed else {})
            to_line(SubElement(side, "qti-simple-associable-choice", facts), text)


def _words(body: Element, item: Item, _: Mapping[str, str]) -> None:
    asked = SubElement(body, "qti-extended-text-interaction", {"response-identifier": "RESPONSE"})
    if item.words:
        asked.set("expected-length", str(item.words * 6))  # characters
        asked.set("data-words", str(item.words))


def _place(body: Element, item: Item, pictures: Mapping[str, str]) -> None:
    figure = item.figure
    if figure is None:
        return
    asked = SubElement(body, "qti-hotspot-interaction", {"response-identifier": "RESPONSE", "max-choices": "1"})
    SubElement(asked, "img", _picture(item, pictures))
    for one in item.regions:
        corners = (f"{round(x * figure.width)},{round(y * figure.height)}" for x, y in one.shape)
        facts = {"identifier": outside(one.id), "shape": "poly", "coords": ",".join(corners)}
        SubElement(asked, "qti-hotspot-choice", facts | {"hotspot-label": clean(one.text)})


_INTERACTIONS = {
    "single": _choice,
    "multiple": _choice,
    "ordering": _order,
    "matching": _match,
    "short": _words,
    "region": _place,
}


def _picture(item: Item, pictures: Mapping[str, str]) -> dict[str, str]:
    figure = item.figure
    if figure is None:
        return {}
    size = {"width": str(figure.width), "height": str(figure.height)}
    return {"src": pictures[figure.file], "alt": clean(figure.alt)} | size


def _criteria(body: Element, item: Item) -> None:
    block = SubElement(body, "qti-rubric-block", {"view": "scorer", "use": "scoring"})
    rows = SubElement(SubElement(block, "qti-content-body"), "ul")
    for one in item.criteria:
        facts = {"data-criterion": one.id, "data-points": str(one.points)}
        to_line(SubElement(rows, "li", facts), one.text)


def _explanation(root: Element, item: Item) -> None:
    """Shown as long as FEEDBACK is not this identifier, which it never becomes."""
    facts = {"outcome-identifier": "FEEDBACK", "identifier": "never", "show-hide": "hide"}
    block = SubElement(SubElement(root, "qti-modal-feedback", facts), "qti-content-body")
    block.extend(to_blocks(item.explanation))
