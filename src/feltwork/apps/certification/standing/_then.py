"""What was known at an instant: the stored facts as they stood then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from feltwork.apps.certification.models import GateRecord, Waiver
from feltwork.apps.certification.standing._known import Known
from feltwork.apps.certification.standing._rows import LogRow, SmallRow
from feltwork.apps.schools.models import Enrolment, RecognisedCredit
from feltwork.apps.schools.queries import approvals_of
from feltwork.apps.signoffs.queries import RequestRow


def known_then(known: Known, at: datetime) -> Known:
    """*known* with what was entered, signed, decided and not yet taken back at that instant; four queries.

    Entries taken out of the log since, attendance and what happened to the place are as they stand today: of those no
    earlier state is kept apart from the audit trail.
    """
    kept = [one for one in known.small if one.what in ("event", "exception")]
    return replace(
        known,
        log=list(_log(known.log, at)),
        sealed=[one for one in known.sealed if one.at <= at],
        requests=list(_requests(known.requests, at)),
        approvals=approvals_of(known.approvals, known_at=at),
        small=[*_small(known.enrolment, at), *kept],
    )


def _log(rows: Iterable[LogRow], at: datetime) -> Iterator[LogRow]:
    for row in rows:
        if row.created_at <= at:
            paper = row.evidence_at if row.evidence_at and row.evidence_at <= at else None
            yield replace(row, evidence_at=paper)


def _requests(rows: Iterable[RequestRow], at: datetime) -> Iterator[RequestRow]:
    for row in rows:
        if row.asked_at <= at:
            still_open = row.closed_at is not None and row.closed_at > at
            yield replace(row, outcome="open", closed_at=None) if still_open else row


def _small(enrolment: Enrolment, at: datetime) -> Iterator[SmallRow]:
    own = {"enrolment": enrolment}
    for gate in GateRecord.objects.filter(Q(retracted_at=None) | Q(retracted_at__gt=at), entered_at__lte=at, **own):
        yield _row("gate", enrolment, gate.code, words=gate.note, on=gate.valid_from, until=gate.valid_to)
    for one in Waiver.objects.filter(entered_at__lte=at, **own).select_related("author"):
        ended = one.ended_at.isoformat() if one.ended_at and one.ended_at <= at else None
        yield _row(
            "waiver",
            enrolment,
            one.requirement,
            level=one.level,
            amount="" if one.amount is None else str(one.amount),
            words=one.reason,
            on=one.on,
            until=one.until,
            who=one.author.name,
            data={"ended_at": ended},
        )
    stands = Q(taken_back_by=None) | Q(taken_back_by__at__gt=at)
    for row in RecognisedCredit.objects.filter(stands, takes_back=None, at__lte=at, **own):
        words = {"level": row.level, "amount": str(row.amount), "words": row.source, "on": row.on, "data": row.modes}
        yield _row("recognised", enrolment, row.kind, **words)


def _row(what: str, enrolment: Enrolment, code: str, **given: object) -> SmallRow:
    empty: dict[str, object] = {
        "level": "",
        "amount": "",
        "words": "",
        "on": None,
        "until": None,
        "who": "",
        "data": {},
    }
    return SmallRow(what=what, enrolment_id=enrolment.pk, code=code, **{**empty, **given})  # type: ignore[arg-type]
