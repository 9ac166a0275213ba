"""Papers in place of a signature, and requests to a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification.actions._checks import open_place
from feltwork.apps.certification.models import Evidence, ExceptionRequest, LogEntry
from feltwork.apps.certification.standing import refresh_standing, verdict_of
from feltwork.apps.schools.actions import close_work, open_work
from feltwork.apps.schools.models import Enrolment, WorkItem
from feltwork.apps.schools.queries import date_at
from feltwork.apps.signoffs import queries as ledger
from feltwork.apps.ui.uploads import check_upload

WORDS_LENGTH = 2000


@transaction.atomic
def attach_evidence(*, entry: LogEntry, upload: UploadedFile[Any], words: str, by: User, at: datetime) -> Evidence:
    """Attach an invoice, a mail or the like in place of a signature; from now on it waits for a person."""
    enrolment = open_place(entry.enrolment)
    entry = LogEntry.objects.select_for_update(of=("self",)).select_related("provider", "school").get(pk=entry.pk)
    if entry.state == LogEntry.State.REMOVED:
        raise ValidationError(_("This was taken out of the log."), code="state")
    if any(one.kind == "evidence_accepted" for one in ledger.entries_about(entry.uuid, entry.school)):
        raise ValidationError(_("The school has accepted evidence for this already."), code="accepted")
    info = check_upload(upload)
    paper = Evidence(
        school=entry.school,
        entry=entry,
        name=info.name,
        content_type=info.content_type,
        size_bytes=info.size,
        words=words.strip()[:WORDS_LENGTH],
        uploaded_at=at,
    )
    paper.file.save(f"{paper.uuid}.{info.suffix}", upload, save=False)
    paper.save()
    record("certification.attach_evidence", by=by, at=at, subject=paper, facts={"entry": str(entry.uuid)})
    _open_evidence(entry, enrolment, at)
    refresh_standing(enrolment=enrolment, at=at)
    return paper


def close_evidence(entry: LogEntry, *, by: User, at: datetime) -> None:
    """Papers of an entry need nobody's judgement any more."""
    close_work(school=entry.school, kind=WorkItem.Kind.EVIDENCE, subject_uuid=entry.uuid, by=by, at=at)


@transaction.atomic
def ask_exception(
    *, enrolment: Enrolment, entry: LogEntry | None, question: str, words: str, by: User, at: datetime
) -> ExceptionRequest:
    """Ask a person to look at something that the rules refuse or cannot decide; asking twice is asking once.

    Where the verdict already has a question about it, the staff have it on their list and the words are put to it.
    """
    enrolment = open_place(enrolment)
    if not words.strip():
        raise ValidationError({"words": _("Please say in a sentence or two what it is about.")}, code="missing")
    waiting = ExceptionRequest.objects.filter(
        enrolment=enrolment, entry=entry, question=question, state=ExceptionRequest.State.OPEN
    ).first()
    if waiting is not None:
        return waiting
    asked = ExceptionRequest.objects.create(
        school=enrolment.school,
        enrolment=enrolment,
        entry=entry,
        question=question,
        words=words.strip()[:WORDS_LENGTH],
        asked_by=by,
        asked_at=at,
    )
    record("certification.ask_exception", by=by, at=at, subject=asked, facts={"question": question})
    if not _is_on_the_list(enrolment, question, at):
        _open_exception(asked, enrolment, at)
    return asked


def _is_on_the_list(enrolment: Enrolment, question: str, at: datetime) -> bool:
    if not question:
        return False
    verdict = verdict_of(enrolment, date_at(enrolment.school, at))
    return any(one.data.get("question") == question for one in verdict.questions)


def _open_evidence(entry: LogEntry, enrolment: Enrolment, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Evidence in place of a signature by %(name)s") % {"name": entry.provider.name}
    _open(enrolment, WorkItem.Kind.EVIDENCE, entry.uuid, title, {"entry": str(entry.uuid)}, at)


def _open_exception(asked: ExceptionRequest, enrolment: Enrolment, at: datetime) -> None:
    data = {
        "entry": str(asked.entry.uuid) if asked.entry else "",
        "question": asked.question,
        "exception": str(asked.uuid),
    }
    _open(enrolment, WorkItem.Kind.EXCEPTION, asked.uuid, asked.words[:200], data, at)


def _open(
    enrolment: Enrolment, kind: WorkItem.Kind, subject: Any, title: str, data: dict[str, str], at: datetime
) -> None:
    open_work(
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
