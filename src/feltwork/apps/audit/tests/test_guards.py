"""The guards stand again after each migration, also after one that failed; and they let tables be rebuilt."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import pre_migrate
from django.utils import timezone

from feltwork.apps.audit import guards
from feltwork.apps.audit.actions import record
from feltwork.apps.audit.checks import check_guards
from feltwork.apps.audit.models import AuditRecord


def guarded():
    """One of each kind: only added to, frozen by a signature, pointing at another row of the same owner."""
    found = [
        next(m for m in apps.get_models() if m._meta.db_table == table)
        for table in (guards.append_only_tables()[0], guards.locks()[0].table, guards.school_links()[0].target)
    ]
    return list(dict.fromkeys(found))


def migrating(plan):
    pre_migrate.send(sender=apps.get_app_config("audit"), using="default", plan=plan)


@pytest.mark.django_db(transaction=True)
def test_a_column_with_a_default_is_added_to_each_kind_of_guarded_table():
    assert guards.missing() == []
    migrating(plan=[("something", False)])
    assert guards._standing() == []
    try:
        for model in guarded():
            field = models.CharField(max_length=9, default="new")
            field.set_attributes_from_name("added_in_a_test")
            field.model = model
            with connection.schema_editor() as editor:
                editor.add_field(model, field)
            with connection.schema_editor() as editor:
                editor.remove_field(model, field)
    finally:
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default", apps=apps, plan=[])
    assert guards.missing() == []
    record("test.act", by=None, at=timezone.now())
    with pytest.raises(DatabaseError, match="append-only"):
        AuditRecord.objects.update(code="test.other")


@pytest.mark.django_db(transaction=True)
def test_a_failed_migration_leaves_the_guards_standing(monkeypatch):
    seen = []

    def fail(*args, **kwargs):
        seen.append(len(guards._standing()))
        raise CommandError("no room left")

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_args, **_more: [(Named(), False)])
    monkeypatch.setattr(MigrationExecutor, "migrate", fail)
    with pytest.raises(CommandError, match="no room left"):
        call_command("migrate", verbosity=0, skip_checks=True)
    assert (seen, guards.missing()) == ([0], [])


class Named:
    app_label, name = "audit", "0099_something"


@pytest.mark.django_db(transaction=True)
def test_nothing_to_migrate_takes_no_guard_down(monkeypatch):
    migrating(plan=[])
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_what_a_kill_left_behind_is_named_and_mended_by_the_next_migrate():
    migrating(plan=[("something", False)])
    try:
        (told,) = check_guards(databases=["default"])
        assert (told.id, "feltwork migrate" in told.hint) == ("feltwork.W101", True)
        assert check_guards(databases=None) == []
        call_command("migrate", verbosity=0)
    finally:
        guards.install()
    assert (guards.missing(), check_guards(databases=["default"])) == ([], [])


@pytest.mark.django_db
def test_guards_ask_for_no_column_that_a_half_done_migration_did_not_bring(monkeypatch):
    here = {table: set(columns) for table, columns in guards._present().items()}
    lock = guards.locks()[0]
    lost = lock.others[-1]
    here[lock.table].discard(lost)
    (update,) = [
        sql for sql in guards._statements(here) if "CREATE TRIGGER" in sql and f'fw_lock_{lock.table}_update"' in sql
    ]
    assert f'"{lost}"' not in update.split(" ON ")[0]
