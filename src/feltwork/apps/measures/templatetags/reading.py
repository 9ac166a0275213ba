"""Parts of the pages on measures over time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from feltwork.apps.measures.queries import paper, reading_words
from feltwork.apps.measures.queries.own import OwnCard
from feltwork.apps.measures.queries.reading import Card
from feltwork.apps.ui.rows import render_rows
from feltwork.apps.ui.words import moment_words
from feltwork.core.measures import ChangeRule, needed

register = template.Library()
NONE = UUID(int=0)


@register.simple_tag
def reading_rows(card: Card, school: str = "", client: Any = None) -> SafeString:
    """{% reading_rows card school.slug file.client.uuid %}: all answers; with a client, a way to correct them."""
    where = {"school": school, "uuid": client, "result": NONE}
    return render_rows(
        "measures/reading_rows.html",
        card.rows,
        heads=[panel.label for panel in card.panels],
        has_compared=card.has_main,
        compared=_("Compared with the start"),
        known=_("To know"),
        correct=reverse("measures:correct", kwargs=where) if client else "",
        correct_words=_("Correct"),
    )


@register.simple_tag
def own_rows(own: OwnCard) -> SafeString:
    """{% own_rows own %}: the person's own table, without anything about others."""
    heads = [one.label or own.title for one in own.panels]
    rows = [(f"{row.day} {row.moment}".strip(), row.values[: len(own.panels)]) for row in own.card.rows]
    return render_rows("measures/own_rows.html", rows, heads=heads)


@register.filter
def needed_words(rule: ChangeRule) -> str:
    return reading_words.number(needed(rule))


@register.filter
def cut_words(cut: Any) -> str:
    return reading_words.cut_words(cut)


@register.filter
def rule_words(rule: Any) -> str:
    return reading_words.rule_words(rule)


@register.filter
def formula_words(rule: Any) -> str:
    return reading_words.formula_words(rule)


@register.filter
def points(value: Any) -> str:
    """A number as scores are written."""
    return reading_words.number(value)


@register.filter
def paper_chart(data: Any) -> SafeString:
    """The line as it is printed; on a screen the island draws it."""
    return paper.paper_chart(data)


@register.simple_tag
def this_moment() -> str:
    """Day and hour on the reader's clock, for the foot of what is printed."""
    return moment_words(timezone.now())
