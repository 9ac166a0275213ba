"""Who lacks training days of the level that ends before the next one starts (domain/certification.md, section 5).

In some countries what is missing of a level cannot be repaired once the next one has begun. Here it is reckoned from
training days alone: days held so far, module by module, against days taken with any cohort, made up, seen on a
recording or recognised from elsewhere. Sessions and consultations are judged by certification, from its own page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from feltwork.apps.schools.models import Attendance, Cohort, Enrolment, TrainingDay
from feltwork.apps.schools.queries import TRAINED, standing_credits
from feltwork.apps.seminars.models import MakeUp

OPEN = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)


@dataclass(frozen=True, slots=True)
class Turning:
    """A cohort before its next level: `level` begins on `on`; all levels before it should be whole by then."""

    cohort: Cohort
    level: str
    on: date
    days_left: int
    past: tuple[int, ...]  # modules of earlier levels, in order


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of one module that were held and that this person has not taken; `unmarked` of them nobody has noted yet."""

    module: str
    level: str
    missing: int
    unmarked: int
    elsewhere: tuple[tuple[str, date], ...]  # (cohort, first day) with which they could still be taken in time


@dataclass(frozen=True, slots=True)
class AtRisk:
    enrolment: UUID
    name: str
    is_paused: bool
    gaps: list[Gap]
    make_ups: list[MakeUp]

    @property
    def missing(self) -> int:
        return sum(gap.missing for gap in self.gaps)

    @property
    def unmarked(self) -> int:
        return sum(gap.unmarked for gap in self.gaps)

    @property
    def is_only_unmarked(self) -> bool:
        """Nobody knows yet: the list was not kept."""
        return self.missing == self.unmarked


@dataclass(frozen=True, slots=True)
class Before:
    """One cohort before its next level, with everybody who lacks something, by name."""

    turning: Turning
    people: int
    at_risk: list[AtRisk] = field(default_factory=list)


def before_next_levels(cohorts: Iterable[Cohort], today: date) -> list[Before]:
    """For each of *cohorts* that has begun and has a level to come, the nearest first; seven queries for any number."""
    cohorts = list(cohorts)
    days = _days_of(cohorts)
    turnings = [one for one in (_turning(cohort, days[cohort.pk], today) for cohort in cohorts) if one is not None]
    places = _places([one.cohort for one in turnings])
    taken, noted = _taken(places)
    credits, make_ups = _credits(places), _make_ups(places)
    elsewhere = _days_elsewhere([one.cohort for one in turnings], today)
    found = []
    for turning in sorted(turnings, key=lambda one: (one.on, one.cohort.name)):
        own = [place for place in places if place.cohort_id == turning.cohort.pk]
        held = [day for day in days[turning.cohort.pk] if day.on <= today]
        rows = (
            _at_risk(place, turning, held, taken, noted, credits[place.pk], make_ups[place.pk], elsewhere)
            for place in own
        )
        lacking = sorted((row for row in rows if row.gaps), key=lambda row: row.is_paused)
        found.append(Before(turning, len(own), lacking))
    return found


def _days_of(cohorts: list[Cohort]) -> dict[int, list[TrainingDay]]:
    rows = TrainingDay.objects.filter(module_date__cohort__in=cohorts).select_related("module_date__module__level")
    found: dict[int, list[TrainingDay]] = defaultdict(list)
    for day in rows.order_by("on", "pk"):
        found[day.module_date.cohort_id].append(day)
    return found


def _turning(cohort: Cohort, days: list[TrainingDay], today: date) -> Turning | None:
    starts: dict[int, date] = {}
    names: dict[int, str] = {}
    for day in days:
        level = day.module_date.module.level
        starts.setdefault(level.position, day.on)
        names[level.position] = level.name
    ahead = [position for position, first in sorted(starts.items()) if first > today]
    if not ahead or min(starts.values()) > today:
        return None
    on = starts[ahead[0]]
    past = dict.fromkeys(day.module_date.module_id for day in days if day.module_date.module.level.position < ahead[0])
    return Turning(cohort, names[ahead[0]], on, (on - today).days, tuple(past))


def _places(cohorts: list[Cohort]) -> list[Enrolment]:
    rows = Enrolment.objects.filter(cohort__in=cohorts, state__in=OPEN).select_related("student")
    return list(rows.order_by("student__name", "pk"))


def _taken(places: list[Enrolment]) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """(enrolment, module) → days taken, with whichever cohort; and days that are noted at all."""
    taken: dict[tuple[int, int], int] = defaultdict(int)
    noted: dict[tuple[int, int], int] = defaultdict(int)
    rows = Attendance.objects.filter(enrolment__in=places).values_list("enrolment", "day__module_date__module", "state")
    for enrolment, module, state in rows:
        noted[enrolment, module] += 1
        taken[enrolment, module] += state in TRAINED
    return taken, noted


def _credits(places: list[Enrolment]) -> dict[int, dict[str, Fraction]]:
    """enrolment → level → training days recognised from elsewhere."""
    found: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in standing_credits().filter(enrolment__in=places, kind="training_day"):
        found[row.enrolment_id][row.level] += Fraction(row.amount)
    return found


def _make_ups(places: list[Enrolment]) -> dict[int, list[MakeUp]]:
    rows = MakeUp.objects.filter(enrolment__in=places, state__in=(MakeUp.State.SET, MakeUp.State.HANDED_IN))
    found: dict[int, list[MakeUp]] = defaultdict(list)
    for row in rows.select_related("meeting__seminar").order_by("due_on", "pk"):
        found[row.enrolment_id].append(row)
    return found


def _days_elsewhere(cohorts: list[Cohort], today: date) -> dict[int, list[TrainingDay]]:
    """module → days still to come, of any cohort of the same programmes."""
    programmes = {cohort.programme_id for cohort in cohorts}
    rows = TrainingDay.objects.filter(module_date__cohort__programme__in=programmes, on__gt=today)
    found: dict[int, list[TrainingDay]] = defaultdict(list)
    for day in rows.select_related("module_date__cohort").order_by("on", "pk"):
        found[day.module_date.module_id].append(day)
    return found


def _at_risk(
    place: Enrolment,
    turning: Turning,
    held: list[TrainingDay],
    taken: dict[tuple[int, int], int],
    noted: dict[tuple[int, int], int],
    recognised: dict[str, Fraction],
    make_ups: list[MakeUp],
    elsewhere: dict[int, list[TrainingDay]],
) -> AtRisk:
    brought = dict(recognised)  # used up module by module
    gaps = []
    for module_id in turning.past:
        days = [day for day in held if day.module_date.module_id == module_id]
        lacking = len(days) - taken[place.pk, module_id]
        if lacking <= 0:
            continue
        module = days[0].module_date.module
        covered = min(Fraction(lacking), brought.get(module.level.code, Fraction(0)))
        brought[module.level.code] = brought.get(module.level.code, Fraction(0)) - covered
        missing = lacking - int(covered)
        if missing > 0:
            unmarked = min(missing, max(0, len(days) - noted[place.pk, module_id]))
            gaps.append(
                Gap(module.name, module.level.name, missing, unmarked, _ways(elsewhere[module_id], turning, place))
            )
    paused = place.state == Enrolment.State.DEFERRED
    return AtRisk(place.uuid, place.student.name or place.student.email, paused, gaps, make_ups)


def _ways(days: list[TrainingDay], turning: Turning, place: Enrolment) -> tuple[tuple[str, date], ...]:
    found: dict[int, tuple[str, date]] = {}
    for day in days:
        cohort = day.module_date.cohort
        if day.on < turning.on and cohort.pk != place.cohort_id:
            found.setdefault(cohort.pk, (cohort.name, day.on))
    return tuple(found.values())
