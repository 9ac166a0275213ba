"""Line items, made by whoever needs one: a tool, a link whose result counts, a choice in a tool."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from feltwork.apps.lti.models import Context, LineItem, ResourceLink, Tool


def new_item(
    *,
    tool: Tool,
    context: Context,
    link: ResourceLink | None,
    label: str,
    maximum: Fraction,
    at: datetime,
    resource_id: str = "",
    tag: str = "",
) -> LineItem:
    """A column of results of *tool*; call it inside a transaction."""
    return LineItem.objects.create(
        school_id=tool.school_id,
        tool=tool,
        context=context,
        link=link,
        label=label,
        maximum=maximum,  # type: ignore[misc]  # FractionField takes exact fractions
        resource_id=resource_id,
        tag=tag,
        made_at=at,
    )
