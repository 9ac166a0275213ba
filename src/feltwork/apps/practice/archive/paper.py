"""A file as a PDF to read and print, with a line across every page that says who took it out and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import typst
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import feltwork
from feltwork.apps.practice.forms.words import KIND_NAMES, LABELS
from feltwork.apps.practice.models import Consent, SessionRecord, Signature, TakeOut
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.ui.words import date_words
from feltwork.core.practice import KINDS, Choice, label, sentence

TEMPLATE = Path(__file__).with_name("paper.typ")
FONTS = Path(feltwork.__file__).parent / "static_vendor" / "fonts"
Rows = list[tuple[str, str]]


def file_pdf(file: OpenFile, tables: Mapping[str, Any], take_out: TakeOut) -> bytes:
    """In the language that is active. Raises `typst.TypstError`, which names no content."""
    watermark = _("Taken out by %(name)s on %(day)s") % {
        "name": take_out.by.name,
        "day": date_words(take_out.made_at.date()),
    }
    sections = [_who(tables["client"]), *_standing(tables), *_consents(tables), *_sessions(tables)]
    return paper(
        title=_("A client’s file"),
        subtitle=str(file.client.school.name),
        watermark=watermark,
        number=str(take_out.uuid),
        sections=[one for one in sections if one["rows"]],
    )


def paper(*, title: str, subtitle: str, watermark: str, number: str, sections: list[dict[str, Any]]) -> bytes:
    """A plain paper: headings, each with pairs of a label and a text. *watermark* may be ""."""
    lang = (get_language() or "en").split("-")[0]
    page = _("Page")
    data = {"title": title, "subtitle": subtitle, "watermark": watermark, "number": number, "sections": sections}
    text = json.dumps({**data, "lang": lang, "page": page}, ensure_ascii=False)
    made = cast("Any", typst.compile)(
        {"main": TEMPLATE.read_bytes(), "data.json": text.encode()},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        timestamp=int(timezone.now().timestamp()),
    )
    return bytes(made)


def section(heading: str, rows: Rows, level: int = 1) -> dict[str, Any]:
    return {"heading": heading, "level": level, "rows": [[name, text] for name, text in rows if text]}


def _who(client: Mapping[str, Any]) -> dict[str, Any]:
    known = client["identity"]
    born = date_words(date.fromisoformat(known["born_on"])) if known.get("born_on") else ""
    rows = [
        (_("Name"), known.get("name", "")),
        (_("Goes by"), known.get("preferred_name", "")),
        (_("Pronouns"), known.get("pronouns", "")),
        (_("Born on"), born),
        (_("Mail"), known.get("email", "")),
        (_("Phone"), known.get("phone", "")),
        (_("Since"), date_words(date.fromisoformat(client["opened_on"]))),
        (_("Ended on"), date_words(date.fromisoformat(client["ended_on"])) if client["ended_on"] else ""),
    ]
    return section(_("Who it is about"), rows)


def _standing(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [pair for one in tables["items"] if one["record"] is None and not one["beside"] for pair in _pairs(one)]
    return [section(_("From the file"), rows)]


def _consents(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for one in tables["consents"]:
        words = f"{Consent.Decision(one['decision']).label}, {_moment(one['at'], 'UTC')}"
        rows.append((str(Topic(one["topic"]).label), f"{words}. {one['detail']}" if one["detail"] else words))
    return [section(_("Consents"), rows)]


def _sessions(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = {one["uuid"]: one["name"] for one in tables["people"]}
    return [_session(record, tables, names) for record in tables["records"]]


def _session(record: Mapping[str, Any], tables: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    def own(name: str) -> list[Mapping[str, Any]]:
        return [one for one in tables[name] if one["record"] == record["uuid"]]

    items = sorted(own("items"), key=lambda one: (one["position"], one["made_at"]))
    rows: Rows = [
        (_("When"), _moment(record["starts_at"], record["zone"])),
        (_("How"), str(SessionRecord.Mode(record["mode"]).label)),
        (_("With"), names.get(record["clinician"], "")),
        *[pair for one in items if one["kind"] not in {"mark", "stroke", "reading"} for pair in _pairs(one)],
        (_("In the body"), sentence([one["body"] for one in items if one["kind"] == "mark"], get_language() or "en")),
        (_("Readings of activation"), _readings(items)),
    ]
    for one in own("signatures"):
        signed = f"{names.get(one['by'], '')}, {Signature.Part(one['part']).label}, {_moment(one['at'], 'UTC')}"
        rows.append((_("Signed"), signed))
    for one in own("addenda"):
        rows.append((_("Added on %(day)s") % {"day": _moment(one["at"], "UTC")}, one["words"]))
    return section(_("Session %(number)s") % {"number": record["number"]}, rows)


def _readings(items: list[Mapping[str, Any]]) -> str:
    found = sorted((one["body"]["at"], one["body"]["activation"]) for one in items if one["kind"] == "reading")
    return "; ".join(f"{at // 60}:{at % 60:02d} – {value}/10" for at, value in found)


def _pairs(item: Mapping[str, Any]) -> Rows:
    kind = item["kind"]
    texts = [(name, _value(kind, name, value)) for name, value in item["body"].items()]
    parts = [f"{_label(kind, name)}: {text}" if name != "words" else text for name, text in texts if text]
    return [(str(KIND_NAMES.get(kind, kind)), "\n".join(parts))]


def _label(kind: str, name: str) -> str:
    return str(LABELS.get(f"{kind}.{name}") or LABELS.get(name) or name.replace("_", " "))


def _value(kind: str, name: str, value: Any) -> str:
    field = KINDS[kind].fields.get(name)
    language = get_language() or "en"
    if isinstance(field, Choice):
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(label(field.group, one, language) for one in chosen)
    if name == "channels":
        return "; ".join(_channel(one, language) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if isinstance(value, list | dict) else str(value)


def _channel(one: Mapping[str, Any], language: str) -> str:
    more = [one.get("words", ""), f"{one['intensity']}/10" if "intensity" in one else ""]
    return ", ".join([label("channels", one["channel"], language), *(part for part in more if part)])


def _moment(text: str, zone: str) -> str:
    at = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    return f"{date_words(at.date())}, {at:%H:%M} {'UTC' if zone == 'UTC' else ''}".strip()
