"""Wording, brought in and taken out. It was checked against the instrument before it gets here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.models import Pack
from feltwork.apps.schools.models import School
from feltwork.core.measures.wording import WordingPack


@transaction.atomic
def import_pack(*, school: School, pack: WordingPack, source: str, by: User | None, at: datetime) -> Pack:
    """Keep *pack*. One of the same instrument, version and language that is here is taken out; sheets that were begun
    with it keep its words."""
    School.objects.select_for_update().get(pk=school.pk)
    same = Pack.objects.filter(
        school=school,
        instrument=pack.instrument_id,
        version=pack.version,
        language=pack.language,
        removed_at=None,
    )
    same.update(removed_at=at, removed_by=by)
    row = Pack.objects.create(
        school=school,
        instrument=pack.instrument_id,
        version=pack.version,
        language=pack.language,
        order_id=pack.order_id,
        body=pack.to_json(),
        source=source[:200],
        licence=pack.licence,
        by=by,
        at=at,
    )
    note("measures.import_pack", by=by, at=at, subject=row, facts=_facts(row))
    return row


@transaction.atomic
def remove_pack(*, pack: Pack, by: User | None, at: datetime) -> Pack:
    """From now on nothing new is asked in these words; sheets that were begun are finished in them."""
    row = Pack.objects.select_for_update().get(pk=pack.pk)
    if row.removed_at is None:
        row.removed_at, row.removed_by = at, by
        row.save(update_fields=["removed_at", "removed_by"])
        note("measures.remove_pack", by=by, at=at, subject=row, facts=_facts(row))
    return row


def _facts(row: Pack) -> dict[str, str]:
    return {"instrument": row.instrument, "version": row.version, "language": row.language}
