"""Markdown as people write it here, made into markup that can do no harm.

CommonMark with tables and struck-out words; HTML is shown as text, never taken. What comes out goes through nh3 once
more, so that a fault in one of the two is not enough.
"""

from __future__ import annotations

from functools import cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6",
    "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def rendered(text: str) -> SafeString:
    """*text* as safe markup. A page has one h1, its own: "#" gives h2, as "##" does."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    markup = _parser().renderer.render(tokens, _parser().options, {})
    return SafeString(nh3.clean(markup, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))


def in_line(text: str) -> SafeString:
    """*text* of one line, without the paragraph around it: for choices and labels."""
    return SafeString(nh3.clean(_parser().renderInline(text), tags={"em", "strong", "s", "code"}))
