"""What would become of every row of a file, and what each would count toward. Nothing is written here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from feltwork.apps.certification.importing._files import Row, Table
from feltwork.apps.certification.importing._match import People
from feltwork.apps.certification.importing._reading import (
    GROUP,
    Claim,
    DayOrder,
    Refused,
    read_claim,
    read_clock,
    read_credit,
    read_group_size,
    read_kind,
    read_length,
    read_mode,
    read_when,
)
from feltwork.apps.certification.importing._rows import Facts, RowPlan, RowState
from feltwork.apps.certification.importing._words import plain
from feltwork.apps.certification.intervals import Interval, MissingTime, RepeatedTime, day_of, interval, overlaps
from feltwork.apps.certification.lengths import LONGEST
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.queries.choices import approvals_in, everybody
from feltwork.apps.certification.queries.entries import worth_words
from feltwork.apps.certification.sentences import level_word, requirement_word, sentence
from feltwork.apps.certification.standing import Known, known_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui import words
from feltwork.core.certification import Counted, Entry, EntryResult, Proof, RuleSet, judge

Progress = Callable[[int, int], None]
NOTE_LENGTH = 1000
BESIDE_THE_POINT = frozenset({"in_level", "just_before_level", "approved", "converted", "evidence_waits", "not_sent"})
CLEAR_ORDERS = (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST)
CLEAR = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d")


@dataclass(slots=True)
class Plan:
    """The rows of a file in order. `hint` says what would let more of them be read."""

    enrolment: Enrolment
    table: Table
    order: DayOrder
    rows: list[RowPlan] = field(default_factory=list)
    hint: str = ""
    unclear: int = 0  # dates that can be read two ways

    def count(self, state: RowState) -> int:
        return sum(row.state is state for row in self.rows)

    @property
    def to_take(self) -> list[RowPlan]:
        return [row for row in self.rows if row.state is RowState.TAKE]


def plan(
    *, enrolment: Enrolment, table: Table, order: DayOrder, at: datetime, progress: Progress | None = None
) -> Plan:
    """Read and match every row against what is in the log; *enrolment* carries its school, student, cohort, edition."""
    made = Plan(enrolment=enrolment, table=table, order=order)
    desk = _Desk(enrolment, order, at)
    for done, row in enumerate(table.rows, start=1):
        made.rows.append(desk.look_at(row))
        if progress:
            progress(done, len(table.rows))
    made.hint, made.unclear = desk.hint(), desk.unclear
    _say_toward(made, desk)
    return made


class _Desk:
    """What is known while rows are looked at one after the other."""

    def __init__(self, enrolment: Enrolment, order: DayOrder, at: datetime) -> None:
        self.enrolment, self.order = enrolment, order
        self.zone = enrolment.school.time_zone
        self.today = date_at(enrolment.school, at)
        people = everybody(enrolment.school, without=enrolment.student_id)
        self.people, self.approvals = People(people), approvals_in(people)
        self.known: Known = known_of([enrolment], approvals=self.approvals)[enrolment.pk]
        self.keys = _kept_keys(enrolment)
        self.hours: dict[date, Fraction] = defaultdict(Fraction)
        self.spans: dict[date, list[Interval]] = defaultdict(list)
        self.typed: Counter[tuple[object, ...]] = Counter()
        self.seen: Counter[tuple[object, ...]] = Counter()
        self.orders: Counter[DayOrder] = Counter()
        self.unclear = 0
        self.said: dict[int, dict[str, str]] = {}
        self._note_log()

    def _note_log(self) -> None:
        for row in self.known.log:
            entry = self.known.entries[str(row.uuid)]
            self.hours[entry.on] += entry.hours
            self.spans[entry.on].append(Interval(row.starts_at, row.ends_at, row.zone, row.is_time_known))
            if row.origin == "typed":
                self.typed[(entry.kind, entry.on, entry.hours, row.provider_uuid)] += 1

    def look_at(self, row: Row) -> RowPlan:
        made = RowPlan(number=row.number, said=_said(row))
        self.said[row.number] = dict(row.cells)
        try:
            made.facts = self._read(row)
        except Refused as refused:
            made.refuse(str(refused))
            self._count_orders(row)
            return made
        self._count_orders(row)
        self._place(made, made.facts)
        return made

    def _read(self, row: Row) -> Facts:
        cell = row.cells.get
        when = read_when(cell("date") or "", self.order, today=self.today)
        group_size = read_group_size(cell("group_size") or "")
        kind = read_kind(cell("kind") or "", group_size)
        hours = read_length(cell("hours") or "", cell("minutes") or "")
        person = self.people.find(cell("provider") or "", cell("email") or "")
        if not Fraction(0) < hours <= LONGEST:
            raise Refused(_("A length of %(hours)s is not possible.") % {"hours": words.hours(hours)})
        start = read_clock(cell("start") or "") or when.start
        return Facts(
            kind=kind,
            on=when.on,
            start=start,
            hours=hours,
            provider_id=person.pk,
            provider_uuid=person.uuid,
            provider_name=person.name,
            mode=read_mode(cell("mode") or ""),
            group_size=group_size if kind == GROUP and group_size and group_size > 1 else None,
            claim=read_claim(cell("proof") or ""),
            claim_words=(cell("proof") or "")[:200],
            note=(cell("note") or "")[:NOTE_LENGTH],
            interval=self._interval(when.on, hours, start),
        )

    def _interval(self, on: date, hours: Fraction, start: object) -> Interval:
        if on > self.today:
            raise Refused(_("%(date)s has not come yet.") % {"date": words.date_words(on)})
        try:
            return interval(on=on, hours=hours, zone=self.zone, start=start)  # type: ignore[arg-type]  # a time or None
        except (MissingTime, RepeatedTime):
            # the clocks changed that night: the day and the length are certain, the time is not
            return interval(on=on, hours=hours, zone=self.zone)

    def _place(self, made: RowPlan, facts: Facts) -> None:
        """Twice in the log, or more than a day holds?"""
        same = (facts.kind, facts.on, facts.hours, facts.provider_uuid)
        self.seen[(*same, facts.group_size, facts.start)] += 1
        made.key = facts.key(self.seen[(*same, facts.group_size, facts.start)])
        if made.key in self.keys:
            taken_out = self.keys[made.key] == LogEntry.State.REMOVED
            made.skip(_("Was in the log, and you took it out.") if taken_out else _("Is in the log already."))
        elif self.typed[same]:
            self.typed[same] -= 1
            made.skip(_("Is in the log already: it was typed in."))
        elif overlaps(facts.interval, self.spans[facts.on]):
            made.refuse(_("It overlaps with something else in the log."))
        elif self.hours[facts.on] + facts.hours > LONGEST:
            made.refuse(_("With it there would be more than twelve hours on that day."))
        else:
            self.hours[facts.on] += facts.hours
            self.spans[facts.on].append(facts.interval)

    def _count_orders(self, row: Row) -> None:
        """Which way the clear dates of the file are written, for a hint about the unclear ones."""
        day_first, month_first = (_day(row.cells.get("date", ""), order, self.today) for order in CLEAR_ORDERS)
        if day_first and month_first and day_first != month_first:
            self.unclear += 1
        elif found := CLEAR.match(row.cells.get("date", "")):
            self.orders[DayOrder.DAY_FIRST] += int(found[1]) > 12
            self.orders[DayOrder.MONTH_FIRST] += int(found[2]) > 12

    def hint(self) -> str:
        if self.order is not DayOrder.UNKNOWN or not self.unclear:
            return ""
        day, month = self.orders[DayOrder.DAY_FIRST], self.orders[DayOrder.MONTH_FIRST]
        if day and not month:
            return _("The other dates of this file put the day first.")
        if month and not day:
            return _("The other dates of this file put the month first.")
        return ""


def _day(text: str, order: DayOrder, today: date) -> date | None:
    try:
        return read_when(text, order, today=today).on
    except Refused:
        return None


def _said(row: Row) -> str:
    shown = [row.cells.get(code, "") for code in ("date", "kind", "hours", "minutes", "provider")]
    return " · ".join(text[:60] for text in shown if text)


def _kept_keys(enrolment: Enrolment) -> dict[str, str]:
    """Key of every row that was brought in before → state of its entry, also of those taken out."""
    rows = LogEntry.objects.filter(enrolment=enrolment).exclude(import_key="")
    return dict(rows.values_list("import_key", "state"))


def _say_toward(made: Plan, desk: _Desk) -> None:
    """One judgement over everything says for each row what it will count toward, and what the file has otherwise."""
    rules = rules_of(made.enrolment.edition)
    rows = {str(row.uuid): row for row in made.to_take if row.facts}
    known = replace(desk.known, approvals=desk.approvals)  # of everybody: also of those whom the log names only now
    new = tuple(_fact(row, row.facts, desk.zone) for row in rows.values() if row.facts)
    record = replace(known.record, entries=(*known.record.entries, *new))
    verdict = judge(rules, record, as_of=desk.today)
    names = {
        **known.names,
        **{str(row.facts.provider_uuid): row.facts.provider_name for row in rows.values() if row.facts},
    }
    for result in verdict.entries:
        row = rows.get(result.entry)
        if row is not None:
            row.toward = _toward_words(result, names, rules)
            row.helps = result.counted is not Counted.DOES_NOT and bool(result.shares)
            row.notes += _differences(result, desk.said[row.number], rules)


def _fact(row: RowPlan, facts: Facts, body_zone: str) -> Entry:
    found = facts.interval
    return Entry(
        id=str(row.uuid),
        kind=facts.kind,
        on=day_of(found.starts_at, zone=found.zone, is_time_known=found.is_time_known, body_zone=body_zone),
        hours=facts.hours,
        provider=str(facts.provider_uuid),
        mode=facts.mode,
        group_size=facts.group_size,
        proof=Proof.DRAFT if facts.claim is Claim.NOTHING else Proof.EVIDENCE,
    )


def _toward_words(result: EntryResult, names: dict[str, str], rules: RuleSet) -> str:
    if result.counted is Counted.DOES_NOT or not result.shares:
        against = [one for one in result.reasons if one.code not in BESIDE_THE_POINT]
        return " ".join(["0.", *(sentence(one, names, rules) for one in against)])
    if result.counted is Counted.HUMAN:
        questions = [one for one in result.reasons if "question" in one.data and one.code != "evidence_waits"]
        return " ".join(sentence(one, names, rules) for one in questions)
    share = result.shares[0]
    where = [requirement_word(share.requirement, rules), *([level_word(result.level, rules)] if result.level else [])]
    return f"{worth_words(result)}: {', '.join(where)}"


def _differences(result: EntryResult, cells: dict[str, str], rules: RuleSet) -> Iterable[str]:
    """The level and the credit that somebody wrote are compared, never trusted."""
    level = cells.get("level", "")
    if level and result.level and not _same_level(level, result.level, rules):
        facts = {"said": level[:40], "level": level_word(result.level, rules)}
        yield _("The file says %(said)s; by its date it belongs to %(level)s.") % facts
    credit = read_credit(cells.get("credit", ""))
    if credit is not None and result.shares and abs(credit - result.amount) > Fraction(1, 100):
        facts = {"said": cells["credit"][:20], "amount": words.fraction(result.amount)}
        yield _("The file says %(said)s credit; reckoned exactly it is %(amount)s.") % facts


def _same_level(text: str, code: str, rules: RuleSet) -> bool:
    """“Beginning II”, “BEG”, “Grundstufe” and “1” all mean the first level."""
    place = [level.code for level in rules.levels].index(code)
    titles = {plain(title) for title in rules.level(code).title.by_language.values()} | {plain(code)}
    said = plain(text)
    first = said.split(" ")[0] if said else ""
    if first.isdigit():
        return int(first) == place + 1
    return any(said.startswith(title) or (len(first) >= 3 and title.startswith(first)) for title in titles)
