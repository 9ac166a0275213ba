"""Filters of the pages about rules."""

from __future__ import annotations

from django import template

from feltwork.apps.schools import rules
from feltwork.core.certification import Text

register = template.Library()


@register.filter
def in_words(text: Text) -> str:
    """Words of a rule file in the reader's language."""
    return rules.in_words(text)
