"""An archive of a whole practice that is stopped halfway: nothing of it is handed over; it goes on, or is given up."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.jobs import runs
from feltwork.apps.jobs.actions import ask_cancel, go_on
from feltwork.apps.jobs.worker import Worker
from feltwork.apps.keys import KeyStoreError, stores
from feltwork.apps.practice import works
from feltwork.apps.practice.actions import takeout
from feltwork.apps.practice.archive import vault
from feltwork.apps.practice.archive.unpacking import archives_in
from feltwork.apps.practice.models import Client, TakeOut
from feltwork.apps.practice.tasks import clear_take_outs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at():
    """By the clock of the worker, who clears away what is a week old."""
    return timezone.now()


@pytest.fixture(autouse=True)
def own_worker(settings, tmp_path, monkeypatch):
    settings.TAKE_OUTS_FOLDER = tmp_path / "take-outs"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(runs, "BETWEEN_WRITES", runs.BETWEEN_WRITES * 0)


@pytest.fixture
def halfway(practice, ben, eva, timo, at, monkeypatch):
    """`halfway(act)`: an archive of both files; once the first is packed `act(row)` is done, and the worker goes on."""

    def make(act):
        row = takeout.take_all_out(school=practice, by=ben, at=at)

        def packed_and_acted(file, of):
            content = works_packed(file, of)
            if not vault.pieces(of):
                act(TakeOut.objects.get(pk=row.pk))
            return content

        works_packed = works.packed
        with monkeypatch.context() as patched:
            patched.setattr(works, "packed", packed_and_acted)
            Worker().run(once=True)
        row.refresh_from_db()
        return row

    return make


def opened_for(row):
    """How often each file was opened for it."""
    rows = AuditRecord.objects.filter(code="practice.read", facts__what="takeout")
    return sorted(rows.values_list("subject_uuid", flat=True))


def test_stopped_halfway_nothing_is_handed_over_and_it_goes_on_from_there(
    halfway, practice, ben, eva, timo, at, sign_in
):
    row = halfway(lambda one: ask_cancel(run=one.run, by=ben, at=at))
    row.run.refresh_from_db()
    assert (row.run.state, row.run.done, row.run.total, len(vault.pieces(row))) == ("cancelled", 1, 2, 1)
    assert (row.ready_at, row.digest) == (None, "")
    with pytest.raises(ValidationError):
        takeout.make_address(take_out=row, by=ben, at=at)
    page = sign_in(ben).get(reverse("practice:takeout", kwargs={"school": practice.slug, "uuid": row.uuid})).text
    assert ("Stopped after one step" in page, "Go on from there" in page, "Fetch the archive" in page) == (
        True, True, False,
    )  # fmt: skip

    go_on(run=row.run, by=ben, at=at)
    Worker().run(once=True)
    row.refresh_from_db()
    row.run.refresh_from_db()
    assert (row.run.state, row.run.done, row.run.total) == ("done", 2, 2)
    assert opened_for(row) == sorted([eva.file.uuid, timo.uuid])  # each once: what lay there was not made again
    token = takeout.make_address(take_out=row, by=ben, at=row.ready_at)
    fetched = takeout.fetch(token=token, by=ben, at=row.ready_at)
    content = b"".join(takeout.handed_over(fetched, at=row.ready_at))
    found = {tables["client"]["uuid"] for tables in archives_in(io.BytesIO(content))}
    assert found == {str(one) for one in Client.objects.values_list("uuid", flat=True)}


def test_given_up_halfway_leaves_nothing_that_can_be_read(halfway, ben, at):
    row = halfway(lambda one: takeout.give_up(take_out=one, by=ben, at=at))
    row.run.refresh_from_db()
    assert (row.run.state, row.removed_at, row.ready_at) == ("cancelled", at, None)
    with pytest.raises(KeyStoreError):
        stores.store().data_key(row.key_id)
    clear_take_outs(at)  # a piece that was being written just then lies there without a key until it is cleared
    assert vault.pieces(row) == []
    go_on(run=row.run, by=ben, at=at)
    Worker().run(once=True)
    row.run.refresh_from_db()
    assert (row.run.state, row.run.problem, vault.pieces(row)) == ("failed", "This archive was given up.", [])


def test_what_stays_stopped_runs_out(halfway, ben, at):
    row = halfway(lambda one: ask_cancel(run=one.run, by=ben, at=at))
    clear_take_outs(at + timedelta(days=6))
    assert len(vault.pieces(row)) == 1
    clear_take_outs(at + timedelta(days=7))
    row.refresh_from_db()
    assert (row.removed_at, vault.pieces(row)) == (at + timedelta(days=7), [])
