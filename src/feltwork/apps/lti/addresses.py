"""Our own addresses as tools know them: whole, and the same from whichever host a page was opened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from feltwork.apps.lti.models import Context, LineItem


def issuer() -> str:
    """This installation, by the name under which it signs."""
    return str(settings.BASE_URL)


def whole(name: str, school: Any, **kwargs: Any) -> str:
    return issuer() + reverse(f"lti:{name}", kwargs={"school": school.slug, **kwargs})


def keys_url() -> str:
    return issuer() + reverse("lti-site:keys")


def items_url(context: Context, school: Any) -> str:
    return whole("line-items", school, uuid=context.uuid)


def item_url(item: LineItem, school: Any) -> str:
    return whole("line-item", school, uuid=item.uuid)


def members_url(context: Context, school: Any) -> str:
    return whole("members", school, uuid=context.uuid)


def platform_facts(school: Any) -> tuple[tuple[str, str], ...]:
    """What a tool has to be told about us, each with the name that tools give it."""
    return (
        ("issuer", issuer()),
        ("authorise", whole("authorise", school)),
        ("token", whole("token", school)),
        ("keys", keys_url()),
    )
