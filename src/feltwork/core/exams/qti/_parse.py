"""One item of QTI 3.0 as data of ours, or the reason why not."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from feltwork.core.exams._kinds import ALL_OR_NOTHING, PARTIAL

from ._asked import READERS
from ._names import QTI, local
from ._parsed import Parsed, Refuse, child, children
from ._texts import read_texts
from ._write import PARTIAL_SCORE

MOST_DEEP = 60
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_INTERACTION = re.compile(r"qti-.+-interaction$")


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
    body = child(root, "qti-item-body")
    if body is None:
        raise Refuse("no_interaction")
    asked = _interaction(body)
    parsed = Parsed(root.get("identifier", ""), {"language": root.get(_XML_LANG) or "en"})
    declaration = _declaration(root, asked)
    READERS[local(asked.tag)](parsed, asked, declaration)
    _scoring(parsed, root, declaration)
    read_texts(parsed, root, body, asked)
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
    if local(found[0].tag) not in READERS:
        raise Refuse("interaction", interaction=local(found[0].tag)[:60])
    return found[0]


def _declaration(root: Element, asked: Element) -> Element:
    for one in children(root, "qti-response-declaration"):
        if one.get("identifier") == asked.get("response-identifier"):
            return one
    raise Refuse("no_key")


def _scoring(parsed: Parsed, root: Element, declaration: Element) -> None:
    outcomes = {one.get("identifier"): one for one in children(root, "qti-outcome-declaration")}
    points = _default(outcomes.get("POINTS"))
    if re.fullmatch(r"\d{1,4}(/\d{1,4})?", points):
        parsed.data["points"] = points if "/" in points else int(points)
    kind, score = parsed.data["kind"], outcomes.get("SCORE")
    ours = score is not None and score.get("interpretation") == PARTIAL_SCORE
    if kind == "short":
        parsed.data["scoring"] = PARTIAL if ours else ALL_OR_NOTHING
        return
    processing = child(root, "qti-response-processing")
    template = (processing.get("template") or "").rpartition("/")[2] if processing is not None else ""
    mapped = template.startswith("map_response") and kind in ("multiple", "matching")
    parsed.data["scoring"] = PARTIAL if ours or mapped else ALL_OR_NOTHING
    known = template.startswith("match_correct") or (kind == "region" and template.startswith("map_response"))
    if not (ours or known):
        parsed.notes.append("scoring")


def _default(outcome: Element | None) -> str:
    default = child(outcome, "qti-default-value") if outcome is not None else None
    value = child(default, "qti-value") if default is not None else None
    return (value.text or "").strip() if value is not None else ""
