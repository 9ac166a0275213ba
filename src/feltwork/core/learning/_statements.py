"""Completions that another system tells of: xAPI statements as JSON, or a table as CSV.

xAPI: IEEE 9274.1.1-2023 and https://github.com/adlnet/xAPI-Spec (Data 2.4); of a statement we read actor.mbox,
actor.account.name where it is a mail address, verb.id, object.id, result.score.scaled, result.success,
result.completion, timestamp and id. A voided statement takes its own back.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

VERBS = "http://adlnet.gov/expapi/verbs/"
DONE_VERBS = {f"{VERBS}{name}" for name in ("completed", "passed", "mastered")}
VOIDED = f"{VERBS}voided"
MOST = 5_000
COLUMNS = {
    "person": {"email", "e-mail", "mail", "address", "learner", "e-mail-adresse", "adresse"},
    "activity": {"course", "activity", "object", "kurs", "aktivität"},
    "lesson": {"lesson", "lektion"},
    "on": {"on", "date", "completed", "completed on", "datum", "am", "abgeschlossen am"},
    "score": {"score", "result", "ergebnis", "punkte"},
}


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody completed something. *score*: 0 to 1 or None; *key*: the same for the same statement, ever."""

    number: int
    person: str  # mail address, in small letters
    activity: str
    lesson: str
    on: date
    score: Decimal | None
    key: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken. *code*: verb, failed, person, activity, on, score, shape, voided."""

    number: int
    code: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a file. *fault* "" or why none of it could be read: json, columns, many, empty."""

    statements: tuple[Statement, ...] = ()
    refused: tuple[Refused, ...] = ()
    fault: str = ""


def read_statements(content: str) -> Reading:
    """xAPI where *content* begins like JSON, else CSV with a row of headings."""
    text = content.removeprefix("\ufeff").strip()
    if not text:
        return Reading(fault="empty")
    return _of_json(text) if text[0] in "[{" else _of_csv(text)


def _of_json(text: str) -> Reading:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Reading(fault="json")
    rows = data.get("statements", [data]) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows:
        return Reading(fault="empty" if rows == [] else "json")
    if len(rows) > MOST:
        return Reading(fault="many")
    voided = {str(_at(row, "object", "id")) for row in rows if _at(row, "verb", "id") == VOIDED}
    return _sorted(_statement(number, row, voided) for number, row in enumerate(rows, 1))


def _statement(number: int, row: Any, voided: set[str]) -> Statement | Refused:
    verb = _at(row, "verb", "id")
    if not isinstance(row, dict) or not isinstance(verb, str):
        return Refused(number, "shape")
    if verb not in DONE_VERBS:
        return Refused(number, "verb", verb.removeprefix(VERBS)[:80])
    if row.get("id") and str(row["id"]) in voided:
        return Refused(number, "voided")
    if _at(row, "result", "success") is False or _at(row, "result", "completion") is False:
        return Refused(number, "failed")
    account = _at(row, "actor", "account", "name")
    person = str(_at(row, "actor", "mbox") or "").removeprefix("mailto:") or str(account or "")
    made = _made(number, person, str(_at(row, "object", "id") or ""), "", str(row.get("timestamp") or ""), _scaled(row))
    if isinstance(made, Refused) or not row.get("id"):
        return made
    return Statement(number, made.person, made.activity, "", made.on, made.score, f"xapi:{str(row['id'])[:150]}")


def _scaled(row: Any) -> str:
    scaled = _at(row, "result", "score", "scaled")
    return "" if scaled is None else str(scaled)


def _of_csv(text: str) -> Reading:
    first = text.splitlines()[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error:
        return Reading(fault="columns")
    places = _places(rows[0])
    if not {"person", "activity", "on"} <= set(places):
        return Reading(fault="columns")
    if len(rows) - 1 > MOST:
        return Reading(fault="many")
    found = [(number, row) for number, row in enumerate(rows[1:], 2) if any(one.strip() for one in row)]
    return _sorted(_row(number, row, places) for number, row in found) if found else Reading(fault="empty")


def _places(heads: list[str]) -> dict[str, int]:
    words = [head.strip().casefold() for head in heads]
    return {name: place for place, word in enumerate(words) for name, known in COLUMNS.items() if word in known}


def _row(number: int, row: list[str], places: Mapping[str, int]) -> Statement | Refused:
    def cell(name: str) -> str:
        place = places.get(name, len(row))
        return row[place].strip() if place < len(row) else ""

    return _made(number, cell("person"), cell("activity"), cell("lesson"), cell("on"), cell("score"))


def _made(number: int, person: str, activity: str, lesson: str, on: str, score: str) -> Statement | Refused:
    if "@" not in person:
        return Refused(number, "person", person[:80])
    if not activity:
        return Refused(number, "activity")
    day = _day(on)
    if day is None:
        return Refused(number, "on", on[:40])
    share = _share(score)
    if share is not None and not 0 <= share <= 1:
        return Refused(number, "score", score[:40])
    if share is None and score:
        return Refused(number, "score", score[:40])
    share = None if share is None else share.quantize(Decimal("0.0001"))
    who = person.strip().casefold()
    facts = json.dumps([who, activity, lesson, day.isoformat()], ensure_ascii=False)
    key = f"row:{hashlib.sha256(facts.encode()).hexdigest()[:40]}"
    return Statement(number, who, activity, lesson, day, share, key)


def _day(text: str) -> date | None:
    """2026-11-19, a time in ISO 8601, or 19.11.2026; 03/04/2026 means two days and is refused."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007  a day without a time
    except ValueError:
        return None


def _share(text: str) -> Decimal | None:
    """0.85, 0,85 and 85 % are the same share."""
    is_percent = text.endswith("%")
    try:
        number = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return number / 100 if is_percent else number


def _sorted(rows: Iterable[Statement | Refused]) -> Reading:
    statements, refused, seen = list[Statement](), list[Refused](), set[str]()
    for row in rows:
        if isinstance(row, Refused):
            refused.append(row)
        elif row.key not in seen:
            seen.add(row.key)
            statements.append(row)
    return Reading(tuple(statements), tuple(refused))


def _at(row: Any, *path: str) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, dict) else None
    return row
