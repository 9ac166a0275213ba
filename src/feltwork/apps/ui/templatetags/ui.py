"""Tags and filters of the look; built in, so no template needs to load them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from feltwork.apps.ui import icons, markdown, states, terms, words
from feltwork.apps.ui import stitches as drawing

register = template.Library()
FIELD_OPTIONS = ("width", "optional")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """{% icon "check" %}, {% icon "search" size="l" %}"""
    return icons.icon(name, size)


@register.simple_tag
def badge(state: str, word: str = "", icon: str = "") -> SafeString:
    """{% badge "met" %}, {% badge "wait" word=_("Waiting for a signature") %}"""
    return states.badge(state, word, icon)


@register.inclusion_tag("ui/components/stitches.html")
def stitches(
    asked: words.Exact, counted: words.Exact = 0, waiting: words.Exact = 0, new: words.Exact = 0, size: str = ""
) -> dict[str, Any]:
    """{% stitches asked=18 counted=row.counted waiting=1 size="s" %}; put the numbers in words beside it."""
    return {"row": drawing.row(asked, counted, waiting, new), "size": size}


@register.inclusion_tag("ui/components/avatar.html")
def avatar(name: str, size: str = "") -> dict[str, str]:
    """{% avatar person.name size="s" %}"""
    return {"initials": words.initials(name), "dye": words.dye(name), "size": size}


@register.inclusion_tag("ui/components/table.html")
def table(caption: str, columns: list[str], rows: list[list[Any]], numbers: str = "") -> dict[str, Any]:
    """{% table caption columns rows numbers="2 3" %}; *numbers* names the columns (from 0) that hold figures."""
    kinds = [str(index) in numbers.split() for index in range(len(columns))]
    return {
        "caption": caption,
        "columns": list(zip(columns, kinds, strict=True)),
        "rows": [list(zip(columns, kinds, row, strict=True)) for row in rows],
    }


@register.simple_tag
def field(bound: BoundField, **kwargs: Any) -> SafeString:
    """{% field form.date width="m" optional=_("if you like") %}: label, hint, control, error."""
    for name, value in kwargs.items():
        if name not in FIELD_OPTIONS:
            raise TypeError(f"field takes {', '.join(FIELD_OPTIONS)}, not {name}")
        setattr(bound, f"ui_{name}", value)
    return bound.as_field_group()


@register.inclusion_tag("ui/components/errors.html")
def errors(*forms: BaseForm) -> dict[str, Any]:
    """{% errors form %} or {% errors form other %}: what has to change, each with a link to its field."""
    from feltwork.apps.ui.forms import problems

    return {"problems": [problem for form in forms for problem in problems(form)]}


@register.simple_tag
def term(code: str) -> SafeString:
    """{% term "sep" %}: a word of the field with its meaning."""
    return terms.term(code)


@register.filter
def fraction(value: words.Exact | None) -> str:
    return "" if value is None else words.fraction(value)


@register.filter
def hours(value: words.Exact | None) -> str:
    return "" if value is None else words.hours(value)


@register.filter
def date_words(value: date | datetime | None) -> str:
    return words.date_words(value)


@register.filter
def short_date(value: date) -> str:
    return words.short_date(value)


@register.filter
def time_words(value: datetime | None) -> str:
    return words.time_words(value)


@register.filter
def moment_words(value: datetime | None) -> str:
    return words.moment_words(value)


@register.filter(name="markdown")
def markdown_markup(value: str) -> SafeString:
    """{{ lesson.text|markdown }}: what people wrote in Markdown, as safe markup."""
    return markdown.rendered(value)


@register.filter
def markdown_line(value: str) -> SafeString:
    """{{ choice.text|markdown_line }}: one line of Markdown, without a paragraph around it."""
    return markdown.in_line(value)


@register.filter
def initials(value: str) -> str:
    return words.initials(value)
