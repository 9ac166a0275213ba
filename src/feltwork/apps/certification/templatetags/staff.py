"""Filters of the staff pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from feltwork.apps.certification import sentences

register = template.Library()


@register.filter
def approval_word(kind: str) -> str:
    """What an approval is for, inside a sentence: personal sessions."""
    return sentences.approval_word(kind)


@register.filter
def mode_words(mode: str) -> str:
    """How it was held, inside a sentence: by video."""
    return sentences.mode_words(mode)


@register.filter
def named(code: str, names: Mapping[str, str]) -> str:
    """The name of a code, or the code itself where there is none."""
    return names.get(code, code)
