"""Codes of definitions in words."""

from django import template

from feltwork.apps.measures import names

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """ "de" → "Deutsch" """
    return names.language_name(code)


@register.filter
def source_words(source: str) -> str:
    return names.source_words(source)


@register.filter
def mark_words(mark: str) -> str:
    """How well something is known: "B" → "read in the source"."""
    return names.word(names.MARKS, mark)


@register.filter
def said_words(text: str) -> str:
    return names.said_words(text)
