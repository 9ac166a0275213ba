"""Everything about one place in one ZIP: readable by people (CSV, text) and by programs (JSON), with the papers.

Everything is read from the database first; only the papers are read while the answer streams.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from feltwork.apps.certification.models import Evidence, ExceptionRequest, GateRecord, LogEntry
from feltwork.apps.certification.sentences import sentence
from feltwork.apps.certification.standing import Known, known_of
from feltwork.apps.exams.queries.takeout import CSV_HEAD, answer_rows, examinations_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui import words
from feltwork.core.certification import Verdict, is_toml, judge

CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the ZIP: its text, or a stored file."""

    name: str
    text: str = ""
    file: FieldFile | None = None


def members_of(place: Enrolment, at: datetime) -> list[Member]:
    """Everything known about *place*, which carries school, student, cohort and edition."""
    known = known_of([place])[place.pk]
    rules = rules_of(place.edition)
    verdict = judge(rules, known.record, as_of=date_at(place.school, at))
    entries = list(LogEntry.objects.filter(enrolment=place).select_related("provider").order_by("starts_at", "pk"))
    papers, sat = list(_papers(place)), examinations_of(place)
    return [
        Member("readme.txt", _readme(place, at)),
        Member("everything.json", _json(place, known, verdict, entries, papers, sat, at)),
        Member("log.csv", _log_csv(known, verdict, entries)),
        Member("sign-offs.csv", _ledger_csv(known)),
        Member("examinations.csv", csv_text(list(CSV_HEAD), answer_rows(sat))),
        Member(_rules_name(place), place.edition.text),
        *papers,
    ]


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The ZIP, piece by piece; never more of it in memory than a chunk and what compression holds back."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            with archive.open(zipfile.ZipInfo(member.name, date_time=_when()), "w", force_zip64=True) as target:
                for piece in _pieces(member):
                    target.write(piece)
                    yield from sink.taken()
            yield from sink.taken()
    yield from sink.taken()


class _Sink(io.RawIOBase):
    """Takes what the archive writes and hands it on; it cannot be rewound, so the archive does without."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        held, self._held = self._held, []
        yield from held


def _pieces(member: Member) -> Iterator[bytes]:
    if member.file is None:
        yield member.text.encode()
        return
    with member.file.open("rb") as source:
        while piece := source.read(CHUNK):
            yield piece


def _when() -> tuple[int, int, int, int, int, int]:
    return (1980, 1, 1, 0, 0, 0)  # the moment of making stands in the readme; files made twice alike stay alike


def _papers(place: Enrolment) -> Iterator[Member]:
    evidence = Evidence.objects.filter(entry__enrolment=place).order_by("uploaded_at", "pk")
    seen: set[str] = set()
    for paper in evidence:
        if str(paper.file.name) not in seen:  # one file may stand for many entries
            seen.add(str(paper.file.name))
            yield Member(f"papers/{paper.uuid}-{paper.name}", file=paper.file)
    for gate in GateRecord.objects.filter(enrolment=place).exclude(file="").order_by("pk"):
        suffix = str(gate.file.name).rpartition(".")[2]
        yield Member(f"documents/{gate.code}-{gate.valid_from.isoformat()}.{suffix}", file=gate.file)


def _rules_name(place: Enrolment) -> str:
    return "rules.toml" if is_toml(place.edition.text) else "rules.yaml"


def _readme(place: Enrolment, at: datetime) -> str:
    facts = {
        "name": str(place.student),
        "programme": place.cohort.programme.name,
        "school": place.school.name,
        "edition": place.edition.code,
        "at": words.moment_words(at),
        "rules": _rules_name(place),
    }
    return (
        _(
            "%(name)s\n%(programme)s, %(school)s, rules edition %(edition)s\nMade on %(at)s\n\n"
            "log.csv: every entry, what it counts as and why\n"
            "sign-offs.csv: every signature and decision with its seal; each seal covers the one before it, so the\n"
            "  school's ledger proves that nothing was changed\n"
            "examinations.csv: every answer that you gave in a written examination\n"
            "everything.json: all of it, for programs, with training days, documents, examinations with their results\n"
            "  and appeals, and the verdict\n"
            "%(rules)s: the rules that apply to you\n"
            "papers/, documents/: the files themselves\n"
        )
        % facts
    )


def _log_csv(known: Known, verdict: Verdict, entries: Iterable[LogEntry]) -> str:
    rules = rules_of(known.enrolment.edition)
    head = ["id", "date", "kind", "hours", "provider", "how", "people", "level", "state", "counts as", "why", "note"]
    rows = []
    for entry in entries:
        fact = known.entries.get(str(entry.uuid))
        if fact is None:
            rows.append([str(entry.uuid), entry.starts_at.date().isoformat(), entry.kind, str(entry.hours)])
            rows[-1] += [entry.provider.name, entry.mode, "", "", "taken out", "0", "", entry.note]
            continue
        result = verdict.entry(fact.id)
        why = " ".join(sentence(one, known.names, rules) for one in result.reasons)
        people = str(fact.group_size or "")
        row = [fact.id, fact.on.isoformat(), fact.kind, str(fact.hours), entry.provider.name, fact.mode, people]
        rows.append([*row, result.level or "", fact.proof.value, str(result.amount), why, entry.note])
    return csv_text(head, rows)


def _ledger_csv(known: Known) -> str:
    head = ["number", "what", "about", "by", "at", "statement", "seal"]
    rows = [
        [
            str(one.seq),
            one.kind,
            str(one.subject_uuid),
            one.by_name,
            one.at.isoformat(),
            _dumps(one.statement),
            one.seal,
        ]
        for one in known.sealed
    ]
    return csv_text(head, rows)


def csv_text(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table for spreadsheets; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()  # without the mark spreadsheets guess the wrong letters


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _json(
    place: Enrolment,
    known: Known,
    verdict: Verdict,
    entries: list[LogEntry],
    papers: list[Member],
    sat: Mapping[str, Any],
    at: datetime,
) -> str:
    everything = {
        "made_at": at,
        "place": {
            "id": place.uuid,
            "school": place.school.name,
            "programme": place.cohort.programme.name,
            "cohort": place.cohort.name,
            "edition": place.edition.code,
            "first_day": place.anchor_on,
            "state": place.state,
        },
        "record": known.record,
        "verdict": verdict,
        "log": [_entry_facts(entry) for entry in entries],
        "requests": known.requests,
        "sign_offs": known.sealed,
        "history": known.events,
        "exceptions": [_exception_facts(one) for one in ExceptionRequest.objects.filter(enrolment=place)],
        "examinations": sat,
        "files": [paper.name for paper in papers],
    }
    return _dumps(everything, indent=1)


def _entry_facts(entry: LogEntry) -> Mapping[str, Any]:
    names = ("kind", "starts_at", "ends_at", "zone", "is_time_known", "mode", "group_size", "note", "state", "origin")
    facts = {name: getattr(entry, name) for name in names}
    return {"id": entry.uuid, "provider": entry.provider.name, "logged_at": entry.created_at, **facts}


def _exception_facts(one: ExceptionRequest) -> Mapping[str, Any]:
    names = ("question", "words", "state", "asked_at", "answered_at", "answer")
    return {"id": one.uuid, **{name: getattr(one, name) for name in names}}


def _dumps(value: Any, indent: int | None = None) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, indent=indent, sort_keys=indent is None)


def _plain(value: Any) -> Any:
    """Exact numbers as text such as 20/3, dates and moments in ISO."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction | UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        plain = [_plain(one) for one in value]
        return sorted(plain, key=str) if isinstance(value, set | frozenset) else plain
    return value
