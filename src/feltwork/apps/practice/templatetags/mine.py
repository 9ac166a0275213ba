"""What an entry of a journal says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.core.practice import label

register = template.Library()


@register.filter
def answer_words(body: Mapping[str, Any]) -> str:
    return label("answers", body["answer"], get_language() or "en")


@register.filter
def felt_words(body: Mapping[str, Any]) -> str:
    """ "Tension, a knot, 6, afterwards 3"; "" where nothing of it was said."""
    language = get_language() or "en"
    parts = [
        label(group, body[name], language)
        for name, group in (("family", "families"), ("like", "likenesses"), ("colour", "colours"))
        if name in body
    ]
    parts.append(str(body.get("own_word", "")))
    if "intensity" in body:
        parts.append(str(body["intensity"]))
    parts.append(afterwards_words(body))
    return ", ".join(part for part in parts if part)


@register.filter
def afterwards_words(body: Mapping[str, Any]) -> str:
    """What the sentence of the map does not say: how strong it was at the end."""
    return _("afterwards %(value)s") % {"value": body["after"]} if "after" in body else ""
