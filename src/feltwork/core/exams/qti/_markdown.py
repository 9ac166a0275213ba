"""Elements of XHTML as Markdown. What has no Markdown loses its form, never its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from ._names import STRUCK, local

_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|])")
_LEADING = re.compile(r"^(#{1,6}|[-+=>]|\d{1,9}[.)])(?=\s|$|[-=>])|^(-{2,}|={2,}|:)")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset(
    ["p", "div", "section", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "dl", "dt", "dd", "figure"]
    + [f"h{rank}" for rank in range(1, 7)]
)
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "s": "~~", "del": "~~", "strike": "~~"}
_DROPPED = frozenset({"qti-feedback-inline", "qti-feedback-block", "script", "style"})


def blocks_of(elements: Iterable[Element]) -> str:
    """Blocks, an empty line between them."""
    return "\n\n".join(part for part in _blocks(elements) if part).strip()


def line_in(element: Element) -> str:
    """What is in *element*, in one line."""
    return _BLANKS.sub(" ", _inline(element).replace("\\\n", " ")).strip()


def plain(words: str) -> str:
    """Words that mean nothing but themselves."""
    return _escape(_collapse(words)).strip()


def words_of(element: Element) -> str:
    """The bare words, with blanks between blocks."""
    if local(element.tag) in _DROPPED or not local(element.tag):
        return ""
    if local(element.tag) == "img":
        return element.get("alt", "")
    gap = " " if local(element.tag) in _BLOCKS or local(element.tag) == "br" else ""
    inner = "".join(words_of(child) + (child.tail or "") for child in element)
    return f"{gap}{element.text or ''}{inner}{gap}"


def _collapse(text: str) -> str:
    return _BLANKS.sub(" ", text)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


# --- blocks ----------------------------------------------------------------------------------------------------------


def _blocks(elements: Iterable[Element]) -> Iterator[str]:
    for element in elements:
        yield _block(element)


def _block(element: Element) -> str:
    name = local(element.tag)
    if name in _DROPPED or not name:
        return ""
    if name in ("ul", "ol"):
        return _list(element, name)
    if name == "blockquote":
        return _indented(_mixed(element), "> ", "> ")
    if name == "pre":
        return _fenced("".join(element.itertext()))
    if name == "hr":
        return "***"
    if name == "table":
        return _table(element)
    if name[0] == "h" and name[1:].isdigit():
        return f"{'#' * int(name[1:])} {_collapse(_inline(element).replace(chr(92) + chr(10), ' ')).strip()}"
    if name in ("div", "section", "figure", "dl", "li", "dd") or any(local(one.tag) in _BLOCKS for one in element):
        return _mixed(element)
    return _paragraph(_inline(element))


def _mixed(element: Element, between: str = "\n\n") -> str:
    """Words and inline elements between blocks are paragraphs of their own."""
    parts: list[str] = []
    line = _text(element.text)
    for child in element:
        if local(child.tag) in _BLOCKS:
            parts += [_paragraph(line), _block(child)]
            line = ""
        else:
            line += _mark(child)
        line += _text(child.tail)
    parts.append(_paragraph(line))
    return between.join(part for part in parts if part)


def _paragraph(line: str) -> str:
    rows = [row.strip() for row in line.strip().split("\n")]
    return "\n".join(
        _LEADING.sub(lambda found: f"\\{found[0]}" if not found[0][0].isdigit() else _dot(found[0]), row)
        for row in rows
    )


def _dot(number: str) -> str:
    return f"{number[:-1]}\\{number[-1]}"


def _list(element: Element, name: str) -> str:
    number = int(element.get("start", "1")) if element.get("start", "1").isdigit() else 1
    is_loose = any(local(one.tag) == "p" for child in element for one in child)
    between, rows = "\n\n" if is_loose else "\n", []
    for child in element:
        if local(child.tag) == "li":
            lead = "- " if name == "ul" else f"{number}. "
            rows.append(_indented(_mixed(child, between) or " ", lead, " " * len(lead)))
            number += 1
    return between.join(rows)


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        (first if not place else rest) + line if line else (first if not place else rest).rstrip()
        for place, line in enumerate(lines)
    )


def _fenced(code: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
    return f"{fence}\n{code.rstrip(chr(10))}\n{fence}"


def _table(element: Element) -> str:
    rows = [
        [_cell(cell) for cell in row if local(cell.tag) in ("th", "td")]
        for row in element.iter()
        if local(row.tag) == "tr"
    ]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _cell(element: Element) -> str:
    return _collapse(_inline(element).replace("\\\n", " ")).strip()


# --- lines -----------------------------------------------------------------------------------------------------------


def _inline(element: Element) -> str:
    return _text(element.text) + "".join(_mark(child) + _text(child.tail) for child in element)


def _text(text: str | None) -> str:
    return _escape(_collapse(text or ""))


def _mark(element: Element) -> str:
    name = local(element.tag)
    if name in _DROPPED or not name:
        return ""
    if name == "br":
        return "\\\n"
    if name == "img":
        return _text(element.get("alt", ""))
    if name in ("code", "kbd", "samp", "tt"):
        return _code("".join(element.itertext()))
    inner = _inline(element)
    mark = "~~" if name == "span" and element.get("class") == STRUCK else _MARKS.get(name, "")
    if name == "a" and re.match(r"(https?|mailto):[^\s<>()]+$", element.get("href", "")) and inner.strip():
        return f"[{inner.strip()}]({element.get('href')})"
    if not mark or not inner.strip():
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{inner.strip()}{mark}{after}"


def _code(text: str) -> str:
    text = _collapse(text).strip()
    if not text:
        return text
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
