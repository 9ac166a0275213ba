"""Tools as the administrator's list shows them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from feltwork.apps.lti.models import Tool


def tool_rows() -> QuerySet[Tool]:
    """All tools of the school, those that nobody has looked at first, with how many links they have."""
    links = Count("links", filter=Q(links__removed_at=None))
    rows: QuerySet[Tool] = Tool.objects.annotate(links_count=links).order_by("state", "name", "pk")
    return rows
