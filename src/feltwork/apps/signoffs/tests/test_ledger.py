"""The ledger only grows, in one line, and the same act stands in it once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.signoffs import queries
from feltwork.apps.signoffs.events import entry_sealed
from feltwork.apps.signoffs.models import LedgerEntry, LedgerHead
from feltwork.apps.signoffs.tests.factories import seal_one
from feltwork.core.signoffs import GENESIS, seal

pytestmark = pytest.mark.django_db


def test_entries_follow_each_other(school, alma, ruth, at):
    seals = [seal_one(school, alma, ruth, at=at).seal for _ in range(3)]
    rows = list(LedgerEntry.objects.order_by("seq"))
    assert [r.seq for r in rows] == [1, 2, 3]
    assert [r.previous for r in rows] == [GENESIS, *seals[:2]]
    assert [r.seal for r in rows] == seals
    assert LedgerHead.objects.values_list("seq", "seal").get() == (3, seals[2])


def test_the_seal_covers_what_comes_back_from_the_database(school, alma, ruth, at):
    statement = {"amount": "2/3", "group_size": 4, "note": "Grüße, 漢字 🪡", "also": ["a", None, 1]}
    seal_one(school, alma, ruth, at=at + timedelta(microseconds=7), statement=statement)
    row = LedgerEntry.objects.get()
    assert row.statement == statement
    assert seal(row.facts(), previous=row.previous) == row.seal


def test_each_school_has_its_own_chain(school, elsewhere, alma, ruth, farid, at):
    seal_one(school, alma, ruth, at=at)
    seal_one(elsewhere, farid, farid, at=at)
    assert list(LedgerEntry.objects.values_list("school__slug", "seq", "previous").order_by("school__slug")) == [
        ("alder-house", 1, GENESIS),
        ("birch-hall", 1, GENESIS),
    ]


def test_the_same_act_twice_is_one_entry(school, alma, ruth, at):
    subject = uuid4()
    one = seal_one(school, alma, ruth, at=at, key="act", subject_uuid=subject)
    again = seal_one(school, alma, ruth, at=at + timedelta(minutes=1), key="act", subject_uuid=subject)
    assert again == one
    assert LedgerEntry.objects.count() == 1


def test_the_same_key_with_other_content_is_refused(school, alma, ruth, at):
    subject = uuid4()
    seal_one(school, alma, ruth, at=at, key="act", subject_uuid=subject)
    with pytest.raises(ValidationError) as caught:
        seal_one(school, alma, ruth, at=at, key="act", subject_uuid=subject, statement={"outcome": "other"})
    assert caught.value.code == "conflict"
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("statement", [{"amount": 0.5}, {"word": "a\x00b"}])
def test_a_statement_that_could_come_back_differently_is_refused(school, alma, ruth, at, statement):
    with pytest.raises(ValueError), transaction.atomic():
        seal_one(school, alma, ruth, at=at, statement=statement)
    assert LedgerEntry.objects.count() == 0


def test_sealing_is_noted_and_announced(school, alma, ruth, at):
    heard = []

    def listen(sender, entry, school, **kwargs):
        heard.append((entry, school))

    entry_sealed.connect(listen)
    try:
        entry = seal_one(school, alma, ruth, at=at)
    finally:
        entry_sealed.disconnect(listen)
    assert heard == [(entry, school)]
    assert AuditRecord.objects.values_list("code", "subject_uuid", "by").get() == (
        "signoffs.append",
        entry.uuid,
        ruth.pk,
    )


def test_a_listener_that_fails_undoes_the_entry(school, alma, ruth, at):
    def refuse(sender, **kwargs):
        raise RuntimeError

    entry_sealed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            seal_one(school, alma, ruth, at=at)
    finally:
        entry_sealed.disconnect(refuse)
    assert LedgerEntry.objects.count() == 0
    assert LedgerHead.objects.count() == 0


def test_appending_takes_a_known_number_of_queries(school, alma, ruth, at, django_assert_num_queries):
    seal_one(school, alma, ruth, at=at)
    with django_assert_num_queries(7):  # savepoint, head, key, entry, head, audit, release
        seal_one(school, alma, ruth, at=at)


@pytest.mark.parametrize(
    "change",
    [
        lambda: LedgerEntry.objects.update(by_name="Somebody else"),
        lambda: LedgerEntry.objects.all().delete(),
        lambda: LedgerEntry.objects.get().delete(),
        lambda: LedgerEntry(pk=LedgerEntry.objects.get().pk, **{"by_name": "x"}).save(update_fields=["by_name"]),
        lambda: raw("UPDATE signoffs_ledgerentry SET by_name = 'Somebody else'"),
        lambda: raw("UPDATE signoffs_ledgerentry SET seq = seq + 1"),
        lambda: raw("DELETE FROM signoffs_ledgerentry"),
    ],
    ids=["orm-update", "orm-delete-all", "orm-delete", "orm-save", "sql-update", "sql-renumber", "sql-delete"],
)
def test_the_database_itself_refuses_any_change(school, alma, ruth, at, change):
    entry = seal_one(school, alma, ruth, at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert queries.entries_of(alma, school) == [entry]


def test_postgresql_refuses_to_empty_the_ledger(school, alma, ruth, at):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    seal_one(school, alma, ruth, at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        raw("TRUNCATE signoffs_ledgerentry")


def test_reading_by_student_and_by_subject(school, alma, ben, ruth, at, django_assert_num_queries):
    mine = [seal_one(school, alma, ruth, at=at) for _ in range(2)]
    other = seal_one(school, ben, ruth, at=at)
    with django_assert_num_queries(3):
        assert queries.entries_of(alma, school) == mine
        assert queries.entries_about(other.subject_uuid, school) == [other]
        assert queries.entries_of_many([alma.pk, ben.pk, ruth.pk], school) == {
            alma.pk: mine,
            ben.pk: [other],
            ruth.pk: [],
        }


def raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
