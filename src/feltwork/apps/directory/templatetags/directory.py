"""Words of the directory in templates, and facts for search engines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feltwork.apps.directory import words
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.queries import touches
from feltwork.apps.directory.queries.replies import Figures

register = template.Library()
# what could end the element or begin another one, inside of a text of JSON
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def facet_name(code: str, facet: str) -> str:
    """`profile.profession|facet_name:"profession"`"""
    return words.label(facet, code)


@register.filter
def facet_names(codes: Iterable[str], facet: str) -> list[str]:
    """`profile.languages|facet_names:"language"|join:", "`"""
    return words.labels(facet, codes)


@register.filter
def fee(profile: Profile) -> str:
    """`profile|fee`"""
    return words.fee_words(profile)


@register.filter
def meets(profile: Profile) -> str:
    """`profile|meets`: in person, online or both."""
    return words.how_words(profile)


@register.filter
def place(profile: Profile) -> str:
    """`profile|place`: town and country."""
    return words.place_words(profile)


@register.filter
def town(profile: Profile) -> str:
    """`profile|town`: as the reader's language calls it."""
    return words.town_words(profile)


@register.filter
def answering(figures: Figures) -> str:
    """`figures|answering`: how somebody answers first messages, in words."""
    return words.answering_words(figures)


@register.filter
def touch_code(profile: Profile) -> str:
    """`profile|touch_code`: never or asks, as the profession allows."""
    return touches(profile)


class _Data:
    """A text of JSON that may stand inside of a script element."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)

    def __html__(self) -> str:
        return self.text


@register.simple_tag
def linked_data(data: dict[str, Any]) -> SafeString:
    """Facts about the page in the words of schema.org; not a script, whatever the element is called."""
    return format_html('<script type="application/ld+json">{}</script>', _Data(data))
