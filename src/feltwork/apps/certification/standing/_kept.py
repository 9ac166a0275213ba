"""The kept summary of the last judgement, and the work it makes for staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from feltwork.apps.certification.models import Standing
from feltwork.apps.certification.sentences import sentence
from feltwork.apps.certification.standing._known import Known, known_again, known_of
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.schools.actions import close_work, open_work
from feltwork.apps.schools.models import Enrolment, Provider, WorkItem
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import Counted, Entry, Reason, State, Verdict, judge

GOES_ON = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)
DONE = (State.MET, State.WAIVED)


@dataclass(frozen=True)
class Foreseen:
    """What a student's standing will be once *entry* is in the log, judged before the transaction that enters it.

    SQLite has one writer at a time: what is judged beforehand keeps nobody waiting. It holds unless something renewed
    the standing in between, as every act that matters does; `judged_at` is when that was done last.
    """

    known: Known
    verdict: Verdict
    judged_at: datetime | None


def foresee(enrolment: Enrolment, entry: Entry, *, provider: Provider, at: datetime) -> Foreseen:
    """See `Foreseen`. *entry* is new, or replaces the one of the same id."""
    judged_at = _judged_at(enrolment)
    known = known_of([enrolment], more_providers=[provider.pk])[enrolment.pk]
    known.names[str(provider.uuid)] = provider.name
    others = (one for one in known.record.entries if one.id != entry.id)
    after = replace(known.record, entries=(*others, entry))
    verdict = judge(rules_of(enrolment.edition), after, as_of=date_at(enrolment.school, at))
    return Foreseen(known, verdict, judged_at)


def refresh_standing(
    *, enrolment: Enrolment, at: datetime, known: Known | None = None, foreseen: Foreseen | None = None
) -> Standing:
    """Judge *enrolment* as of today, keep the summary, and open or close what a person has to do about it.

    *known*, read earlier in the same transaction, spares reading again what logging and asking cannot change. Where
    *foreseen* still holds, nothing is read or judged at all. Both count on the caller holding the enrolment's row.
    """
    if foreseen is not None and foreseen.judged_at == _judged_at(enrolment):
        return _keep(foreseen.known, foreseen.verdict, at)
    if known is not None:
        return _refresh(known_again(known), at)
    return refresh_standings(enrolments=[enrolment], at=at)[0]


@transaction.atomic
def refresh_standings(*, enrolments: Iterable[Enrolment], at: datetime) -> list[Standing]:
    """The same for many enrolments of one school; reading takes a constant number of queries."""
    places = list(enrolments)
    lock(Enrolment.objects.filter(pk__in=[place.pk for place in places]))
    found = known_of(places)
    return [_refresh(known, at) for known in found.values()]


def lock(places: QuerySet[Enrolment]) -> None:
    """Hold the rows of *places* until the transaction ends, so that what is judged next is judged on all that was done.

    Without it two acts at the same moment would each judge without the other's. SQLite has one writer anyway.
    """
    if connection.features.has_select_for_update:
        list(places.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _judged_at(enrolment: Enrolment) -> datetime | None:
    return Standing.objects.filter(enrolment=enrolment).values_list("judged_at", flat=True).first()


def _refresh(known: Known, at: datetime) -> Standing:
    as_of = date_at(known.enrolment.school, at)
    return _keep(known, judge(rules_of(known.enrolment.edition), known.record, as_of=as_of), at)


def _keep(known: Known, verdict: Verdict, at: datetime) -> Standing:
    enrolment = known.enrolment
    facts = {"school": enrolment.school, "judged_at": at, "as_of": verdict.as_of, **_summary(verdict)}
    standing, _is_new = Standing.objects.update_or_create(enrolment=enrolment, defaults=facts)
    if enrolment.state in GOES_ON:
        _work(known, verdict, at)
    else:
        _close_all(enrolment, at)
    return standing


def _summary(verdict: Verdict) -> dict[str, object]:
    results = verdict.requirements
    first = verdict.next_steps[0] if verdict.next_steps else None
    return {
        "level": verdict.level_now or "",
        "is_eligible": verdict.eligible,
        "is_held": verdict.held,
        "met": sum(one.state in DONE for one in results),
        "of": len(results),
        "sessions": _total(verdict, "session"),
        "credits": _total(verdict, "credit"),
        "days": int(_total(verdict, "day")),
        "waiting": sum(one.counted is Counted.WOULD_COUNT for one in verdict.entries),
        "questions": len(verdict.questions),
        "cannot": sum(one.state is State.CANNOT for one in results),
        "next_step": first.code if first else "",
        "next_due": first.due if first else None,
    }


def _total(verdict: Verdict, unit: str) -> Fraction:
    """What is counted in the whole requirement of that unit (not in a part of another)."""
    found = (one.counted for one in verdict.requirements if one.unit == unit and not one.parent)
    return next(found, Fraction(0))


def _work(known: Known, verdict: Verdict, at: datetime) -> None:
    """A question opens work once; it closes by itself when the question is gone."""
    wanted = {question_uuid(known.enrolment, str(one.data["question"])): one for one in _to_judge(verdict)}
    waiting = set(_open_judgements(known.enrolment))
    for subject, question in wanted.items():
        if subject not in waiting:
            _open_judgement(known, subject, question, at)
    for subject in waiting - wanted.keys():
        _close(known.enrolment, WorkItem.Kind.JUDGEMENT, subject, at)
    _ready(known.enrolment, verdict, at)


def _to_judge(verdict: Verdict) -> Iterable[Reason]:
    # evidence has work of its own, opened when it was attached
    return (one for one in verdict.questions if one.code != "evidence_waits")


def question_uuid(enrolment: Enrolment, question: str) -> UUID:
    """A stable subject for the work on one question of one enrolment."""
    return uuid5(enrolment.uuid, question)


def _open_judgements(enrolment: Enrolment) -> list[UUID]:
    items = WorkItem.objects.filter(kind=WorkItem.Kind.JUDGEMENT, closed_at=None, data__enrolment=str(enrolment.uuid))
    return list(items.values_list("subject_uuid", flat=True))


def _open_judgement(known: Known, subject: UUID, question: Reason, at: datetime) -> None:
    code = str(question.data["question"])
    data = {"question": code, "code": question.code, "entry": _entry_of(code)}
    with translation.override(settings.LANGUAGE_CODE):  # kept once, for whoever on the staff reads it
        title = sentence(question, known.names, rules_of(known.enrolment.edition))
    _open(known.enrolment, WorkItem.Kind.JUDGEMENT, subject, title, data, at)


def _entry_of(question: str) -> str:
    """`group_size:<uuid of the entry>` → that uuid; empty where the question is about no single entry."""
    try:
        return str(UUID(question.partition(":")[2]))
    except ValueError:
        return ""


def _ready(enrolment: Enrolment, verdict: Verdict, at: datetime) -> None:
    is_ready = verdict.eligible and enrolment.state == Enrolment.State.ACTIVE
    if not is_ready or _is_proposed(enrolment):
        _close(enrolment, WorkItem.Kind.READY, enrolment.uuid, at)
        return
    with translation.override(settings.LANGUAGE_CODE):
        held = _("Everything is met; the certificate is held.")
        title = held if verdict.held else _("Everything is met.")
    item = _open(enrolment, WorkItem.Kind.READY, enrolment.uuid, title, {"held": verdict.held}, at)
    if item.data.get("held") != verdict.held:  # held or released while it waits
        item.title, item.data = title, {**item.data, "held": verdict.held}
        item.save(update_fields=["title", "data"])


def _is_proposed(enrolment: Enrolment) -> bool:
    """From then on it waits for a second person, which has work of its own."""
    return Certificate.objects.filter(enrolment=enrolment, state=Certificate.State.PROPOSED).exists()


def _open(
    enrolment: Enrolment, kind: WorkItem.Kind, subject: UUID, title: str, data: Mapping[str, object], at: datetime
) -> WorkItem:
    return open_work(
        school=enrolment.school,
        kind=kind,
        subject_uuid=subject,
        who=str(enrolment.student),
        person=enrolment.student,
        title=title,
        url=f"certification/queue/?kind={kind}",
        data={"enrolment": str(enrolment.uuid), **data},
        at=at,
    )


def _close(enrolment: Enrolment, kind: WorkItem.Kind, subject: UUID, at: datetime) -> None:
    close_work(school=enrolment.school, kind=kind, subject_uuid=subject, by=None, at=at)


def _close_all(enrolment: Enrolment, at: datetime) -> None:
    """Nothing about someone who has left or is certified waits for anybody."""
    for subject in _open_judgements(enrolment):
        _close(enrolment, WorkItem.Kind.JUDGEMENT, subject, at)
    _close(enrolment, WorkItem.Kind.READY, enrolment.uuid, at)
