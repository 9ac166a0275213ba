"""Markdown that people write, as HTML that is safe to show.

CommonMark with tables and struck-out words. Raw HTML is not taken, and what comes out is cleaned once more by nh3, so
that neither a slip of the first nor of the second alone lets a script through. Pictures are drawn by whoever owns them
(*media*): an address in a text never makes a browser ask another site for anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

# address, alternative text, title → HTML that its maker vouches for, or None where there is no such thing
Media = Callable[[str, str, str], str | None]

TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6",
    "a", "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
LINE_TAGS = {"em", "strong", "s", "code"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "div": {"tabindex", "role"},
}
SCHEMES = {"https", "http", "mailto"}
HOLE = "\ue000{}\ue001"  # stands for a picture while the rest is cleaned; private characters are taken out of texts


def render(text: str, *, top: int = 3, media: Media | None = None) -> SafeString:
    """*text* as HTML whose headings begin with h*top* and get identifiers of their own.

    A picture alone in a paragraph, where *media* draws it, stands between paragraphs; elsewhere it is its own words.
    """
    plain = text.replace("\ue000", "").replace("\ue001", "")
    parser, drawn = _parser(), list[str]()
    tokens = parser.parse(plain)
    _lower_headings(tokens, top)
    _draw(tokens, media, drawn)
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        allowed_classes={"div": {"fw-scroll-x"}},
    )
    for number, one in enumerate(drawn):
        clean = clean.replace(HOLE.format(number), one)
    return SafeString(clean)


def rendered(text: str) -> SafeString:
    """*text* whose highest headings stand right below the page's own."""
    return render(text, top=2)


def in_line(text: str) -> SafeString:
    """*text* of one line, without the paragraph around it: for choices and labels."""
    return SafeString(nh3.clean(_parser().renderInline(text), tags=LINE_TAGS))


def headings(text: str) -> list[tuple[str, str]]:
    """Identifier and words of the headings of the highest rank, in order: a table of contents."""
    tokens = _parser().parse(text)
    ranks = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    top = min(ranks, default=2)
    found = [one for one in _headings(tokens) if one[0] == top]
    return [(identifier, words) for _rank, identifier, words in found]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _table_open(_self: RendererHTML, _tokens: Any, _at: int, _options: Any, _env: Any) -> str:
    # it can be scrolled by keyboard where it is wider than a phone
    return '<div class="fw-scroll-x" tabindex="0" role="group"><table>\n'


def _table_close(_self: RendererHTML, _tokens: Any, _at: int, _options: Any, _env: Any) -> str:
    return "</table></div>\n"


def _headings(tokens: list[Token]) -> Iterator[tuple[int, str, str]]:
    number = 0
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            number += 1
            yield int(token.tag[1]), f"part-{number}", _words(inside)


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in {"text", "code_inline"})


def _lower_headings(tokens: list[Token], top: int) -> None:
    """The highest rank that is used becomes h*top*; each heading gets the identifier that `headings` names."""
    ranks = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift, number = top - min(ranks, default=top), 0
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        if token.type == "heading_open":
            number += 1
            token.attrSet("id", f"part-{number}")


def _draw(tokens: list[Token], media: Media | None, drawn: list[str]) -> None:
    for at, token in enumerate(tokens):
        children = token.children or []
        for place, child in enumerate(children):
            if child.type == "image":
                alone = len(children) == 1 and tokens[at - 1].type == "paragraph_open"
                html = _picture(child, media) if alone else None
                children[place] = _hole(html, drawn) if html is not None else _said(child)
                if html is not None:
                    # a figure is no part of a sentence, and a paragraph cannot hold one
                    tokens[at - 1].hidden = tokens[at + 1].hidden = True


def _picture(child: Token, media: Media | None) -> str | None:
    if media is None:
        return None
    return media(str(child.attrs.get("src", "")), child.content, str(child.attrs.get("title", "")))


def _hole(html: str, drawn: list[str]) -> Token:
    drawn.append(html)
    return Token("text", "", 0, content=HOLE.format(len(drawn) - 1))


def _said(child: Token) -> Token:
    return Token("text", "", 0, content=child.content)
