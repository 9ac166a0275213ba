"""The words of an item: what is read before answering, what markers look for, and what is told afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from ._asked import read_figure
from ._markup import has, line_of, to_markdown
from ._names import local
from ._parsed import Parsed, Refuse, child, children

PICTURES = frozenset({"img", "object", "picture", "svg"})


def read_texts(parsed: Parsed, root: Element, body: Element, asked: Element) -> None:
    criteria = list(_criteria(body))
    prompt = child(asked, "qti-prompt")
    _leave_out(body, asked)
    blocks = [*body, *([prompt] if prompt is not None else [])]
    if has(blocks, "math"):
        raise Refuse("math")
    pictures = [one for block in blocks for one in block.iter() if local(one.tag) in PICTURES]
    if pictures and (len(pictures) > 1 or "figure" in parsed.data or local(pictures[0].tag) != "img"):
        raise Refuse("picture")
    if pictures:
        read_figure(parsed, pictures[0])
        pictures[0].set("alt", "")  # it is told beside the stem
    parsed.data["stem"] = to_markdown(blocks) or (root.get("title") or "").strip()
    if parsed.data["kind"] == "short" and criteria:
        parsed.data["criteria"] = criteria
    told = [one for block in children(root, "qti-modal-feedback") for one in _content(block)]
    if explanation := to_markdown(told):
        parsed.data["explanation"] = explanation


def _leave_out(body: Element, asked: Element) -> None:
    """The interaction itself and what only markers see; words around them stay."""
    for parent in list(body.iter()):
        before: Element | None = None
        for one in list(parent):
            if one is asked or (local(one.tag) == "qti-rubric-block" and "candidate" not in _views(one)):
                if before is None:
                    parent.text = (parent.text or "") + (one.tail or "")
                else:
                    before.tail = (before.tail or "") + (one.tail or "")
                parent.remove(one)
            else:
                before = one


def _views(block: Element) -> list[str]:
    return block.get("view", "candidate").split()


def _content(block: Element) -> list[Element]:
    inner = child(block, "qti-content-body")
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
