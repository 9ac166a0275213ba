"""Whether a school's ledger is as it was sealed, and whether the database still keeps it so."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from feltwork.apps.schools.models import School
from feltwork.apps.signoffs.models import SEALED, LedgerEntry, LedgerHead, facts_from
from feltwork.core.signoffs import GENESIS, Entry, Fault, Head, What, faults, fits

ROWS_AT_ONCE = 2000
SEQ = SEALED.index("seq")


def ledger_of(school: School, *, until: int) -> Iterator[Entry]:
    """The ledger of *school* up to the place *until*, a piece at a time."""
    entries = LedgerEntry.objects.filter(school=school, seq__lte=until).order_by("seq", "pk")
    for *values, previous, sealed_as in entries.values_list(*SEALED, "previous", "seal").iterator(
        chunk_size=ROWS_AT_ONCE
    ):
        facts = facts_from(values)
        yield Entry(seq=values[SEQ], facts=facts, previous=previous, seal=sealed_as)


def head_of(school: School) -> Head:
    """The recorded end of the ledger of *school*."""
    return Head(*LedgerHead.objects.filter(school=school).values_list("seq", "seal").first() or (0, GENESIS))


def faults_of(school: School) -> Iterator[Fault]:
    """Everything wrong with the ledger of *school*, as it is found and in constant memory.

    Writers need not wait: the chain is read up to the end as it was at the start.
    """
    head = head_of(school)
    yield from faults(ledger_of(school, until=head.seq), head)
    yield from _behind_the_end(school)


def _behind_the_end(school: School) -> Iterator[Fault]:
    # one statement, so that an entry sealed just now and the end that it moved are seen together
    end = LedgerHead.objects.filter(school=school).values("seq")
    entries = LedgerEntry.objects.filter(school=school, seq__gt=Coalesce(Subquery(end), 0)).order_by("seq")
    for seq, uuid in entries.values_list("seq", "uuid").iterator():
        yield Fault(seq, What.ADDED, str(uuid))


def is_sound(entry: LedgerEntry) -> bool:
    """Whether the seal of this one entry fits it."""
    return fits(entry.facts(), previous=entry.previous, sealed_as=entry.seal)


def missing_guards() -> list[str]:
    """Names of triggers that should keep the ledger and are not in the database."""
    verbs = ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    table = LedgerEntry._meta.db_table
    wanted = {f"fw_keep_{table}_{verb}" for verb in verbs}
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor], [table])
        return sorted(wanted - {row[0] for row in cursor.fetchall()})


_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    # 'D' means switched off
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'",
}
