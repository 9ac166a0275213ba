"""Parts of body maps that are the same on every page, rendered once for each figure and language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from feltwork.apps.practice.queries.drawing import drawings
from feltwork.apps.practice.queries.maps import MarkRow, areas_of, words_of
from feltwork.apps.ui.rows import render_rows
from feltwork.core.practice import label, words

register = template.Library()
GROUPS = ("depths", "qualifiers", "directions", "answers")


@register.simple_tag
def mark_palette(figure: str, chosen: Mapping[str, Any] | None = None) -> SafeString:
    """{% mark_palette map.figure %}: the eight families; *chosen*: a mark's body."""
    return _part("palette", figure, chosen)


@register.simple_tag
def mark_fields(figure: str, chosen: Mapping[str, Any] | None = None) -> SafeString:
    """{% mark_fields map.figure %}: all else that can be said of one mark, as fields of a form."""
    return _part("fields", figure, chosen)


def _part(part: str, figure: str, chosen: Mapping[str, Any] | None) -> SafeString:
    language = get_language() or "en"
    return _fields(part, figure, language, chosen) if chosen else _empty(part, figure, language)


@cache
def _empty(part: str, figure: str, language: str) -> SafeString:
    return _fields(part, figure, language, {})


def _fields(part: str, figure: str, language: str, chosen: Mapping[str, Any]) -> SafeString:
    lists = {group: [(one, label(group, one, language)) for one in words(group)] for group in GROUPS}
    regions = [one["region"] for one in chosen.get("regions", ())]
    context = {"families": words_of(figure, language)["families"], "areas": areas_of(figure, language)}
    return render_to_string(
        f"practice/maps/{part}.html", context | lists | {"chosen": chosen, "regions": regions, "scale": range(11)}
    )


@register.simple_tag
def mark_rows(marks: list[MarkRow], base: str = "", change: str = "") -> SafeString:
    """{% mark_rows map.marks base change %}: the list; with *base*, the address of the map, each row has a way to
    change it that is called *change*."""
    return render_rows("practice/mark_rows.html", marks, base=base, change=change)


@register.simple_tag
def figure_drawings(figure: str, prefix: str) -> list[Any]:
    """{% figure_drawings figure "check-in" as views %}: front and back with nothing on them."""
    return drawings(figure, get_language() or "en", prefix=prefix)


@register.simple_tag
def figure_words(figure: str) -> Mapping[str, Any]:
    return words_of(figure, get_language() or "en")


@register.simple_tag
def region_areas(figure: str) -> list[Any]:
    return areas_of(figure)


@register.filter
def contains(chosen: Collection[str] | None, one: str) -> bool:
    return one in (chosen or ())


@register.simple_tag
def brought(path: str) -> str:
    """{% brought "vendor/uplot/uPlot.esm.js" as uplot %}: its address; "" where set-up could not bring it."""
    return static(path) if finders.find(path) else ""


@register.filter
def has(chosen: Collection[str], one: Any) -> bool:
    """The same for ids that are no text."""
    return str(one) in chosen
