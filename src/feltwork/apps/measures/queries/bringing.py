"""Answers of another system, beside what is in the file: new, there already, or not to be had, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.measures.hands import Hands, hands_of_file
from feltwork.apps.measures.models import Pack, Policy, Result
from feltwork.apps.measures.queries import reading_words as words
from feltwork.apps.measures.queries.packs import wording
from feltwork.apps.measures.risk import policy_of
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import School
from feltwork.apps.ui.words import date_words
from feltwork.core.measures import Answer, Instrument, Scored, score
from feltwork.core.measures.fhir import Answered, Patient, Reading
from feltwork.core.measures.wording import WordingPack

URN = "urn:uuid:"


@dataclass(frozen=True, slots=True)
class Foreign:
    """One sheet of another system that can be kept."""

    of: Instrument
    answers: Mapping[str, Answer] = field(repr=False)
    at: datetime

    @property
    def key(self) -> tuple[str, str, str]:
        """Two with the same are one sheet: instrument, moment, answers."""
        return self.of.id, _stamp(self.at), repr(sorted(self.answers.items()))


@dataclass(frozen=True, slots=True)
class Line:
    """*state*: "new", "double" (in the file already, or twice in what was handed in) or "fault" with its code."""

    found: Answered
    state: str
    code: str = ""
    sheet: Foreign | None = None
    day: str = ""
    scores: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    is_risk: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """*against*: why nothing of it may be kept here: "several_people", "another_person"; or "". *doubt*: "nobody" is
    named, or "name" differs from the file's."""

    lines: tuple[Line, ...]
    against: str
    doubt: str
    patient: Patient | None

    @property
    def new(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.state == "new")


def packs_of(school: School) -> list[WordingPack]:
    """Words by which questions without codes are recognised."""
    return [wording(row) for row in Pack.objects.filter(school=school, removed_at=None).select_related("school")]


def preview_of(file: OpenFile, reading: Reading) -> Preview:
    """Everything in *reading* with our own scores; nothing is kept."""
    hands = hands_of_file(file)
    zone = ZoneInfo(file.client.school.time_zone)
    policy = policy_of(file.client.school)
    use = policy.use if policy is not None else Policy.Use.CLINICAL.value
    there = Standing.of(hands, [one.instrument.id for one in reading.responses if one.instrument is not None])
    lines = []
    for found in reading.responses:
        line = _line(found, there, zone, use, file.at)
        lines.append(line)
        if line.sheet is not None and line.state == "new":
            there = there.with_(line.sheet)
    against, doubt = _whose(file, reading.patients)
    return Preview(tuple(lines), against, doubt, next(iter(reading.patients), None))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in the file: sheets, the moments at which there is one, and ids of results."""

    keys: frozenset[tuple[str, str, str]]
    moments: frozenset[tuple[str, str]]
    ids: frozenset[str]

    @classmethod
    def of(cls, hands: Hands, names: Sequence[str]) -> Standing:
        """In one statement."""
        rows = list(
            Result.objects.filter(asking__client=hands.client, asking__instrument__in=set(names)).values_list(
                "uuid", "answers", "asking__instrument", "answered_at", "asking__version"
            )
        )
        opened = hands.open_many(Result, "answers", ((row[0], row[1]) for row in rows))
        keys = [
            (row[2], _stamp(row[3]), repr(sorted(answers.items()))) for row, answers in zip(rows, opened, strict=True)
        ]
        return cls(frozenset(keys), frozenset(key[:2] for key in keys), frozenset(str(row[0]) for row in rows))

    def with_(self, sheet: Foreign) -> Standing:
        return Standing(self.keys | {sheet.key}, self.moments | {sheet.key[:2]}, self.ids)

    def state_of(self, sheet: Foreign, id: str = "") -> str:
        """ "double", "other" (another sheet of the same moment), or "new"."""
        if id in self.ids or sheet.key in self.keys:
            return "double"
        return "other" if sheet.key[:2] in self.moments else "new"


def _stamp(at: datetime) -> str:
    """The same for one moment, whichever clock it was told by: a sheet of summer is no other one in the database."""
    return at.astimezone(UTC).isoformat()


def _line(found: Answered, there: Standing, zone: ZoneInfo, use: str, now: datetime) -> Line:
    if found.fault or found.instrument is None or found.on is None:
        return Line(found, "fault", found.fault)
    moment = _moment(found.on, zone, now)
    day = date_words(moment.astimezone(zone).date())
    sheet = Foreign(found.instrument, found.answers, moment)
    if moment > now:
        return Line(found, "fault", "to_come", day=day)
    if use not in found.instrument.licence.allows:
        return Line(found, "fault", "licence", day=day)
    state = there.state_of(sheet, found.id)
    if state == "other":
        return Line(found, "fault", "other_there", day=day)
    scored = score(found.instrument, found.answers)
    return Line(
        found, state, "", sheet, day, _scores(found.instrument, scored), tuple(_remarks(found, scored)),
        is_risk=bool(scored.risk),
    )  # fmt: skip


def _moment(on: datetime | date, zone: ZoneInfo, now: datetime) -> datetime:
    """Of a whole day its noon, as for paper; of today no later than now."""
    if isinstance(on, datetime):
        return on.astimezone(zone)
    noon = datetime.combine(on, time(12), zone)
    return min(noon, now.astimezone(zone)) if on == now.astimezone(zone).date() else noon


def _scores(of: Instrument, scored: Scored) -> tuple[tuple[str, str], ...]:
    language = get_language() or "en"
    return tuple(
        (
            of.scale(name).label(language),
            words.number(one.value) if one.value is not None else words.no_score_words(one),
        )
        for name, one in scored.scales.items()
    )


def _remarks(found: Answered, scored: Scored) -> list[str]:
    said = []
    if scored.answered < scored.of:
        said.append(_("%(n)s of %(of)s answered") % {"n": scored.answered, "of": scored.of})
    main = found.instrument.main if found.instrument else None
    ours = scored.scales[main.id].value if main is not None and main.id in scored.scales else None
    if found.theirs is not None and (ours is None or float(ours) != found.theirs):
        said.append(_("The other system says %(theirs)s.") % {"theirs": f"{found.theirs:g}"})
    return said


def _whose(file: OpenFile, patients: Sequence[Patient]) -> tuple[str, str]:
    """Why it is refused, and what there is to doubt."""
    if len(patients) > 1:
        return "several_people", ""
    if not patients:
        return "", "nobody"
    (patient,) = patients
    if patient.key.startswith(URN):
        named = patient.key.removeprefix(URN)
        if named == str(file.client.uuid):
            return "", ""
        if _is_another(file, named):
            return "another_person", ""
    born = str(file.identity.get("born_on") or "")
    if patient.born_on is not None and born and patient.born_on.isoformat() != born:
        return "another_person", ""
    return "", "" if _is_named(file, patient.name) else ("name" if patient.name else "nobody")


def _is_another(file: OpenFile, uuid: str) -> bool:
    """Some other client here has that id: it came out of this very site."""
    try:
        return Client.objects.filter(school=file.client.school, uuid=uuid).exclude(pk=file.client.pk).exists()
    except ValueError:
        return False


def _is_named(file: OpenFile, name: str) -> bool:
    ours = {part.casefold() for key in ("name", "preferred_name") for part in str(file.identity.get(key) or "").split()}
    theirs = {part.casefold() for part in name.replace(",", " ").split()}
    return bool(theirs) and len(theirs & ours) >= min(2, len(theirs), len(ours) or 1)


def sheet_as_json(sheet: Foreign, id: str) -> dict[str, Any]:
    return {
        "instrument": sheet.of.id, "version": sheet.of.version, "answers": dict(sheet.answers),
        "at": sheet.at.isoformat(), "id": id,
    }  # fmt: skip
