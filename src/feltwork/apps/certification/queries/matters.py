"""One matter of the worklist with everything a person needs to decide about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from feltwork.apps.certification.models import Evidence, ExceptionRequest, Inquiry, LogEntry
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.queries import open_revocation
from feltwork.apps.schools.models import Enrolment, WorkItem
from feltwork.apps.signoffs import queries as ledger
from feltwork.apps.signoffs.queries import RequestRow, SealedEntry
from feltwork.apps.ui.words import date_words

Kind = WorkItem.Kind
MISSING_PROVIDER = "provider-missing"  # the question of a request about somebody who is not on the list
ABOUT = ("student", "school", "cohort__programme", "edition")


@dataclass(slots=True)
class Event:
    """A line of the trail."""

    at: datetime
    text: str


@dataclass(slots=True)
class Matter:
    """What *item* is about; parts that do not belong to its kind stay empty."""

    item: WorkItem
    enrolment: Enrolment
    entry: LogEntry | None = None
    exception: ExceptionRequest | None = None
    certificate: Certificate | None = None
    revocation: Any = None
    papers: list[Evidence] = field(default_factory=list)
    sealed: list[SealedEntry] = field(default_factory=list)
    requests: list[RequestRow] = field(default_factory=list)
    inquiries: list[Inquiry] = field(default_factory=list)
    words: str = ""  # what the student says about a question that the rules leave open
    words_at: datetime | None = None

    @property
    def question(self) -> str:
        """The code under which a ruling is recorded; empty if the whole entry is meant."""
        return self.exception.question if self.exception else str(self.item.data.get("question") or "")

    @property
    def is_missing(self) -> bool:
        """The student misses somebody on the list of providers."""
        return self.question.startswith(MISSING_PROVIDER)

    @property
    def signature(self) -> SealedEntry | None:
        """The provider's latest word."""
        words = ("confirmed", "corrected", "declined", "taken_back")
        return next((one for one in reversed(self.sealed) if one.kind in words), None)

    @property
    def trail(self) -> list[Event]:
        """Everything that happened so far, oldest first."""
        return sorted(_events(self), key=lambda event: event.at)


def bare_matter_of(item: WorkItem) -> Matter:
    """What *item* is about without its history, in one query or two; Http404 if it has gone."""
    if item.kind == Kind.EXCEPTION:
        return _exception(item)
    if item.kind == Kind.SECOND:
        return _second(item)
    if item.data.get("entry"):
        return _entry(item)
    return Matter(item, _enrolment(item))


def matter_of(item: WorkItem) -> Matter:
    """The same with papers, signatures, requests and questions."""
    matter = bare_matter_of(item)
    matter.inquiries = list(Inquiry.objects.filter(item=item).select_related("asked_by"))
    if matter.entry is not None:
        matter.papers = list(matter.entry.evidence.order_by("uploaded_at", "pk"))
        matter.sealed = ledger.entries_about(matter.entry.uuid, item.school)
        asked = ledger.requests_of(matter.enrolment.student, item.school)
        matter.requests = [one for one in asked if one.subject_uuid == matter.entry.uuid]
    return matter


def _enrolment(item: WorkItem) -> Enrolment:
    found = Enrolment.objects.select_related(*ABOUT).filter(uuid=_uuid(item.data.get("enrolment"))).first()
    if found is None:
        raise Http404
    return found


def _entry(item: WorkItem) -> Matter:
    rows = LogEntry.objects.select_related("provider", *(f"enrolment__{name}" for name in ABOUT))
    asked = ExceptionRequest.objects.filter(entry=OuterRef("pk"), question=str(item.data.get("question") or ""))
    asked = asked.filter(state=ExceptionRequest.State.OPEN).order_by("-pk")
    rows = rows.annotate(words=Subquery(asked.values("words")[:1]), words_at=Subquery(asked.values("asked_at")[:1]))
    entry = rows.filter(uuid=_uuid(item.data.get("entry"))).first()
    if entry is None:
        raise Http404
    return Matter(item, entry.enrolment, entry=entry, words=entry.words or "", words_at=entry.words_at)


def _exception(item: WorkItem) -> Matter:
    wanted = ("entry__provider", "asked_by", *(f"enrolment__{name}" for name in ABOUT))
    found = ExceptionRequest.objects.select_related(*wanted).filter(uuid=item.subject_uuid).first()
    if found is None:
        raise Http404
    return Matter(item, found.enrolment, entry=found.entry, exception=found)


def _second(item: WorkItem) -> Matter:
    wanted = ("school", "proposed_by", *(f"enrolment__{name}" for name in ABOUT))
    found = Certificate.objects.select_related(*wanted).filter(uuid=item.subject_uuid).first()
    if found is None:
        raise Http404
    revocation = open_revocation(found) if item.data.get("what") == "revoke" else None
    return Matter(item, found.enrolment, certificate=found, revocation=revocation)


def _events(matter: Matter) -> Iterator[Event]:
    item, student = matter.item, str(matter.enrolment.student)
    if matter.entry is not None:
        yield Event(matter.entry.created_at, _("Logged by %(name)s.") % {"name": student})
    for request in matter.requests:
        yield Event(request.asked_at, _("%(name)s was asked to sign.") % {"name": request.provider_name})
        if request.reminded_at:
            yield Event(request.reminded_at, _("%(name)s was reminded.") % {"name": request.provider_name})
    for sealed in matter.sealed:
        yield Event(sealed.at, said(sealed))
    for paper in matter.papers:
        yield Event(paper.uploaded_at, _("%(name)s attached “%(paper)s”.") % {"name": student, "paper": paper.name})
    if matter.exception is not None:
        yield Event(matter.exception.asked_at, _("%(name)s asked the school to look at it.") % {"name": student})
    if matter.certificate is not None:
        yield Event(
            matter.certificate.proposed_at,
            _("Certificate proposed by %(name)s.") % {"name": matter.certificate.proposed_by},
        )
    promised = _("Put on the list; an answer is promised by %(date)s.") % {"date": date_words(item.due_on)}
    yield Event(item.opened_at, promised)
    for inquiry in matter.inquiries:
        yield Event(inquiry.asked_at, _("%(name)s asked: %(text)s") % {"name": inquiry.asked_by, "text": inquiry.text})
        if inquiry.replied_at:
            yield Event(inquiry.replied_at, _("%(name)s answered: %(text)s") % {"name": student, "text": inquiry.reply})


SAID = {
    "confirmed": lambda: _("Signed by %(name)s."),
    "corrected": lambda: _("Signed with a correction by %(name)s."),
    "declined": lambda: _("Declined by %(name)s: %(reason)s"),
    "taken_back": lambda: _("Signature taken back by %(name)s: %(reason)s"),
    "evidence_accepted": lambda: _("Evidence accepted by %(name)s: %(reason)s"),
    "evidence_refused": lambda: _("Evidence not accepted by %(name)s: %(reason)s"),
    "waived": lambda: _("Waived by %(name)s: %(reason)s"),
    "waiver_ended": lambda: _("Waiver ended by %(name)s: %(reason)s"),
    "issued": lambda: _("Certificate issued by %(name)s."),
    "suspended": lambda: _("Certificate suspended by %(name)s: %(reason)s"),
    "reinstated": lambda: _("Certificate in force again, by %(name)s: %(reason)s"),
    "revoked": lambda: _("Certificate withdrawn by %(name)s: %(reason)s"),
}


def said(sealed: SealedEntry) -> str:
    """One entry of the ledger as a sentence."""
    filled = {"name": sealed.by_name, "reason": sealed.statement.get("reason") or "–"}
    if sealed.kind == "ruled":
        counts = sealed.statement.get("outcome") == "count"
        if counts:
            return _("%(name)s decided that it counts: %(reason)s") % filled
        return _("%(name)s decided against it: %(reason)s") % filled
    return SAID[sealed.kind]() % filled


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise Http404 from None
