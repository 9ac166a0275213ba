"""Whether somebody may sit an examination yet: what its level asks for, and what was ruled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.exams.entering import Key, Missing, Pair, missing_for
from feltwork.apps.exams.models import Admittance, Attempt, Decision, Examination, Practical, PracticalDecision
from feltwork.apps.exams.permissions.sittings import DECIDERS
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at


@dataclass(frozen=True, slots=True)
class Entry:
    """*missing*: nothing where the level is reached, and then no ruling is needed; *ruling*: the latest, or None."""

    enrolment: Enrolment
    missing: tuple[Missing, ...]
    ruling: Admittance | None

    @property
    def is_let_in(self) -> bool:
        """By a ruling, although something is missing."""
        return bool(self.missing) and self.ruling is not None and self.ruling.is_let_in

    @property
    def is_open(self) -> bool:
        return not self.missing or self.is_let_in


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate in the list of staff. *has_passed*: nothing more to do."""

    entry: Entry
    has_passed: bool


def entries_for(pairs: Sequence[Pair], at: datetime) -> dict[Key, Entry]:
    """For *pairs* of one school; the rules are judged once for each enrolment."""
    if not pairs:
        return {}
    missing = missing_for(pairs, date_at(pairs[0][0].school, at))
    rulings = _rulings(pairs) if any(missing.values()) else {}
    return {
        (exam.pk, one.pk): Entry(one, missing[exam.pk, one.pk], rulings.get((exam.pk, one.pk))) for exam, one in pairs
    }


def entry_of(examination: Examination, enrolment: Enrolment, at: datetime) -> Entry:
    return entries_for([(examination, enrolment)], at)[examination.pk, enrolment.pk]


def rows_for(examination: Examination, enrolments: Iterable[Enrolment], at: datetime) -> list[Row]:
    """Candidates of the list, with whether they may sit it."""
    chosen = list(enrolments)
    entries = entries_for([(examination, one) for one in chosen], at)
    passed = _passed(examination, chosen)
    return [Row(entries[examination.pk, one.pk], one.pk in passed) for one in chosen]


def candidates_of(examination: Examination, reader: User) -> QuerySet[Enrolment]:
    """Everybody in training who may come to sit it, by name; never oneself."""
    rows = Enrolment.objects.filter(cohort__programme=examination.programme_id, state=Enrolment.State.ACTIVE)
    return rows.exclude(student=reader).select_related("student", "cohort").order_by("student__name", "pk")


def rulings_of(examination: Examination, enrolment: Enrolment) -> QuerySet[Admittance]:
    """All of them, the latest first."""
    rows = Admittance.objects.filter(examination=examination, enrolment=enrolment)
    return rows.select_related("by").order_by("-at", "-pk")


def who_may_rule(reader: User) -> list[str]:
    """Names of those whom *reader* can ask, in the school whose scope is open."""
    held = Membership.objects.filter(role__in=DECIDERS, until=None).exclude(user=reader)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(people.order_by("name", "pk").values_list("name", flat=True))


def _rulings(pairs: Sequence[Pair]) -> Mapping[Key, Admittance]:
    exams, enrolments = {exam.pk for exam, _one in pairs}, {one.pk for _exam, one in pairs}
    rows = Admittance.objects.filter(examination__in=exams, enrolment__in=enrolments).order_by("at", "pk")
    return {(row.examination_id, row.enrolment_id): row for row in rows.select_related("by")}


def _passed(examination: Examination, enrolments: Sequence[Enrolment]) -> set[int]:
    """Ids of those whose standing result is a pass."""
    if examination.kind == Examination.Kind.PRACTICAL:
        return _passed_practical(examination, enrolments)
    latest = Q(decisions__corrected_by=None, decisions__outcome=Decision.Outcome.PASSED)
    rows = Attempt.objects.filter(latest, examination=examination, enrolment__in=enrolments)
    return set(rows.values_list("enrolment", flat=True))


def _passed_practical(examination: Examination, enrolments: Sequence[Enrolment]) -> set[int]:
    rows = Practical.objects.filter(
        examination=examination, enrolment__in=enrolments, state=Practical.State.DECIDED
    ).prefetch_related("decisions")
    found = set()
    for row in rows:
        last = max(row.decisions.all(), key=lambda one: one.round, default=None)
        if last is not None and last.outcome == PracticalDecision.Outcome.PASSED:
            found.add(row.enrolment_id)
    return found
