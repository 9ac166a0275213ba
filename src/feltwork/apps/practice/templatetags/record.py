"""Tags of the record's pages: who reads a block, in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import defaultfilters
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from feltwork.apps.practice.models import Audience
from feltwork.apps.ui.rows import render_rows

register = template.Library()
ICONS = {"me": "person", "team": "lock", "client": "eye", "guardian": "eye"}


@register.inclusion_tag("practice/records/parts/audience.html")
def audience(value: str, file: Any, record: Any = None, item: Any = None, **more: Any) -> dict[str, Any]:
    """{% audience item.audience file %} says who reads it; with *record* and *item* (a uuid) it can be changed."""
    values = [Audience.ME, Audience.TEAM, Audience.CLIENT, *([Audience.GUARDIAN] if file.is_child else [])]
    return {
        "label": audience_name(value, file),
        "icon": ICONS.get(value, "lock"),
        "value": value,
        "choices": [(one.value, audience_name(one.value, file), ICONS[one.value]) for one in values],
        "record": record,
        "item": item,
        "school": file.client.school,
        "csrf_token": more.get("token", ""),
    }


def audience_name(value: str, file: Any) -> str:
    if value == Audience.CLIENT:
        return _("Shared with %(short)s") % {"short": file.short}
    return str(Audience(value).label) if value in Audience.values else value


@register.simple_tag
def timeline_rows(timeline: Any) -> SafeString:
    """{% timeline_rows timeline %}: everything of a session in order of time, as rows of a table."""
    values = {row.activation for row in timeline.rows}  # few, and each is the same work
    texts = {value: "" if value is None else defaultfilters.floatformat(value) for value in values}
    rows = [(row.clock, row.what, texts[row.activation]) for row in timeline.rows]
    return render_rows("practice/timeline_rows.html", rows)


@register.filter
def weekday(value: Any) -> str:
    """Tuesday 24 November 2026, on the clock that *value* carries."""
    return _("%(weekday)s %(day)s") % {
        "weekday": formats.date_format(value, "l"),
        "day": formats.date_format(value, "j F Y"),
    }


@register.filter
def clock(value: Any) -> str:
    """14:05, on the clock that *value* carries; nothing for None."""
    return "" if value is None else f"{value:%H:%M}"
