"""Records as tables, and tables as records again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pyarrow as pa

from feltwork.core.certification._facts import (
    Approval,
    Attended,
    Entry,
    Gate,
    Hold,
    LevelStart,
    Outcome,
    Proof,
    Recognised,
    Record,
    Ruling,
    TrainingDay,
    Waiver,
)
from feltwork.core.certification._known import as_known

from ._schema import SCHEMA

Row = dict[str, Any]
LARGEST = 2**62  # what a column can hold, with room to spare


class _NoFit(Exception):
    """An amount that no column can hold."""


def tables_of(records: Mapping[int, Record]) -> dict[str, pa.Table]:
    """*records* by candidate as the tables of `SCHEMA`; what was withdrawn since is left out.

    Approvals are gathered from all records. A candidate whose record knows other approvals of the same providers than
    the rest, or has amounts too large for a column, is set aside with the reason.
    """
    known = {candidate: as_known(record, None) for candidate, record in records.items()}
    approvals = list(dict.fromkeys(one for record in known.values() for one in record.approvals))
    by_provider = _by_provider(approvals)
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMA}
    rows["approvals"] = [_approval_row(one) for one in approvals]
    for candidate, record in known.items():
        aside = "" if _agrees(record, by_provider) else "approvals_differ"
        try:
            made = list(_rows_of(candidate, record))
        except _NoFit:
            made, aside = [], "amount_too_large"
        rows["candidates"].append(
            {"candidate": candidate, "anchor_on": record.anchor_on, "cohort": record.cohort, "set_aside": aside}
        )
        for name, row in made:
            rows[name].append({"candidate": candidate, **row})
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMA.items()}


def records_of(tables: Mapping[str, Iterable[Row]]) -> dict[int, Record]:
    """Rows by table as records again, those of each candidate together. `approvals` holds those of their providers."""
    by_candidate: dict[str, dict[int, list[Row]]] = {}
    for name, rows in tables.items():
        if name not in ("candidates", "approvals"):
            by_candidate[name] = defaultdict(list)
            for row in rows:
                by_candidate[name][row["candidate"]].append(row)
    approvals = _by_provider(approval_of(row) for row in tables["approvals"])
    return {
        row["candidate"]: _record(row, {name: own[row["candidate"]] for name, own in by_candidate.items()}, approvals)
        for row in tables["candidates"]
    }


def _by_provider(approvals: Iterable[Approval]) -> dict[str, list[Approval]]:
    found: dict[str, list[Approval]] = defaultdict(list)
    for one in approvals:
        found[one.provider].append(one)
    return found


def _agrees(record: Record, everybody: Mapping[str, Sequence[Approval]]) -> bool:
    """Whether the record knows the same of its providers as the others do; whose training is meant where it is not the
    candidate's own may be said in other words."""
    own = _by_provider(record.approvals)
    named = {entry.provider for entry in record.entries if entry.provider}
    return all(_seen_from(record, own.get(one, ())) == _seen_from(record, everybody.get(one, ())) for one in named)


def _seen_from(record: Record, approvals: Sequence[Approval]) -> tuple[set[Approval], set[Approval]]:
    """Approvals without their cohorts, and those for the candidate's own cohort."""
    return {replace(one, cohort=None) for one in approvals}, {one for one in approvals if one.cohort == record.cohort}


def _approval_row(one: Approval) -> Row:
    return {
        "provider": one.provider,
        "kind": one.kind,
        "issuer": one.issuer,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "levels": ",".join(sorted(one.levels)),
        "cohort": one.cohort,
    }


def approval_of(row: Row) -> Approval:
    levels = frozenset(code for code in (row["levels"] or "").split(",") if code)
    return Approval(**{**row, "levels": levels})


def _amount(amount: Fraction | None, name: str = "amount") -> Row:
    if amount is None:
        return {f"{name}_num": None, f"{name}_den": None}
    if max(abs(amount.numerator), amount.denominator) > LARGEST:
        raise _NoFit
    return {f"{name}_num": amount.numerator, f"{name}_den": amount.denominator}


def _rows_of(candidate: int, record: Record) -> Iterator[tuple[str, Row]]:
    for start in record.level_starts:
        yield "level_starts", {"level": start.level, "on": start.on}
    for entry in record.entries:
        yield from _entry_rows(entry)
    for day in record.days:
        told = _words(day, "level", "module", "module_position", "on", "mode", "trainer")
        yield "days", {"day": day.id, "attended": day.attended.value, **told}
    for gate in record.gates:
        yield "gates", _words(gate, "code", "valid_from", "valid_to", "note")
    for waiver in record.waivers:
        told = _words(waiver, "requirement", "level", "on", "until", "reason", "by")
        yield "waivers", {**told, **_amount(waiver.amount)}
    for brought in record.recognised:
        modes = json.dumps(dict(sorted(brought.days_by_mode.items()))) if brought.days_by_mode else ""
        told = _words(brought, "kind", "level", "on", "source")
        yield "recognised", {**told, **_amount(brought.amount), "days_by_mode": modes}
    for question, ruling in record.rulings.items():
        about, colon, subject = question.partition(":")
        yield "rulings", _ruling_row(about if colon else "", subject if colon else question, ruling)
    for hold in record.holds:
        yield "holds", _words(hold, "code", "reason", "since")
    for fact, value in record.facts.items():
        yield "facts", {"fact": fact, "value": value}


def _words(one: object, *words: str) -> Row:
    return {word: getattr(one, word) for word in words}


def _entry_rows(entry: Entry) -> Iterator[tuple[str, Row]]:
    own = _words(entry, "kind", "on", "provider", "mode", "group_size", "signed_on")
    yield "entries", {"entry": entry.id, **own, **_amount(entry.hours, "hours"), "proof": entry.proof.value}
    for attribute, value in entry.attributes.items():
        yield "attributes", {"entry": entry.id, "attribute": attribute, "value": value}
    if entry.ruling:
        yield "rulings", _ruling_row("entry", entry.id, entry.ruling)


def _ruling_row(about: str, subject: str, one: Ruling) -> Row:
    words = {"outcome": one.outcome.value, "on": one.on, "reason": one.reason, "by": one.by}
    return {"about": about, "subject": subject, **words, **_amount(one.amount)}


def _fraction(row: Row, name: str = "amount") -> Fraction | None:
    return None if row[f"{name}_num"] is None else Fraction(row[f"{name}_num"], row[f"{name}_den"])


def _record(row: Row, own: Mapping[str, Sequence[Row]], approvals: Mapping[str, Sequence[Approval]]) -> Record:
    rulings = {(one["about"], one["subject"]): _ruling(one) for one in own["rulings"]}
    attributes: dict[str, dict[str, str]] = defaultdict(dict)
    for one in own["attributes"]:
        attributes[one["entry"]][one["attribute"]] = one["value"]
    entries = tuple(_entry(one, attributes[one["entry"]], rulings) for one in own["entries"])
    named = dict.fromkeys(entry.provider for entry in entries if entry.provider)
    return Record(
        anchor_on=row["anchor_on"],
        cohort=row["cohort"],
        level_starts=tuple(LevelStart(level=one["level"], on=one["on"]) for one in own["level_starts"]),
        entries=entries,
        approvals=tuple(one for provider in named for one in approvals.get(provider, ())),
        days=tuple(_day(one) for one in own["days"]),
        gates=tuple(Gate(**_without(one, "candidate")) for one in own["gates"]),
        waivers=tuple(Waiver(**_with_amount(one)) for one in own["waivers"]),
        recognised=tuple(_recognised(one) for one in own["recognised"]),
        holds=tuple(Hold(**_without(one, "candidate")) for one in own["holds"]),
        rulings={
            f"{about}:{subject}" if about else subject: one
            for (about, subject), one in rulings.items()
            if about != "entry"
        },
        facts={one["fact"]: one["value"] for one in own["facts"]},
    )


def _without(row: Row, *words: str) -> Row:
    return {word: value for word, value in row.items() if word not in words}


def _with_amount(row: Row) -> Row:
    return {**_without(row, "candidate", "amount_num", "amount_den"), "amount": _fraction(row)}


def _ruling(row: Row) -> Ruling:
    words = _without(_with_amount(row), "about", "subject", "outcome")
    return Ruling(outcome=Outcome(row["outcome"]), **words)


def _entry(row: Row, attributes: Row, rulings: Mapping[tuple[str, str], Ruling]) -> Entry:
    words = _without(row, "candidate", "entry", "hours_num", "hours_den", "proof")
    return Entry(
        id=row["entry"],
        hours=_fraction(row, "hours") or Fraction(0),
        proof=Proof(row["proof"]),
        ruling=rulings.get(("entry", row["entry"])),
        attributes=attributes,
        **words,
    )


def _day(row: Row) -> TrainingDay:
    words = _without(row, "candidate", "day", "attended")
    return TrainingDay(id=row["day"], attended=Attended(row["attended"]), **words)


def _recognised(row: Row) -> Recognised:
    words = _without(_with_amount(row), "days_by_mode")
    return Recognised(days_by_mode=json.loads(row["days_by_mode"] or "{}"), **words)
