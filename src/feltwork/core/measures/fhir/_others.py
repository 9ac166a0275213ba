"""Somebody else's answers: one `QuestionnaireResponse` or a `Bundle` of several, told apart, recognised and read.

Scores that come along are not believed; they are worked out here, and theirs stand beside them to be compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feltwork.core.measures._answers import Answer
from feltwork.core.measures._instrument import Instrument
from feltwork.core.measures._load import instruments
from feltwork.core.measures.wording import WordingPack

from ._response import COMPLETE, ResponseError, from_response, last_of, plain, rows_of, totals_of

MOST_BYTES, MOST = 2_000_000, 200
READ = frozenset({COMPLETE, "amended"})
OURS = "urn:feltwork:instrument:"


class OthersError(ValueError):
    """*code*: "too_large", "not_json", "not_fhir", "no_responses", "too_many"."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


@dataclass(frozen=True, slots=True)
class Patient:
    """Of whom the file speaks, as far as it says so. *key*: what its subjects are called by."""

    key: str
    name: str = ""
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One response. *fault*: "" or a code: those of `ResponseError`, "unknown_instrument", "not_finished",
    "in_error", "no_day", "nothing". *on*: a moment, or a day where no more is said. *theirs*: their own total."""

    place: int
    id: str
    named: str
    instrument: Instrument | None
    answers: Mapping[str, Answer]
    on: datetime | date | None
    theirs: float | None = None
    fault: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """*patients*: one for each whom responses name; more than one are never mixed."""

    responses: tuple[Answered, ...]
    patients: tuple[Patient, ...]


def read_answers(data: bytes, *, packs: Sequence[WordingPack] = ()) -> Reading:
    """*packs*: words by which questions and answers without codes are recognised. Raises OthersError."""
    resources = _resources(data)
    found = [row for _url, row in resources if row.get("resourceType") == "QuestionnaireResponse"]
    if not found:
        raise OthersError("no_responses")
    if len(found) > MOST:
        raise OthersError("too_many", found=len(found), most=MOST)
    known = _patients(resources)
    keys = dict.fromkeys(key for row in found if (key := _subject(row)))
    patients = {known.get(key, Patient(key)) for key in keys}
    return Reading(
        tuple(_answered(place, row, packs) for place, row in enumerate(found, start=1)),
        tuple(sorted(patients, key=lambda one: one.key)),
    )


def _resources(data: bytes) -> list[tuple[str, Mapping[str, Any]]]:
    """(fullUrl, resource) of a Bundle; or the one resource."""
    if len(data) > MOST_BYTES:
        raise OthersError("too_large", most=MOST_BYTES)
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise OthersError("not_json") from None
    if not isinstance(whole, Mapping) or not isinstance(whole.get("resourceType"), str):
        raise OthersError("not_fhir")
    if whole["resourceType"] != "Bundle":
        return [("", whole)]
    entries = whole.get("entry", [])
    rows = [row for row in entries if isinstance(row, Mapping)] if isinstance(entries, list) else []
    return [(str(row.get("fullUrl", "")), row["resource"]) for row in rows if isinstance(row.get("resource"), Mapping)]


def _answered(place: int, row: Mapping[str, Any], packs: Sequence[WordingPack]) -> Answered:
    named = str(row.get("questionnaire", ""))[:200]
    on = _moment(row.get("authored"))
    of: Instrument | None = None
    answers: dict[str, Answer] = {}
    theirs: float | None = None
    fault = where = ""
    try:
        of = recognised(row, packs)
        if of is not None:
            found = from_response(of, row, packs=packs)
            answers, theirs = dict(found.answers), _theirs(of, row)
    except ResponseError as wrong:
        fault, where = wrong.code, wrong.where[:80]
    status = row.get("status")
    if status not in READ:
        fault, where = ("in_error", "") if status == "entered-in-error" else ("not_finished", "")
    elif not fault:
        fault = "unknown_instrument" if of is None else "no_day" if on is None else "" if answers else "nothing"
    return Answered(place, str(row.get("id", ""))[:64], named, of, answers, on, theirs, fault, where)


def recognised(row: Mapping[str, Any], packs: Sequence[WordingPack] = ()) -> Instrument | None:
    """By its name: ours, LOINC's code of the form, or the short name; else by its questions, if they are all those of
    one instrument and of no other. Raises ResponseError."""
    known = instruments()
    name = str(row.get("questionnaire", "")).partition("|")[0]
    if name.startswith(OURS):
        return known.get(name.removeprefix(OURS))
    tail = last_of(name)
    for of in known.values():
        if tail and (tail == of.loinc.panel or _bare(tail) in {_bare(of.id), _bare(of.short)}):
            return of
    asked = rows_of(row)
    fitting = [of for of in known.values() if _is_whole(of, asked, packs)]
    return min(fitting, key=lambda of: len(of.items), default=None)


def _is_whole(of: Instrument, asked: Sequence[Mapping[str, Any]], packs: Sequence[WordingPack]) -> bool:
    """All that *of* asks of everybody is among the questions, and nothing else is."""
    codes = {item.loinc: item.id for item in of.items if item.loinc}
    texts = {plain(text): item for one in packs if one.instrument_id == of.id for item, text in one.items.items()}
    found = set()
    for row in asked:
        code = last_of(str(row.get("linkId", "")))
        if code in totals_of(of):
            continue
        item = codes.get(code) or texts.get(plain(row.get("text")))
        if item is None:
            return False
        found.add(item)
    return bool(found) and found >= {item.id for item in of.items if not item.optional and item.only_if is None}


def _bare(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


def _theirs(of: Instrument, row: Mapping[str, Any]) -> float | None:
    main = {of.loinc.total, of.main.loinc if of.main else ""} - {""}
    for one in rows_of(row):
        if last_of(str(one.get("linkId", ""))) in main and isinstance(one["answer"], list) and one["answer"]:
            given = one["answer"][0]
            values = [given.get(key) for key in ("valueInteger", "valueDecimal")] if isinstance(given, Mapping) else []
            return next((float(value) for value in values if isinstance(value, int | float)), None)
    return None


def _moment(text: Any) -> datetime | date | None:
    """A moment with its zone, or a whole day; None for a month, a year, or nothing."""
    if not isinstance(text, str):
        return None
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _subject(row: Mapping[str, Any]) -> str:
    subject = row.get("subject")
    if not isinstance(subject, Mapping):
        return ""
    identifier = subject.get("identifier")
    value = identifier.get("value") if isinstance(identifier, Mapping) else None
    return str(subject.get("reference") or value or subject.get("display") or "")[:200]


def _patients(resources: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Patient]:
    """By each way to refer to them."""
    found: dict[str, Patient] = {}
    for url, row in resources:
        if row.get("resourceType") == "Patient":
            key = url or f"Patient/{row.get('id', '')}"
            born = _moment(row.get("birthDate"))
            person = Patient(key, _name(row), born if isinstance(born, date) else None)
            found |= {one: person for one in (url, f"Patient/{row.get('id', '')}") if one}
    return found


def _name(row: Mapping[str, Any]) -> str:
    names = row.get("name")
    first = names[0] if isinstance(names, list) and names and isinstance(names[0], Mapping) else {}
    given = first.get("given")
    parts = [str(one) for one in given] if isinstance(given, list) else []
    parts.append(str(first.get("family", "")))
    return (str(first.get("text", "")) or " ".join(one for one in parts if one))[:200]
