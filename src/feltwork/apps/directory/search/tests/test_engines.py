"""Every engine answers as the plain way does: whom it finds, in which order, on which page, with which counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from feltwork.apps.directory import search
from feltwork.apps.directory.models.index import IndexChange, IndexRow, IndexState, IndexText, IndexWord
from feltwork.apps.directory.search import _words
from feltwork.core.directory import Asked, Listing, brute
from feltwork.core.directory.tests.strategies import TODAY, TOWNS, UNKNOWN, listings, searches

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
ENGINES = ["embedded", "held", "tantivy"]
EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class Undo(Exception):
    """Leaves a transaction without a trace."""


@pytest.fixture(autouse=True)
def eight_towns(monkeypatch, settings, tmp_path):
    for module in (search, search._keeping):
        monkeypatch.setattr(module, "towns", lambda: TOWNS)
    settings.DIRECTORY_FOLDER = tmp_path / "directory"


@pytest.fixture(params=ENGINES)
def engine(request, settings, monkeypatch):
    """The embedded one reads rows from the database, or has them in memory when they are few."""
    settings.DIRECTORY_ENGINE = "tantivy" if request.param == "tantivy" else "embedded"
    if request.param != "held":
        monkeypatch.setattr(search._memory, "MOST_ROWS", -1)
    return request.param


def person(id_=1, **changes):
    one = Listing(
        id=id_,
        town=1,
        how=frozenset({"in_person"}),
        online_in=frozenset(),
        codes={"room": frozenset({"now"})},
        strong="Hanne Vosper psychotherapist accident unfall Bristol",
        weak="I go slowly",
        confirmed_on=TODAY,
    )
    return replace(one, **changes)


def followed():
    """Whatever the engine in use still has to do is done."""
    search.follow()


def ids(asked, **more):
    return [hit.id for hit in search.find_exactly(asked, **more).hits]


@pytest.mark.django_db
@EXAMPLES
@given(people=listings(), asked=searches())
def test_an_engine_answers_as_one_by_one(engine, people, asked):
    try:
        with transaction.atomic():
            search.rebuild(people, at=AT)
            followed()
            reading = _words.read(asked.words)
            answer = search.find_exactly(asked, reading)
            assert answer == brute(people, asked, towns=TOWNS, reading=reading)
            assert reading == search_reading(people, asked)
            raise Undo
    except Undo:
        pass


def search_reading(people, asked):
    """The reading that the words of these people give, without a database."""
    from feltwork.core.directory import KnownWords, fold, read_words

    return read_words(asked.words, KnownWords(word for one in people for word in (*fold(one.strong), *fold(one.weak))))


@pytest.mark.django_db
def test_what_is_put_is_found_what_changes_is_found_anew_and_what_is_dropped_is_gone(engine):
    search.put(person(1), at=AT)
    search.put(person(2, strong="Joss Amberley counsellor", town=4), at=AT)
    followed()
    assert ids(Asked(TODAY, words="unfall")) == [1]
    assert ids(Asked(TODAY, town=5, km=60)) == [2]

    search.put(person(1, strong="Hanne Vosper psychotherapist birth", town=UNKNOWN), at=AT)
    followed()
    assert ids(Asked(TODAY, words="unfall")) == []
    assert ids(Asked(TODAY, words="birth vosper")) == [1]

    search.drop(1)
    search.drop(77)
    followed()
    assert ids(Asked(TODAY, words="vosper")) == []
    assert ids(Asked(TODAY)) == [2]
    assert IndexRow.objects.count() == IndexText.objects.count() == 1


@pytest.mark.django_db
def test_who_was_dropped_is_gone_at_once_even_before_the_engine_has_followed(engine):
    search.put(person(1), at=AT)
    search.put(person(2), at=AT)
    followed()
    search.drop(1)
    answer = search.find_exactly(Asked(TODAY, words="vosper"))
    assert [hit.id for hit in answer.hits] == [2]


@pytest.mark.django_db
def test_a_listing_ends_by_itself_on_its_last_day(engine):
    search.put(person(until=TODAY), at=AT)
    followed()
    assert ids(Asked(TODAY)) == [1]
    assert ids(Asked(TODAY + timedelta(days=1))) == []


@pytest.mark.django_db
def test_a_profile_put_in_a_transaction_that_fails_was_never_there(engine):
    with pytest.raises(Undo), transaction.atomic():
        search.put(person(), at=AT)
        raise Undo
    followed()
    assert ids(Asked(TODAY)) == []
    assert not IndexChange.objects.exists()


@pytest.mark.django_db
def test_nobody_near_leads_farther_step_by_step_and_says_so(engine):
    search.put(person(town=3), at=AT)  # Cardiff, some 40 km from Bristol
    followed()
    answer = search.find(Asked(TODAY, town=1, km=10))
    assert [(step.code, dict(step.data)) for step in answer.widened] == [
        ("farther", {"km": 25.0}),
        ("farther", {"km": 50.0}),
    ]
    assert [hit.id for hit in answer.hits] == [1]

    answer = search.find(Asked(TODAY, town=7, km=100, words="vosper", chosen={"touch": frozenset({"never"})}))
    assert answer.total == 0
    assert answer.widened == ()


@pytest.mark.django_db
def test_a_slip_is_mended_and_said(engine):
    search.put(person(), at=AT)
    followed()
    answer = search.find(Asked(TODAY, words="Vopser"))
    assert [hit.id for hit in answer.hits] == [1]
    assert answer.words_read_as == {"vopser": ("vosper",)}


@pytest.mark.django_db
def test_signs_of_every_query_language_are_only_words_that_say_nothing(engine):
    search.put(person(), at=AT)
    followed()
    for typed in ('"', "vosper*", "vosper' OR '1'='1", "(vosper", "strong:vosper", "vosper & !hanne", "+vosper", "@1"):
        search.find(Asked(TODAY, words=typed))
    assert ids(Asked(TODAY, words="(vosper*")) == [1]


@pytest.mark.django_db
def test_a_search_is_a_handful_of_queries_however_many_are_found(django_assert_num_queries):
    """The stamp, the words; on SQLite who has them somewhere and who in the strong part, on PostgreSQL both at once,
    between a savepoint with what its planner has to be told and the end of that."""
    number, asked = (4 if connection.vendor == "sqlite" else 7), Asked(TODAY, words="vosper", town=1, km=40)
    for many in (1, 30):
        for one in range(1, many + 1):
            search.put(person(one), at=AT)
        search.find(Asked(TODAY, words="hanne"))
        with django_assert_num_queries(number):
            assert search.find(asked).total == many
        with django_assert_num_queries(1):  # asked again before anything changed
            assert search.find(asked).total == many


@pytest.mark.django_db
def test_no_answer_is_kept_beyond_a_change(engine):
    search.put(person(1), at=AT)
    assert search.find(Asked(TODAY)).total == 1
    with pytest.raises(Undo), transaction.atomic():
        search.put(person(2), at=AT)
        assert search.find(Asked(TODAY)).total == 2
        raise Undo
    assert search.find(Asked(TODAY)).total == 1
    search.drop(1)
    assert search.find(Asked(TODAY)).total == 0
    assert IndexState.objects.get().rows == 0


@pytest.mark.django_db
def test_an_index_of_another_shape_is_noticed():
    assert search.is_current()
    search.put(person(), at=AT)
    assert search.is_current()
    IndexState.objects.update(made_from="another")
    assert not search.is_current()
    search.rebuild([person()], at=AT)
    assert search.is_current()


@pytest.mark.django_db
def test_an_index_of_another_shape_is_not_read(monkeypatch):
    """A new version answers from the profiles themselves until the index is made anew."""
    search.put(person(1), at=AT)
    IndexState.objects.update(made_from="another", stamp="another")
    monkeypatch.setattr(search.queries, "listings", lambda at: iter([person(2)]))
    assert ids(Asked(TODAY)) == [2]


@pytest.mark.django_db
def test_what_differs_from_the_profiles_is_found_and_mended():
    for one in (person(1), person(2), person(3)):
        search.put(one, at=AT)
    wanted = [person(1), person(2, weak="I go slower"), person(4)]
    found = search.differences(wanted)
    assert ([one.id for one in found.to_put], found.to_drop) == ([2, 4], [3])
    search.mend(found, at=AT)
    assert not search.differences(wanted)
    assert sorted(ids(Asked(TODAY))) == [1, 2, 4]


@pytest.mark.django_db
def test_a_rebuild_that_is_stopped_leaves_the_old_index():
    search.put(person(1), at=AT)

    def stop(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        search.rebuild([person(2)], at=AT, told=stop)
    assert ids(Asked(TODAY)) == [1]
    assert IndexWord.objects.filter(word="vosper").exists()
