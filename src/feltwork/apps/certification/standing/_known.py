"""Everything known about one enrolment, read once, and the record that the core is handed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType, SimpleNamespace
from uuid import UUID

from feltwork.apps.certification.standing import _facts
from feltwork.apps.certification.standing._proofs import Sealings
from feltwork.apps.certification.standing._rows import (
    DayRow,
    ExceptionRow,
    LogRow,
    SmallRow,
    day_rows,
    log_rows,
    small_rows,
)
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent
from feltwork.apps.schools.queries import ApprovalRow, approvals_of
from feltwork.apps.schools.queries.enrolments import open_holds
from feltwork.apps.signoffs import queries as ledger
from feltwork.apps.signoffs.queries import RequestRow, SealedEntry
from feltwork.core import certification as core


@dataclass
class Known:
    """What is stored about one enrolment. Rows of providers' approvals may cover more providers than the log names."""

    enrolment: Enrolment
    body_zone: str
    log: Sequence[LogRow] = ()
    cohort_days: Sequence[DayRow] = ()
    marked_days: Sequence[DayRow] = ()
    sealed: Sequence[SealedEntry] = ()
    requests: Sequence[RequestRow] = ()
    approvals: Mapping[int, Sequence[ApprovalRow]] = field(default_factory=dict)
    small: Sequence[SmallRow] = ()
    cohort_uuids: Mapping[int, UUID] = field(default_factory=dict)

    @cached_property
    def sealings(self) -> Sealings:
        return Sealings(self.sealed, self.requests)

    @cached_property
    def names(self) -> dict[str, str]:
        """uuid of a provider → name, for sentences."""
        return {str(row.provider_uuid): row.provider_name for row in self.log}

    @cached_property
    def days(self) -> list[DayRow]:
        """The days that are this student's own: of each module the run that they took, else the one of their cohort."""
        return _own_days(self.cohort_days, self.marked_days, self._last_open_day)

    @cached_property
    def entries(self) -> dict[str, core.Entry]:
        """uuid of a log entry (as text) → the entry as the core sees it; what a provider confirmed wins."""
        found = (_facts.entry(row, self.sealings, self.body_zone) for row in self.log)
        return {entry.id: entry for entry in found}

    @property
    def exceptions(self) -> list[ExceptionRow]:
        return [_facts.exception(row) for row in self._small("exception")]

    @property
    def events(self) -> list[SmallRow]:
        """What happened to the place, oldest first."""
        return self._small("event")

    @cached_property
    def record(self) -> core.Record:
        enrolment = self.enrolment
        return core.Record(
            anchor_on=enrolment.anchor_on,
            level_starts=tuple(_facts.level_starts(self.days)),
            entries=tuple(self.entries.values()),
            approvals=tuple(self._approvals()),
            days=tuple(_facts.training_day(row) for row in self.days),
            gates=tuple(_facts.gate(row) for row in self._small("gate")),
            waivers=tuple(_facts.waiver(row, self.body_zone) for row in self._small("waiver")),
            recognised=tuple(_facts.recognised(row) for row in self._small("recognised")),
            holds=tuple(_facts.hold(one) for one in open_holds(self._as_events())),
            rulings=self.sealings.question_rulings(self.body_zone),
            cohort=str(self.cohort_uuids.get(enrolment.cohort_id, "")) or None,
        )

    def _approvals(self) -> Iterable[core.Approval]:
        for rows in self.approvals.values():
            for row in rows:
                yield _facts.approval(row, self.cohort_uuids)

    def _small(self, what: str) -> list[SmallRow]:
        return [row for row in self.small if row.what == what]

    def _as_events(self) -> list[EnrolmentEvent]:
        rows = self._small("event")
        return [SimpleNamespace(kind=row.code, reason=row.words, on=row.on, data=row.data) for row in rows]  # type: ignore[misc]  # the fields that open_holds reads

    @property
    def _last_open_day(self) -> date | None:
        """The day after which planned days are not this student's: a pause that lasts, or the end."""
        if self.enrolment.state == Enrolment.State.WITHDRAWN:
            return self.enrolment.ended_on
        if self.enrolment.state != Enrolment.State.DEFERRED:
            return None
        pauses = [row.on for row in self.events if row.code == EnrolmentEvent.Kind.DEFERRED]
        return pauses[-1] if pauses else None


def known_of(
    enrolments: Iterable[Enrolment],
    *,
    more_providers: Iterable[int] = (),
    approvals: Mapping[int, Sequence[ApprovalRow]] = MappingProxyType({}),
) -> dict[int, Known]:
    """Read everything about *enrolments* of one school: six queries, however many there are.

    *more_providers*: primary keys of providers whose approvals are wanted though no entry names them yet; *approvals*:
    what was read already, by provider.
    """
    chosen = list(enrolments)
    if not chosen:
        return {}
    ids, students = [one.pk for one in chosen], {one.student_id for one in chosen}
    school = chosen[0].school
    logs, smalls = log_rows(ids), small_rows(ids)
    cohort_days, marked = day_rows(chosen)
    sealed = ledger.entries_of_many(students, school)
    asked = ledger.requests_of_many(students, school)
    providers = {row.provider_id for rows in logs.values() for row in rows}
    missing = (providers | set(more_providers)) - approvals.keys()
    held = {**approvals, **(approvals_of(missing) if missing else {})}
    cohorts = {one.cohort_id: one.cohort.uuid for one in chosen}
    return {
        one.pk: Known(
            enrolment=one,
            body_zone=school.time_zone,
            log=logs.get(one.pk, []),
            cohort_days=cohort_days.get(one.cohort_id, []),
            marked_days=marked.get(one.pk, []),
            sealed=sealed[one.student_id],
            requests=asked[one.student_id],
            approvals=_wanted(held, logs.get(one.pk, []), more_providers),
            small=smalls.get(one.pk, []),
            cohort_uuids=cohorts,
        )
        for one in chosen
    }


def known_again(known: Known) -> Known:
    """*known* with what was logged, asked and sealed by now: three queries.

    Days, documents and approvals stay as they were read earlier in the same transaction.
    """
    one = known.enrolment
    return replace(
        known,
        log=log_rows([one.pk]).get(one.pk, []),
        sealed=ledger.entries_of_many({one.student_id}, one.school)[one.student_id],
        requests=ledger.requests_of_many({one.student_id}, one.school)[one.student_id],
    )


def logged_of(enrolment: Enrolment) -> Known:
    """Only what was logged and sealed, which is enough to know an entry again: two queries."""
    sealed = ledger.entries_of_many({enrolment.student_id}, enrolment.school)[enrolment.student_id]
    log = log_rows([enrolment.pk]).get(enrolment.pk, [])
    return Known(enrolment=enrolment, body_zone=enrolment.school.time_zone, log=log, sealed=sealed)


def _wanted(
    approvals: Mapping[int, Sequence[ApprovalRow]], log: Sequence[LogRow], more: Iterable[int]
) -> dict[int, Sequence[ApprovalRow]]:
    own = {row.provider_id for row in log} | set(more)
    return {pk: approvals[pk] for pk in own}


def _own_days(planned: Sequence[DayRow], marked: Sequence[DayRow], until: date | None) -> list[DayRow]:
    runs: dict[tuple[str, str], dict[int, list[DayRow]]] = defaultdict(lambda: defaultdict(list))
    taken = {row.uuid: row for row in marked}
    for row in [*(taken.get(row.uuid, _unmarked(row)) for row in planned), *marked]:
        run = runs[row.level, row.module][row.cohort_id]
        if row.uuid not in {other.uuid for other in run} and (row.state or until is None or row.on <= until):
            run.append(row)
    own = [row for module in runs.values() for row in _best_run(module)]
    return sorted(own, key=lambda row: (row.on, str(row.uuid)))


def _best_run(by_cohort: Mapping[int, list[DayRow]]) -> list[DayRow]:
    """Of a module taken with two cohorts, the run with more marked days; the days cannot count twice."""
    if len(by_cohort) < 2:
        return next(iter(by_cohort.values()), [])
    return max(by_cohort.values(), key=lambda run: (sum(row.state not in ("", "missed") for row in run), len(run)))


def _unmarked(row: DayRow) -> DayRow:
    # the join gives a day with the mark of whichever enrolment came first: it is not this one's
    values = {name: getattr(row, name) for name in DayRow.__slots__}
    return DayRow(**{**values, "enrolment_id": None, "state": "", "own_mode": "", "made_up_on": None})
