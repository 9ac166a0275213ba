"""Deep linking: what a tool offers to put into a course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from feltwork.apps.lti.wire.errors import WireError
from feltwork.apps.lti.wire.names import PICKED
from feltwork.apps.lti.wire.reading import clean, custom, https, number, origin, words

MOST_ITEMS: Final = 50


@dataclass(frozen=True, slots=True)
class PickedItem:
    """A resource link as the tool describes it; `url` is "" for the tool's own address, `maximum` None ungraded."""

    title: str
    text: str
    url: str
    custom: dict[str, str]
    maximum: Fraction | None
    label: str
    resource_id: str
    tag: str


@dataclass(frozen=True, slots=True)
class Unwanted:
    """An item that is not taken, and why in a stable word: `kind` or the field that is wrong."""

    title: str
    code: str


def read_content_items(
    claims: Mapping[str, Any], *, origins: frozenset[str]
) -> tuple[tuple[PickedItem, ...], tuple[Unwanted, ...]]:
    """What can be taken of the items in *claims*, and what cannot. Addresses have to lie at the tool's own *origins*.

    Raises WireError where there is no list of items, or far too long a one.
    """
    rows = claims.get(PICKED, [])
    if not isinstance(rows, list) or len(rows) > MOST_ITEMS:
        raise WireError("content_items", f"the content items have to be a list of at most {MOST_ITEMS}")
    taken, left = [], []
    for row in rows:
        try:
            taken.append(_item(row, origins))
        except WireError as wrong:
            left.append(Unwanted(_title(row), wrong.code))
    return tuple(taken), tuple(left)


def _item(row: Any, origins: frozenset[str]) -> PickedItem:
    if not isinstance(row, dict) or row.get("type") != "ltiResourceLink":
        raise WireError("kind", "only items of the type ltiResourceLink are taken")
    url = https(row["url"], "url") if row.get("url") else ""
    if url and origin(url) not in origins:
        raise WireError("url", "the address lies at another place than the tool")
    line = row.get("lineItem")
    if line is not None and not isinstance(line, dict):
        raise WireError("lineItem", "“lineItem” has to be an object")
    line = line or {}
    return PickedItem(
        title=words(row, "title", most=200),
        text=words(row, "text", most=2000),
        url=url,
        custom=custom(row.get("custom")),
        maximum=number(line, "scoreMaximum") or None,
        label=words(line, "label", most=200),
        resource_id=words(line, "resourceId", most=200),
        tag=words(line, "tag", most=200),
    )


def _title(row: Any) -> str:
    title = row.get("title") if isinstance(row, dict) else None
    return clean(title)[:120] if isinstance(title, str) else ""
