"""What an item says, in one or two lines: for pages, exports and papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.ui import words
from feltwork.core.practice import label


@dataclass(frozen=True, slots=True)
class Said:
    """`text`: the thing itself; `more`: what belongs to it, each a short phrase."""

    text: str
    more: tuple[str, ...] = ()


def read_item(kind: str, body: Mapping[str, Any]) -> Said:
    """An item of a file in words."""
    match kind:
        case "history":
            more = [_("at about %(age)s") % {"age": body["age"]} if "age" in body else ""]
            more.append(
                _("activation now %(value)s of 10") % {"value": body["activation"]} if "activation" in body else ""
            )
            return _said(label("categories", body["category"], get_language() or "en"), more)
        case "range":
            ends = _("from %(low)s to %(high)s") % {"low": body.get("low", 0), "high": body.get("high", 10)}
            return _said(body.get("words") or ends, [ends] if body.get("words") else [])
        case "goal":
            reached = body.get("reached_on")
            return _said(body["words"], [_("reached on %(day)s") % {"day": _day(reached)} if reached else ""])
        case "plan":
            review = body.get("review_on")
            more = [_("to be looked at again on %(day)s") % {"day": _day(review)} if review else ""]
            return _said(body.get("words", ""), more)
        case "caution":
            since, until = body.get("since"), body.get("until")
            more = [_("since %(day)s") % {"day": _day(since)} if since else ""]
            more.append(_("until %(day)s") % {"day": _day(until)} if until else "")
            return _said(body["words"], more)
        case "resource":
            return _said(body["words"], [body.get("helps", "")])
        case _:
            return _said(str(body.get("words", "")), [])


def _said(text: str, more: list[str]) -> Said:
    return Said(text, tuple(one for one in more if one))


def _day(value: str) -> str:
    return words.date_words(date.fromisoformat(value))
