"""A record as it is read: every item as labels with what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.practice.forms.session import TIMES
from feltwork.apps.practice.forms.words import KIND_NAMES, LABELS
from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.queries.file import Opened
from feltwork.apps.practice.queries.maps import read_back
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.page import Moment, Page
from feltwork.apps.practice.templatetags.record import ICONS, audience_name
from feltwork.apps.ui.rows import render_rows
from feltwork.apps.ui.words import date_words
from feltwork.core import practice as core
from feltwork.core.practice import KINDS

READ = ("arrival", "departure", "touch", "risk", "target", "helped", "practice", "next_step")
CLOCKS = set(TIMES)
MORE: Mapping[str, str | Promise] = {"channels": gettext_lazy("Five channels")}


@dataclass(frozen=True, slots=True)
class Block:
    """One item: its heading, who reads it, and (label, text) in the order of its fields."""

    item: Opened
    heading: str
    rows: list[tuple[str, str]]


def blocks(page: Page, kinds: tuple[str, ...] = READ) -> list[Block]:
    """Those of *kinds* that hold something, in that order."""
    found = []
    for kind in kinds:
        found += [block(item, page.record) for item in page.all_of(kind)]
    return [one for one in found if one.rows]


def block(item: Opened, record: SessionRecord) -> Block:
    if item.kind == "mark":
        return Block(item, str(KIND_NAMES["mark"]), [("", read_back([item.body]))])
    rows = [(_label(item.kind, name), _text(item.kind, name, value, record)) for name, value in _ordered(item)]
    heading = str(KIND_NAMES[item.kind])
    return Block(item, heading, [("" if name == heading else name, text) for name, text in rows if text])


def conflict_blocks(page: Page) -> list[tuple[Block, list[Block]]]:
    """Texts that were written at the same time, each with the one it was kept beside."""
    record = page.record
    return [(block(first, record), [block(one, record) for one in others]) for first, others in page.conflicts]


def moment_rows(page: Page, file: OpenFile, *, can_change: bool) -> SafeString:
    """All moments of a session; many of them come at once, so they are rendered as rows."""
    labels = {
        "edit": _("Write in it"),
        "intervention": LABELS["intervention"],
        "response": LABELS["response"],
        "signs": _("Seen"),
    }
    rows = [_moment(one, file, page.record, can_change=can_change) for one in page.moments]
    return render_rows("practice/moments.html", rows, labels=labels)


def _moment(one: Moment, file: OpenFile, record: SessionRecord, *, can_change: bool) -> dict[str, Any]:
    body = one.item.body
    where = {"school": file.client.school.slug, "uuid": record.uuid, "kind": "segment", "item": one.item.uuid}
    return {
        "uuid": one.item.uuid,
        "at": f"{one.at:%H:%M}" if one.at else "",
        "title": one.title,
        "phase": one.phase if one.title != one.phase else "",
        "words": body.get("words", ""),
        "intervention": body.get("intervention", ""),
        "response": body.get("response", ""),
        "channels": one.channels,
        "signs": ", ".join(one.signs),
        "url": reverse("practice:record-item", kwargs=where) if can_change else "",
        "who": audience_name(one.item.audience, file) if one.item.audience != "team" else "",
        "icon": ICONS.get(one.item.audience, "lock"),
    }


def reading_rows(page: Page, file: OpenFile, *, can_change: bool) -> SafeString:
    """Activation as it was marked, one entry to each reading."""
    rows = []
    for at, value, item in page.readings:
        where = {"school": file.client.school.slug, "uuid": page.record.uuid, "kind": "reading", "item": item.uuid}
        url = reverse("practice:record-item", kwargs=where) if can_change else ""
        clock = f"{at:%H:%M}"
        words = _("Change %(value)s at %(at)s") % {"value": value, "at": clock} if can_change else ""
        rows.append({"uuid": item.uuid, "at": clock, "value": value, "url": url, "label": words})
    return render_rows("practice/readings.html", rows)


def hint_words(hint: core.OrderHint | None) -> str:
    """A kind reminder of what usually comes first; nothing follows from it."""
    if hint is None:
        return ""
    missing = ", ".join(_word("phases", one) for one in hint.missing)
    words = _("Usual before “%(phase)s”: %(missing)s. You know the person; this is only a reminder.")
    return words % {"phase": _word("phases", hint.phase), "missing": missing}


def touch_words(*, used: bool, since: datetime | None, asked: bool, agreed: bool) -> str:
    """One line: whether there was touch, and what was answered. *since*: the yes in general, or None."""
    given = {"day": date_words(since)}
    if used:
        return _("Touch in this session. Consent from %(day)s, asked again.") % given
    if agreed:
        return _("No touch so far. Consent from %(day)s, asked again in this session.") % given
    if asked:
        return _("No touch in this session: the answer was no.")
    if since is not None:
        return _("No touch. Consent from %(day)s, not asked again in this session.") % given
    return _("No touch. There is no consent to it.")


MISSING: Mapping[str, tuple[str, str | Promise]] = {
    "departure_settled": ("kind-departure", gettext_lazy("Whether it had settled before leaving")),
    "risk": ("kind-risk", gettext_lazy("Whether you asked about risk")),
    "touch_consent": ("touch", gettext_lazy("Touch is written down, and there is no yes to it for this session")),
    "conflict_open": ("conflicts", gettext_lazy("Two versions stand side by side; one has to be chosen")),
}


def missing_words(codes: list[str]) -> list[tuple[str, str | Promise]]:
    """(place on the record's page, sentence) for each code of `missing_for_signing`."""
    return [MISSING[code] for code in codes]


def counts(items: list[Opened]) -> list[str]:
    """How much of what has no words of its own: marks on the body map, moments."""
    marks = sum(one.kind in {"mark", "stroke"} for one in items)
    moments = sum(one.kind == "segment" for one in items)
    found = []
    if marks:
        found.append(ngettext("The body map, with %(n)s mark", "The body map, with %(n)s marks", marks) % {"n": marks})
    if moments:
        found.append(ngettext("%(n)s moment", "%(n)s moments", moments) % {"n": moments})
    return found


def _ordered(item: Opened) -> list[tuple[str, Any]]:
    return [(name, item.body[name]) for name in KINDS[item.kind].fields if name in item.body]


def _label(kind: str, name: str) -> str:
    return str(LABELS.get(f"{kind}.{name}") or LABELS.get(name) or TIMES.get(name) or MORE.get(name) or name)


def _text(kind: str, name: str, value: Any, record: SessionRecord) -> str:
    spec = KINDS[kind].fields[name]
    match spec:
        case core.Choice(several=True):
            return ", ".join(_word(spec.group, one) for one in value)
        case core.Choice():
            return _word(spec.group, value)
        case core.YesNo():
            return _("Yes") if value else _("No")
        case core.Rows():
            return "; ".join(entry(one) for one in value if isinstance(one, Mapping))
        case core.Code():
            return ""
        case core.Number() if name in CLOCKS:
            return f"{_clock(record, value):%H:%M}"
        case core.Number(most=10):
            return _("%(number)s of 10") % {"number": value}
        case _:
            return str(value)


def _clock(record: SessionRecord, seconds: float) -> datetime:
    return (record.starts_at + timedelta(seconds=seconds)).astimezone(ZoneInfo(record.zone))


def entry(row: Mapping[str, Any]) -> str:
    parts = [_word("channels", row["channel"]) + ":" if "channel" in row else "", row.get("words", "")]
    return " ".join(part for part in parts if part)


def _word(group: str, word: str) -> str:
    return core.label(group, word, get_language() or "en")
