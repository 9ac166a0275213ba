"""What a person was told."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from feltwork.apps.notices.models import Notice


def notices_of(user: Any) -> QuerySet[Notice]:
    """Everything *user* was told, newest first, across schools."""
    return Notice.objects.filter(to=user).select_related("school").order_by("-created_at", "-pk")


def unread_of(user: Any) -> int:
    """How many of them are new. A query of its own: for the inbox and start pages, not for every page."""
    return Notice.objects.filter(to=user, read_at=None).count()
