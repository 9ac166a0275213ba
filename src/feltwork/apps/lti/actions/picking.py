"""Deep linking: what a tool offers is kept until the person who went there says what of it is taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.lti.actions.links import put_link
from feltwork.apps.lti.items import new_item
from feltwork.apps.lti.models import Launch, ResourceLink
from feltwork.apps.lti.wire import PickedItem, Unwanted, WireError

WAITS = timedelta(hours=4)  # so long a person may choose in the tool


@transaction.atomic
def take_answer(
    *, launch: Launch, items: Collection[PickedItem], left: Collection[Unwanted], message: str, at: datetime
) -> None:
    """Keep what the tool's signed answer offers; nothing is put anywhere yet. Raises WireError (`replayed`, `late`)."""
    held = Launch.objects.select_for_update().get(pk=launch.pk)
    if held.answered_at is not None or held.done_at is not None:
        raise WireError("replayed", "this choice has been answered already")
    if held.sent_at is None or at - held.sent_at > WAITS:
        raise WireError("late", "this choice was begun too long ago")
    held.picked = {
        "items": [{**asdict(item), "maximum": _text(item.maximum)} for item in items],
        "left": [asdict(one) for one in left],
        "message": message[:300],
    }
    held.answered_at = at
    held.save(update_fields=["picked", "answered_at"])
    record("lti.take_answer", by=None, at=at, subject=launch.tool, facts={"items": len(items), "left": len(left)})


@transaction.atomic
def take_picked(*, launch: Launch, chosen: Collection[int], by: User, at: datetime) -> list[ResourceLink]:
    """Put the items with these numbers into the context; once."""
    held = Launch.objects.select_for_update().select_related("tool", "context").get(pk=launch.pk)
    if held.done_at is not None or held.answered_at is None:
        return []
    rows = [row for number, row in enumerate(held.picked.get("items", [])) if number in chosen]
    made = [_put(held, row, by, at) for row in rows]
    Launch.objects.filter(pk=held.pk).update(done_at=at, picked={})
    return made


def drop_picked(*, launch: Launch, at: datetime) -> None:
    """Take nothing of it."""
    Launch.objects.filter(pk=launch.pk, done_at=None).update(done_at=at, picked={})


def _put(launch: Launch, row: dict[str, Any], by: User, at: datetime) -> ResourceLink:
    link = put_link(
        tool=launch.tool,
        context=launch.context,
        title=row["title"] or launch.tool.name,
        text=row["text"],
        url=row["url"],
        custom=row["custom"],
        by=by,
        at=at,
    )
    if row["maximum"] and launch.tool.grades:
        label = row["label"] or link.title
        new_item(
            tool=launch.tool, link=link, context=launch.context, label=label, maximum=Fraction(row["maximum"]),
            resource_id=row["resource_id"], tag=row["tag"], at=at,
        )  # fmt: skip
    return link


def _text(number: Fraction | None) -> str:
    return "" if number is None else str(number)
