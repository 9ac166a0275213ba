"""Entering the rows of a plan, a batch at a time; what a batch entered stays, whatever happens afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification.actions._checks import open_place
from feltwork.apps.certification.importing._plan import Plan
from feltwork.apps.certification.importing._reading import Claim
from feltwork.apps.certification.importing._rows import RowPlan
from feltwork.apps.certification.models import Evidence, ImportedLog, LogEntry

BATCH = 200
Progress = Callable[[int, int], None]


def take(
    *,
    plan: Plan,
    imported: ImportedLog,
    by: User,
    at: datetime,
    progress: Progress | None = None,
    most: int | None = None,
) -> list[RowPlan]:
    """Enter what can be taken (at most *most* rows of it), with the file as the paper of every row that claims a
    signature; the rows that were entered. Each batch is one transaction; an interruption loses at most its own batch.

    Afterwards call `actions.imports.finish_import`.
    """
    rows = [row for row in plan.to_take if not row.is_taken][:most]
    entered: list[RowPlan] = []
    for start in range(0, len(rows), BATCH):
        new = _enter(rows[start : start + BATCH], plan, imported, by, at)
        for row in new:
            row.is_taken = True
        entered += new
        if progress:
            progress(min(start + BATCH, len(rows)), len(rows))
    return entered


@transaction.atomic
def _enter(rows: Sequence[RowPlan], plan: Plan, imported: ImportedLog, by: User, at: datetime) -> list[RowPlan]:
    open_place(plan.enrolment)  # locked: a second run at the same time waits and then finds them
    there = set(
        LogEntry.objects.filter(enrolment=plan.enrolment).exclude(import_key="").values_list("import_key", flat=True)
    )
    entered = []
    for row in rows:
        if row.key in there:
            row.skip(_("Is in the log already."))
        else:
            entered.append(row)
    LogEntry.objects.bulk_create([_entry(row, plan, by, at) for row in entered])
    by_uuid = dict(LogEntry.objects.filter(uuid__in=[row.uuid for row in entered]).values_list("uuid", "pk"))
    claimed = [row for row in entered if row.facts and row.facts.claim is not Claim.NOTHING]
    Evidence.objects.bulk_create([_paper(row, by_uuid[row.uuid], imported, at) for row in claimed])
    imported.taken += len(entered)
    imported.state = ImportedLog.State.TAKING
    imported.save(update_fields=["taken", "state"])
    facts = {"entries": [str(row.uuid) for row in entered], "file": imported.digest}
    record("certification.import_log", by=by, at=at, subject=imported, facts=facts)
    return entered


def _entry(row: RowPlan, plan: Plan, by: User, at: datetime) -> LogEntry:
    facts = row.facts
    assert facts is not None  # noqa: S101  # a row that can be taken has been read
    return LogEntry(
        school=plan.enrolment.school,
        uuid=row.uuid,
        enrolment=plan.enrolment,
        kind=facts.kind,
        provider_id=facts.provider_id,
        starts_at=facts.interval.starts_at,
        ends_at=facts.interval.ends_at,
        zone=facts.interval.zone,
        is_time_known=facts.interval.is_time_known,
        mode=facts.mode,
        group_size=facts.group_size,
        note=facts.note,
        origin="file",
        import_key=row.key,
        created_by=by,
        created_at=at,
        changed_at=at,
    )


def _paper(row: RowPlan, entry_pk: int, imported: ImportedLog, at: datetime) -> Evidence:
    facts = row.facts
    said = facts.claim_words if facts else ""
    return Evidence(
        school_id=imported.school_id,
        entry_id=entry_pk,
        name=imported.name,
        content_type=imported.content_type,
        size_bytes=imported.size_bytes,
        file=imported.file.name,
        words=_("Row %(number)s of the log; in its signature column: “%(said)s”")
        % {"number": row.number, "said": said},
        imported=imported,
        uploaded_at=at,
    )
