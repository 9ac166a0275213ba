"""Words in all of one's own files: found, noted in each file, bounded; private notes and others' files never are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change
from feltwork.apps.practice.actions.searching import search_own
from feltwork.apps.practice.queries import search as reading
from feltwork.apps.practice.queries.reads import reads_of
from feltwork.apps.practice.queries.record import shown_of

ROLES = frozenset({"practitioner"})


@pytest.fixture
def to(practice):
    return reverse("practice:search-all", kwargs={"school": practice.slug})


@pytest.fixture
def written(opened, at):
    """`written(ben, client, "blue tiles")`: a session of which something was written, by whoever treats the client."""

    def make(user, client, words, *, kind="practice"):
        file = opened(user, client)
        record = actions.start_record(file=file, starts_at=at, zone="UTC", mode="phone", by=user, at=at)
        body = {"words": words}
        actions.save_items(file=file, record=record, changes=[Change(uuid4(), uuid4(), kind, 0, body)], by=user, at=at)
        return file, record

    return make


@pytest.fixture
def others(practice, jonas, at):
    """A client of Jonas's, whom Ben does not treat."""
    identity = {"name": "Lena Sorge", "born_on": "1990-01-01"}
    return actions.open_client(school=practice, identity=identity, clinician=jonas, by=jonas, at=at)


def swept(user, asked, at, **more):
    return search_own(user=user, roles=ROLES, asked=asked, at=at, **more)


def places(found):
    return {file.client.uuid: [(one.kind, one.match) for one in hits] for file, hits in found.found}


def test_all_of_ones_own_files_and_nobody_elses(written, ben, eva, timo, jonas, others, opened, at):
    file, record = written(ben, eva.file, "the blue tiles of the kitchen")
    written(ben, timo, "a kite, blue")
    theirs, _record = written(jonas, others, "blue as well")
    actions.save_note(file=file, note_uuid=uuid4(), seen=0, words="blue, I think", by=ben, at=at)
    actions.add_carer(file=theirs, user=ben, by=jonas, at=at)
    body = {"departure": {"activation": 2, "settled": "yes"}, "risk": {"found": "nothing_new"}}
    changes = [Change(uuid4(), uuid4(), kind, 0, one) for kind, one in body.items()]
    actions.save_items(file=file, record=record, changes=changes, by=ben, at=at)
    actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)
    actions.add_addendum(file=file, record=record, words="Blue, once more.", by=ben, at=at)

    found = swept(ben, "blue", at)
    assert places(found) == {
        eva.file.uuid: [("practice", "blue"), ("addendum", "Blue")],
        timo.uuid: [("practice", "blue")],
    }
    assert (found.places, found.of, found.is_over, found.is_full) == (3, 2, True, False)
    assert places(swept(ben, "blue kitchen", at)) == {eva.file.uuid: [("practice", "blue")]}
    assert places(swept(jonas, "blue", at)) == {others.uuid: [("practice", "blue")]}
    assert search_own(user=ben, roles=frozenset({"supervisor"}), asked="blue", at=at).of == 0


def test_each_opened_file_says_so_to_its_client_and_no_other(written, ben, eva, timo, jonas, others, at):
    written(ben, eva.file, "the sea")
    before = AuditRecord.objects.filter(code="practice.read").count()
    later = at + timedelta(minutes=1)
    swept(ben, "nowhere to be found", later)
    rows = AuditRecord.objects.filter(code="practice.read", at=later)
    assert AuditRecord.objects.filter(code="practice.read").count() == before + 2
    assert {(row.subject_uuid, row.kind, row.by, row.facts["what"], row.facts["sight"]) for row in rows} == {
        (uuid, AuditRecord.Kind.SAW, ben, "search", "clinician") for uuid in (eva.file.uuid, timo.uuid)
    }
    assert (reads_of(eva.file)[0].what, list(reads_of(others))) == ("search", [])


def test_so_many_files_at_a_time_and_only_those_are_opened(written, ben, eva, timo, at):
    for client in (eva.file, timo):
        written(ben, client, "a steady breath")
    later = at + timedelta(minutes=1)
    first = swept(ben, "breath", later, most=1)
    assert (first.looked, first.of, first.is_over, first.places) == (1, 2, False, 1)
    assert AuditRecord.objects.filter(code="practice.read", at=later).count() == 1
    second = swept(ben, "breath", later, start=first.looked, most=1)
    assert (second.looked, second.is_over) == (2, True)
    assert set(places(first)) | set(places(second)) == {eva.file.uuid, timo.uuid}


def test_it_stops_where_too_much_is_found(written, ben, eva, timo, at, monkeypatch, sign_in, to):
    monkeypatch.setattr(reading, "MOST", 2)
    monkeypatch.setattr("feltwork.apps.practice.actions.searching.MOST", 2)
    for client in (eva.file, eva.file, timo):
        written(ben, client, "a steady breath")
    found = swept(ben, "steady", at)
    assert (found.places, found.is_full) == (2, True)
    assert "Please look for more words, or narrower ones." in sign_in(ben).post(to, {"words": "steady"}).text


def test_statements_do_not_grow_with_files(written, ben, eva, timo, practice, at, django_assert_num_queries):
    written(ben, eva.file, "the sea")
    with django_assert_num_queries(5):
        swept(ben, "sea", at)
    for number in range(3):
        identity = {"name": f"Person {number}", "born_on": "1980-01-01"}
        one = actions.open_client(school=practice, identity=identity, clinician=ben, by=ben, at=at)
        written(ben, one, "the sea")
    with django_assert_num_queries(5):
        assert swept(ben, "sea", at).places == 4


def test_what_was_set_aside_or_erased_is_left_alone(written, opened, ben, eva, timo, at):
    written(ben, eva.file, "the sea")
    actions.end_treatment(file=opened(ben, eva.file), on=at.date(), by=ben, at=at)
    assert swept(ben, "sea", at).places == 1
    actions.set_aside(file=opened(ben, eva.file), by=ben, at=at)
    assert (swept(ben, "sea", at).places, swept(ben, "sea", at).of) == (0, 1)


def test_the_page_names_whose_file_it_is_and_keeps_the_words_out_of_addresses(
    sign_in, to, written, ben, eva, timo, otto, carla, gesa, farid, monkeypatch
):
    written(ben, eva.file, "the blue tiles")
    monkeypatch.setattr("feltwork.apps.practice.views.records.search.search_own", one_at_a_time)
    client = sign_in(ben)
    assert "Private notes are not" in client.get(to).text
    first = client.post(to, {"words": "blue"})
    assert "1 of 2 files were read through so far." in first.text
    second = client.post(to, {"words": "blue", "start": "1"})
    assert "That was the last of 2 files." in second.text
    assert ("Eva" in first.text + second.text, "blue" in second.request["PATH_INFO"]) == (True, False)
    short = client.post(to, {"words": "a b"})
    assert (short.status_code, "at least three letters" in short.text) == (422, True)
    for person, status in ((otto, 403), (carla, 403), (gesa, 403), (farid, 404)):
        assert sign_in(person).post(to, {"words": "blue"}).status_code == status


def one_at_a_time(**more):
    return search_own(**{**more, "most": 1})
