"""A log brought in as a file: keep the file, hand the whole to a person, and that person's one decision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification import notices_student
from feltwork.apps.certification.actions._checks import open_place
from feltwork.apps.certification.actions._decisions import need_reason, refuse_own_matter
from feltwork.apps.certification.actions.judging import judge_evidence
from feltwork.apps.certification.models import ImportedLog, LogEntry
from feltwork.apps.certification.receivers import judged_once
from feltwork.apps.certification.standing import known_of, refresh_standing
from feltwork.apps.schools.actions import close_work, open_work
from feltwork.apps.schools.models import Enrolment, WorkItem
from feltwork.apps.ui.uploads import safe_name
from feltwork.core.certification import Proof

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


@transaction.atomic
def keep_import(
    *,
    enrolment: Enrolment,
    content: bytes,
    name: str,
    day_order: str,
    rows: int,
    by: User,
    at: datetime,
    door: str = "page",
) -> ImportedLog:
    """Keep the file itself, before any of its rows is taken. *door* says through which it came: page or command."""
    enrolment = open_place(enrolment)
    is_excel = content[:4] == b"PK\x03\x04"
    imported = ImportedLog(
        school=enrolment.school,
        enrolment=enrolment,
        name=safe_name(name, "xlsx" if is_excel else "csv"),
        digest=hashlib.sha256(content).hexdigest(),
        content_type=XLSX if is_excel else CSV,
        size_bytes=len(content),
        day_order=day_order,
        rows=rows,
        by=by,
        at=at,
    )
    suffix = "xlsx" if is_excel else "csv"
    imported.file.save(f"{imported.uuid}.{suffix}", ContentFile(content), save=False)
    imported.save()
    facts = {"digest": imported.digest, "rows": rows, "door": door}
    record("certification.keep_import", by=by, at=at, subject=imported, facts=facts)
    return imported


@transaction.atomic
def order_days(*, imported: ImportedLog, day_order: str, by: User, at: datetime) -> ImportedLog:
    """Say how dates with slashes are meant; refused once rows were taken."""
    imported = ImportedLog.objects.select_for_update().get(pk=imported.pk)
    if imported.state != ImportedLog.State.READ:
        raise ValidationError(_("Entries were taken from this file already."), code="taken")
    imported.day_order = day_order
    imported.save(update_fields=["day_order"])
    record("certification.order_days", by=by, at=at, subject=imported, facts={"day_order": day_order})
    return imported


@transaction.atomic
def finish_import(*, imported: ImportedLog, by: User, at: datetime) -> ImportedLog:
    """Judge what was taken and put it before a person as one matter; also after an interruption, and again."""
    enrolment = open_place(imported.enrolment)
    imported = ImportedLog.objects.select_for_update().get(pk=imported.pk)
    imported.state = ImportedLog.State.DONE
    imported.save(update_fields=["state"])
    waiting = waiting_of(imported, enrolment)
    if waiting:
        _open_work(imported, enrolment, len(waiting), at)
    refresh_standing(enrolment=enrolment, at=at)
    return imported


def waiting_of(imported: ImportedLog, enrolment: Enrolment) -> list[UUID]:
    """Entries of the file whose papers nobody has judged yet, in the order of their days."""
    own = set(imported.evidence.values_list("entry__uuid", flat=True))
    known = known_of([enrolment])[enrolment.pk]
    rows = [row for row in known.log if row.uuid in own and known.sealings.proof(row) is Proof.EVIDENCE]
    return [row.uuid for row in sorted(rows, key=lambda row: row.starts_at)]


@transaction.atomic
def judge_import(
    *, imported: ImportedLog, entries: Iterable[UUID], accepted: bool, reason: str, by: User, at: datetime
) -> int:
    """One decision for *entries* of a file, each sealed by itself; how many. The matter closes with the last."""
    enrolment = open_place(imported.enrolment)
    refuse_own_matter(enrolment, by)
    words = need_reason(reason)
    waiting = waiting_of(imported, enrolment)
    chosen = [uuid for uuid in waiting if uuid in set(entries)]
    if not chosen:
        raise ValidationError(_("Please choose at least one entry."), code="none")
    rows = LogEntry.objects.filter(uuid__in=chosen).order_by("starts_at", "pk")
    with judged_once():
        for entry in rows:
            judge_evidence(entry=entry, accepted=accepted, reason=words, by=by, at=at, tell=False)
    notices_student.tell_import(imported, len(chosen), accepted, words, at)
    if len(chosen) == len(waiting):
        close_work(school=imported.school, kind=WorkItem.Kind.EVIDENCE, subject_uuid=imported.uuid, by=by, at=at)
    return len(chosen)


def _open_work(imported: ImportedLog, enrolment: Enrolment, count: int, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        title = ngettext("A log from a file: one entry", "A log from a file: %(n)s entries", count) % {"n": count}
    open_work(
        school=enrolment.school,
        kind=WorkItem.Kind.EVIDENCE,
        subject_uuid=imported.uuid,
        who=str(enrolment.student),
        person=enrolment.student,
        title=title,
        url=f"certification/import/{imported.uuid}/judge/",
        data={"enrolment": str(enrolment.uuid), "import": str(imported.uuid)},
        at=at,
    )


@transaction.atomic
def forget_import(*, imported: ImportedLog, by: Any, at: datetime) -> None:
    """Throw away a file of which nothing was taken."""
    if imported.taken or imported.evidence.exists():
        raise ValidationError(_("Entries were taken from this file, so it is kept."), code="taken")
    facts = {"digest": imported.digest}
    record("certification.forget_import", by=by, at=at, subject=imported, facts=facts)
    file = imported.file
    transaction.on_commit(lambda: file.delete(save=False))
    imported.delete()
