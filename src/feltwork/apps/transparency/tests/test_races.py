"""Two workers, one log: entries get their places once, whoever is first, and a killed act leaves nothing behind."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django_scopes import scope

from feltwork.apps.keys import stores
from feltwork.apps.transparency import actions, queries
from feltwork.apps.transparency.models import LeafSecret, Log, LogLeaf, LogPlace
from feltwork.apps.transparency.verifying import faults_of

pytestmark = pytest.mark.django_db(transaction=True)
ENTRIES, WORKERS = 12, 3


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    stores._store.cache_clear()
    yield
    stores._store.cache_clear()


def test_workers_that_integrate_at_once_make_one_log(school, at):
    for number in range(ENTRIES):
        actions.append(school=school, kind="issue", subject_uuid=uuid4(), facts={"number": str(number)}, at=at)
    barrier, faults = Barrier(WORKERS), []

    def work():
        try:
            barrier.wait()
            with scope(school=school):
                actions.integrate(school=school, at=at)
        except Exception as error:  # whatever it is, the test shows it
            faults.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert list(LogPlace.objects.order_by("index").values_list("index", flat=True)) == list(range(ENTRIES))
    assert (list(faults_of(school)), Log.objects.count()) == ([], 1)
    assert len(list(stores.store().names())) == 1  # the keys that came too late are gone


def test_an_act_that_fails_leaves_no_entry(school, at):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.append(school=school, kind="issue", subject_uuid=uuid4(), facts={}, at=at)
        1 / 0  # noqa: B018
    assert (LogLeaf.objects.count(), LeafSecret.objects.count()) == (0, 0)


def test_a_worker_that_is_killed_before_it_has_signed_is_done_again(school, at, monkeypatch):
    actions.append(school=school, kind="issue", subject_uuid=uuid4(), facts={}, at=at)
    with monkeypatch.context() as patch:
        patch.setattr(actions.places, "_sign_head", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.integrate(school=school, at=at)
    assert LogPlace.objects.count() == 0

    assert actions.integrate(school=school, at=at).size == 1
    assert queries.size_of(school) == 1
