import pytest
from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from feltwork.apps.jobs.handing import hand_over

ROWS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@task()
def note(word: str) -> None:
    """Something to do."""


def test_a_task_is_there_exactly_if_its_act_is(settings, db):
    settings.TASKS = ROWS
    with pytest.raises(RuntimeError), transaction.atomic():
        hand_over(note, word="lost")
        raise RuntimeError
    with transaction.atomic():
        hand_over(note, word="kept")
        assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {"word": "kept"}}
    assert DBTaskResult.objects.count() == 1


def test_a_queue_elsewhere_hears_of_it_when_the_act_is_done(settings, django_capture_on_commit_callbacks, db):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with django_capture_on_commit_callbacks(execute=True) as told:
        hand_over(note, word="kept")
    assert len(told) == 1
