"""`feltwork directory-index` and the recurring work."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from feltwork.apps.directory import queries, search
from feltwork.apps.directory.models import IndexRow, IndexState
from feltwork.apps.directory.search import tasks
from feltwork.core.directory import Asked

from .test_engines import AT, TODAY, person

pytestmark = pytest.mark.django_db
BATH = 2656173


@pytest.fixture
def listed(monkeypatch):
    """Three people pass every gate; the returned list may be changed."""
    people = [person(one, town=BATH) for one in (1, 2, 3)]
    monkeypatch.setattr(queries, "listings", lambda at: iter(people))
    return people


def said(*words):
    out = StringIO()
    call_command("directory-index", *words, stdout=out)
    return out.getvalue().strip()


def test_the_index_is_made_from_the_profiles(listed):
    assert said() == "3 profiles can be found."
    assert [hit.km for hit in search.find(Asked(TODAY, town=BATH, km=10)).hits] == [0.0, 0.0, 0.0]
    assert said("--if-needed") == "The index is as this version makes it."


def test_differences_are_told_and_mended(listed):
    said()
    listed[0] = replace(listed[0], weak="I go slower")
    del listed[2]
    with pytest.raises(SystemExit) as ended:
        said("--check")
    assert ended.value.code == 1
    assert said("--sync") == "1 to write, 1 to take out."
    assert said("--check") == "0 to write, 0 to take out."


def test_an_interrupted_rebuild_says_that_all_is_as_it_was(listed, monkeypatch):
    said()

    def cut_off(at):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(queries, "listings", cut_off)
    with pytest.raises(SystemExit) as ended:
        said()
    assert ended.value.code == 130
    assert IndexRow.objects.count() == 3


def test_an_index_of_another_shape_is_made_anew_by_itself(listed):
    said()
    IndexState.objects.update(made_from="another", stamp="another")
    tasks.follow_what_was_missed(AT)
    assert search.is_current()


def test_what_changed_without_an_act_is_mended_by_itself(listed):
    said()
    listed[0] = replace(listed[0], until=TODAY)
    tasks.mend(AT)
    assert not search.differences(listed)
