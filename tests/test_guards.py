"""What the database itself refuses, tried with SQL that goes around our code."""

import pytest
from django.db import DatabaseError, connection, transaction

from feltwork.apps.audit import guards
from feltwork.apps.audit.actions import record
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.tests.factories import EnrolmentFactory


def test_an_audit_row_cannot_be_changed_or_deleted(alma, at):
    row = record("tests.looked", by=alma, at=at)

    for sql in ("UPDATE audit_auditrecord SET code = 'x'", "DELETE FROM audit_auditrecord"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditRecord.objects.update(code="x")

    assert AuditRecord.objects.get(pk=row.pk).code == "tests.looked"


def test_every_append_only_table_refuses(db):
    assert {"audit_auditrecord", "signoffs_ledgerentry", "schools_ruleedition"} <= set(guards.append_only_tables())
    assert _triggers() >= {f"fw_keep_{t}_{v}" for t in guards.append_only_tables() for v in ("update", "delete")}


def test_what_may_go_with_something_erased_names_a_table_that_keeps_that_it_was(db):
    """Tried with rows in `apps/directory/tests/test_erasing.py`."""
    tables = {one.table for one in guards.erasables()}

    assert tables == {"directory_confirmation", "directory_licencecheck", "directory_replyfigure"}
    assert {one.by for one in guards.erasables()} == {"directory_erasure"}
    assert tables | {"directory_erasure"} <= set(guards.append_only_tables())


def test_a_row_cannot_point_into_another_school(alma, elsewhere, cohort):
    with pytest.raises(DatabaseError), transaction.atomic():
        EnrolmentFactory(cohort=cohort, school=elsewhere, student=alma, edition=cohort.edition)
        _settle()
    with pytest.raises(DatabaseError), transaction.atomic():
        Enrolment.objects.filter(pk=alma.enrolment.pk).update(school=elsewhere)
        _settle()


def test_every_key_between_schools_rows_is_guarded(db):
    names = _triggers() if connection.vendor == "sqlite" else _constraints()
    suffix = ["_insert", "_update"] if connection.vendor == "sqlite" else [""]
    expected = {f"{guards._link_name(link)}{end}"[:63] for link in guards.school_links() for end in suffix}
    assert {name[:63] for name in names} >= expected
    assert len(expected) > 20


def _settle():
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _triggers():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {row[0] for row in cursor.fetchall()}


def _constraints():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE 'fw_link_%'")
        return {row[0] for row in cursor.fetchall()}
