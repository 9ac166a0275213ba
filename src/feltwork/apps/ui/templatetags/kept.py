"""{% kept %}: a part of a page that is rendered once and kept, with gaps for what differs each time."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from feltwork.apps.ui.patterns import Pattern, gap

register = template.Library()
MOST = 256  # versions of one part
Values = dict[str, FilterExpression]


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """{% kept theme=theme links=footer with here=here %}…{{ here }}…{% endkept %}

    The part sees these names and nothing else, so that it cannot show one person what was made for another. It is made
    once for each language and each combination of the values before `with`, which have to be few and hashable (a list
    may be given). What stands after `with` is put in each time: it can be shown there, not asked about or filtered.
    """
    bits = token.split_contents()[1:]
    fixed = _read(bits, parser)
    gaps: Values = {}
    if bits[:1] == ["with"]:
        del bits[0]
        gaps = _read(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"kept: cannot read {' '.join(bits)!r}")
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, fixed, gaps)


def _read(bits: list[str], parser: Parser) -> Values:
    found: Values = token_kwargs(bits, parser)
    return found


class KeptNode(template.Node):
    """What `kept` makes. Its versions live as long as the template, which Django keeps for the process."""

    def __init__(self, nodelist: NodeList, fixed: Values, gaps: Values) -> None:
        self.nodelist, self.fixed, self.gaps = nodelist, fixed, gaps
        self.versions: dict[tuple[Any, ...], Pattern] = {}

    def render(self, context: template.Context) -> SafeString:
        fixed = {name: _hashable(one.resolve(context)) for name, one in self.fixed.items()}
        key = (get_language(), *fixed.values())
        pattern = self.versions.get(key)
        if pattern is None:
            if len(self.versions) >= MOST:
                self.versions.clear()
            pattern = self.versions[key] = self._made(context, fixed)
        return pattern.filled(**{name: conditional_escape(one.resolve(context)) for name, one in self.gaps.items()})

    def _made(self, context: template.Context, fixed: dict[str, Any]) -> Pattern:
        inner = context.new(fixed | {name: gap(name) for name in self.gaps})
        inner.template = context.template  # includes look for theirs where the whole page was found
        return Pattern(self.nodelist.render(inner))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
