"""Markdown as XHTML, and XHTML as Markdown.

What comes back says the same words. Emphasis, lists, quotes, code, links, headings and tables are kept; what has no
Markdown loses its form, never its words: where the form would cost a word, it is the words alone. Pictures within a
text stand for their own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from xml.etree.ElementTree import Element  # only to build; what comes from outside is parsed by defusedxml

from defusedxml.ElementTree import fromstring
from markdown_it import MarkdownIt

from ._markdown import blocks_of, line_in, plain, words_of
from ._names import STRUCK, local

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable(["table", "strikethrough"])


def clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def to_blocks(markdown: str) -> list[Element]:
    """Paragraphs and the like, without namespace."""
    return list(_parsed("div", _parser().render(markdown)))


def to_line(parent: Element, markdown: str) -> Element:
    """*parent* with a line of Markdown in it."""
    line = _parsed("span", _parser().renderInline(markdown))
    parent.text = line.text
    parent.extend(list(line))
    return parent


def to_markdown(elements: Iterable[Element]) -> str:
    """Of block elements."""
    elements = list(elements)
    written, words = blocks_of(elements), " ".join(words_of(one) for one in elements)
    return written if _says(_parser().render(written), words) else plain(words)


def line_of(element: Element) -> str:
    """What is in *element*, as one line of Markdown."""
    written, words = line_in(element), words_of(element)
    return written if _says(_parser().renderInline(written), words) else plain(words)


def has(elements: Iterable[Element], name: str) -> bool:
    return any(local(one.tag) == name for element in elements for one in element.iter())


def _parsed(name: str, html: str) -> Element:
    """HTML of the parser, without what XML cannot hold and QTI has no element or attribute for."""
    root: Element = fromstring(f"<{name}>{clean(html)}</{name}>")
    for element in root.iter():
        if element.tag == "s":
            element.tag = "span"
            element.set("class", STRUCK)
        elif element.tag == "img":
            element.tag = "span"
            element.text = element.get("alt", "")
            element.attrib.clear()
        for name in ("style", "title"):
            element.attrib.pop(name, None)
    return root


def _says(html: str, words: str) -> bool:
    return _bare(words_of(fromstring(f"<div>{clean(html)}</div>"))) == _bare(words)


def _bare(text: str) -> str:
    return "".join(text.split())
