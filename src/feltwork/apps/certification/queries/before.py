"""A cohort before its next level: who lacks what of the levels before it, by the rules of each place, and what helps.

Days, sessions, consultation, evaluations: everything that the rules ask of a level; and documents and examinations that
can be met before the level that comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import amount_words, level_word, requirement_word, sentence
from feltwork.apps.certification.standing import Known, known_of, rules_of
from feltwork.apps.schools.models import Cohort, Enrolment, TrainingDay
from feltwork.apps.ui.words import date_words
from feltwork.core.certification import (
    Attended,
    Before,
    Gap,
    GateRule,
    Levels,
    RequirementResult,
    RuleSet,
    State,
    SumRule,
    Verdict,
    before_level,
    judge,
)

OPEN = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)
DONE = (State.MET, State.WAIVED)
WANTED = ("school", "student", "cohort", "edition")
LOOKS = {State.CANNOT: "not", State.HUMAN: "person"}


@dataclass(frozen=True, slots=True)
class Help:
    """One thing that can be done. `where`: the name of an address, or ""; `query`: what stands behind it."""

    words: str
    where: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing. `amount`: 2 sessions; `level`: in which, or ""; `look`: a badge of ui.states, or
    "unmarked" for days of which nobody has kept the list."""

    requirement: str
    amount: str
    level: str
    look: str
    notes: tuple[str, ...]
    helps: tuple[Help, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who lacks something before `level` begins for them on `on`."""

    enrolment: UUID
    name: str
    is_paused: bool
    level: str
    on: date
    days_left: int
    lacks: tuple[Lack, ...]

    @property
    def is_grave(self) -> bool:
        """Something can no longer be filled."""
        return any(lack.look == LOOKS[State.CANNOT] for lack in self.lacks)


@dataclass(frozen=True, slots=True)
class BeforeNext:
    """`people`: all who have a level to come; `at_risk`: those who lack something, the nearest and gravest first."""

    people: int
    at_risk: tuple[Person, ...]


def before_next(cohort: Cohort, today: date) -> BeforeNext:
    """Of everybody in *cohort*; a fixed number of statements, each place judged once."""
    rows = Enrolment.objects.filter(cohort=cohort, state__in=OPEN).select_related(*WANTED)
    places = list(rows.order_by("student__name", "pk"))
    starts = _starts_of(cohort)
    found = [_person(known, starts, today) for known in known_of(places).values()]
    ahead = [person for person in found if person is not None]
    lacking = [person for person in ahead if person.lacks]
    lacking.sort(key=lambda one: (one.is_paused, one.on, not one.is_grave, one.name.casefold()))
    return BeforeNext(len(ahead), tuple(lacking))


def _starts_of(cohort: Cohort) -> dict[str, date]:
    """The first day of each level, as the cohort takes it."""
    rows = TrainingDay.objects.filter(module_date__cohort=cohort).values("module_date__module__level__code")
    return dict(rows.annotate(first=Min("on")).values_list("module_date__module__level__code", "first"))


def _person(known: Known, starts: dict[str, date], today: date) -> Person | None:
    """None where no level is to come."""
    place, rules = known.enrolment, rules_of(known.enrolment.edition)
    upcoming = _next_level(known, rules, starts, today)
    if upcoming is None:
        return None
    level, on = upcoming
    verdict = judge(rules, known.record, as_of=today)
    before = before_level(rules, known.record, verdict, level)
    return Person(
        enrolment=place.uuid,
        name=str(place.student),
        is_paused=place.state == Enrolment.State.DEFERRED,
        level=level_word(level, rules),
        on=on,
        days_left=(on - today).days,
        lacks=tuple(_lacks(known, rules, verdict, before, on)),
    )


def _next_level(known: Known, rules: RuleSet, starts: dict[str, date], today: date) -> tuple[str, date] | None:
    """The first level of the rules that is still to come, by the person's own days, else by those of the cohort."""
    levels = Levels(rules.levels, known.record.level_starts, known.record.anchor_on)
    for level in rules.levels:
        on = levels.starts_on(level.code) or starts.get(level.code)
        if on is not None and on > today and level is not rules.levels[0]:
            return level.code, on
    return None


def _lacks(known: Known, rules: RuleSet, verdict: Verdict, before: Before, on: date) -> Iterator[Lack]:
    results = {one.code: one for one in verdict.requirements}
    for gap in before.gaps:
        result = results[gap.requirement]
        if result.kind == "days":
            yield from _days(gap, known, rules, verdict.as_of, on)
        else:
            yield _of_gap(gap, result, rules, on)
    for result in _papers(verdict, rules, before.level):
        notes = tuple(sentence(one, known.names, rules) for one in result.reasons)
        amount = amount_words(result.missing, result.unit) if result.missing else ""
        helps = _helps_of_papers(result.state)
        yield Lack(requirement_word(result.code, rules), amount, "", LOOKS.get(result.state, "way"), notes, helps)


def _papers(verdict: Verdict, rules: RuleSet, level: str) -> Iterable[RequirementResult]:
    """Documents and examinations that can be met before *level*."""
    codes = [one.code for one in rules.levels]
    bodies = {one.code: one.body for one in rules.requirements}
    for result in verdict.requirements:
        body = bodies.get(result.code)
        if not isinstance(body, GateRule) or result.state in DONE or not result.decides:
            continue
        if not body.opens_in or codes.index(body.opens_in) < codes.index(level):
            yield result


def _days(gap: Gap, known: Known, rules: RuleSet, today: date, on: date) -> Iterator[Lack]:
    """Days planned before the level comes are not missing; those that nobody has marked may have been taken."""
    own = [day for day in known.record.days if day.level == gap.level and day.attended is Attended.PLANNED]
    ahead = sum(1 for day in own if today < day.on < on)
    unmarked = sum(1 for day in own if day.on <= today)
    missing = gap.missing - ahead
    if missing <= 0:
        return
    notes = [_("Until %(day)s.") % {"day": date_words(on - timedelta(days=1))}]
    if unmarked:
        words = _("%(amount)s of it nobody has marked yet.")
        notes.insert(0, words % {"amount": amount_words(min(missing, Fraction(unmarked)), gap.unit)})
    if gap.state is State.CANNOT:
        notes, helps = [], _helps_of_papers(gap.state)
    elif unmarked >= missing:
        helps = (Help(_("See to it that the list is kept."), "candidate"),)
    else:
        helps = (Help(_("Take the days with another cohort, or agree on work in place of them."), "candidate"),)
    look = LOOKS.get(gap.state, "unmarked" if unmarked >= missing else "way")
    amount = amount_words(missing, gap.unit)
    yield Lack(
        requirement_word(gap.requirement, rules), amount, level_word(gap.level, rules), look, tuple(notes), helps
    )


def _of_gap(gap: Gap, result: RequirementResult, rules: RuleSet, on: date) -> Lack:
    one = next(row for row in result.levels if row.level == gap.level)
    still = max(gap.missing - one.waiting - one.undecided, Fraction(0))
    notes = []
    if one.waiting:
        words = _("%(amount)s of it waits for a signature or a paper.")
        notes.append(words % {"amount": amount_words(one.waiting, gap.unit)})
    if one.undecided:
        notes.append(
            _("A person still has to decide about %(amount)s.") % {"amount": amount_words(one.undecided, gap.unit)}
        )
    if gap.state is not State.CANNOT:
        is_hard = _is_hard(rules, gap.requirement)
        words = _("Until %(day)s.") if is_hard else _("Best until %(day)s; it can be filled later, too.")
        notes.append(words % {"day": date_words(on - timedelta(days=1))})
    return Lack(
        requirement=requirement_word(gap.requirement, rules),
        amount=amount_words(gap.missing, gap.unit) if gap.missing else "",
        level=level_word(gap.level, rules),
        look=LOOKS.get(gap.state, "wait" if one.waiting and not still else "way"),
        notes=tuple(notes),
        helps=tuple(_helps(gap, rules, has_waiting=bool(one.waiting), has_more=bool(still))),
    )


def _is_hard(rules: RuleSet, code: str) -> bool:
    """Whether a gap in a level can no longer be filled once the next one has begun."""
    body = next((one.body for one in rules.requirements if one.code == code), None)
    asked = body.per_level if isinstance(body, SumRule) else None
    return asked is not None and asked.strictness == "hard" and not asked.repairable


def _helps(gap: Gap, rules: RuleSet, *, has_waiting: bool, has_more: bool) -> Iterator[Help]:
    if gap.state is State.CANNOT:
        yield Help(_("It can no longer be filled by itself. The school can rule on it, or waive it."), "decisions")
        return
    if gap.state is State.HUMAN:
        yield Help(_("Look at it and decide."), "decisions")
    if has_waiting:
        yield Help(_("Remind whoever has to sign."), "candidate")
    if not has_more:
        return
    body = next((one.body for one in rules.requirements if one.code == gap.requirement), None)
    if isinstance(body, SumRule):
        query = urlencode({"kind": body.given_by or body.of[0], "level": gap.level})
        yield Help(_("Book it with somebody who may give it."), "approved", query)


def _helps_of_papers(state: State) -> tuple[Help, ...]:
    if state is State.CANNOT:
        return (Help(_("It can no longer be filled by itself. The school can rule on it, or waive it."), "decisions"),)
    if state is State.HUMAN:
        return (Help(_("Look at it and decide."), "decisions"),)
    return (Help(_("Ask for it; once it is here, note it."), "decisions"),)
