"""The body map: list and drawing are one thing, saved with and without scripts, played back and compared."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change
from feltwork.apps.practice.models import Item
from feltwork.apps.practice.queries.compare import sessions_with_maps
from feltwork.apps.practice.queries.maps import map_of, map_of_body
from feltwork.apps.practice.queries.timeline import Series, timeline_of
from feltwork.apps.practice.tests.factories import SignatureFactory


def at_(name, practice, uuid, **more):
    return reverse(f"practice:{name}", kwargs={"school": practice.slug, "uuid": uuid, **more})


def mark(*regions, **more):
    return {"template": "fw-adult-1", "regions": [{"region": one} for one in regions], **more}


CHEST = mark("front-chest-left", order=1, family="warmth", intensity=6, depth="deep", at=60)
HANDS = mark("front-hand-left", "front-hand-right", order=2, word="tingling", family="energy", at=720)
STROKE = {
    "template": "fw-adult-1", "view": "front", "family": "ease", "radius": 0.016,
    "points": [[0.4, 0.4, 0.5, 0], [0.5, 0.41, 0.6, 30], [0.6, 0.42, 0.5, 60]],
}  # fmt: skip


@pytest.fixture
def keep(opened, ben, eva, record, at):
    """`keep(("mark", body), …)` into the record; the items come back."""

    def save(*rows, into=None):
        changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in rows]
        target = into or record
        saved = actions.save_items(file=opened(ben, eva.file), record=target, changes=changes, by=ben, at=at)
        assert [one.state for one in saved] == ["saved"] * len(rows)
        return [one.item for one in saved]

    return save


def test_the_map_reads_itself_back_in_the_readers_language(keep, opened, ben, eva, record):
    keep(("mark", HANDS), ("mark", CHEST), ("stroke", STROKE))
    file = opened(ben, eva.file)

    view = map_of(file, record)
    with translation.override("de"):
        german = map_of(file, record)

    assert view.sentence == "Warmth 6/10, your left chest, deep, then tingling in both hands."
    assert german.sentence == "Wärme 6/10, linke Brust, tief, dann kribbelnd, beide Hände."
    assert [(row.number, row.title, row.at) for row in view.marks] == [
        (1, "Warmth, your left chest", "09:01"),
        (2, "Tingling, both hands", "09:12"),
    ]
    front, back = (one.svg for one in view.drawings)
    assert (front.count('class="fw-pin"'), back.count('class="fw-pin"')) == (2, 0)
    assert (front.count('fill="url(#pat-'), 'class="fam-ease"' in front) == (3, True)


def test_words_of_people_are_escaped_in_the_list_and_never_in_the_drawing():
    view = map_of_body("fw-adult-1", {"marks": [mark("front-throat", own_word="<b>wool</b>")]})
    assert ("<b>wool" in view.drawings[0].svg, view.marks[0].title) == (False, "<b>wool</b>, your throat")


def test_a_journals_entry_uses_the_same_figure():
    view = map_of_body("fw-child-1", {"regions": ["child-front-tummy"], "family": "ease", "intensity": 3})
    assert (view.sentence, view.is_child) == ("Ease 3/10, your tummy.", True)
    assert map_of_body("fw-child-1", {}).sentence == ""


# --- pages -----------------------------------------------------------------------------------------------------------


def test_without_scripts_the_form_makes_the_same_mark(client, sign_in, practice, ben, eva, record, opened):
    sign_in(ben)
    item = uuid4()
    sent = {"item": item, "family": "warmth", "intensity": "6", "depth": "deep", "regions": ["front-chest-left"]}

    client.post(at_("record-map", practice, record.uuid), sent)
    client.post(at_("record-map", practice, record.uuid), sent)  # pressed twice

    view = map_of(opened(ben, eva.file), record)
    assert [(row.uuid, row.version) for row in view.marks] == [(str(item), 1)]
    assert view.sentence == "Warmth 6/10, your left chest, deep."


@pytest.mark.parametrize("answer", ["nothing", "numb"])
def test_nothing_and_numb_are_answers(client, sign_in, practice, ben, eva, record, opened, answer):
    sign_in(ben)
    client.post(at_("record-map", practice, record.uuid), {"answer": answer})
    assert [row.body["answer"] for row in map_of(opened(ben, eva.file), record).marks] == [answer]


def test_an_empty_form_is_sent_back_with_what_to_do(client, sign_in, practice, ben, record):
    sign_in(ben)
    response = client.post(at_("record-map", practice, record.uuid), {"regions": ["no-such-place"]})
    assert (response.status_code, "Nothing was chosen" in response.content.decode()) == (422, True)


def test_a_mark_is_changed_and_taken_away_by_a_plain_form(client, sign_in, practice, ben, eva, record, opened, keep):
    sign_in(ben)
    (item,) = keep(("mark", CHEST))
    page = at_("record-mark", practice, record.uuid, item=item)
    assert client.get(page).status_code == 200

    client.post(page, {"seen": 1, "change": uuid4(), "family": "ease", "regions": ["front-throat"]})
    row = map_of(opened(ben, eva.file), record).marks[0]
    assert (row.body["family"], row.body["order"], row.body["at"], "depth" in row.body) == ("ease", 1, 60, False)

    client.post(page, {"seen": 2, "change": uuid4(), "remove": "1"})
    assert map_of(opened(ben, eva.file), record).marks == []


def test_a_signed_map_is_read_only(client, sign_in, practice, ben, record, keep):
    (item,) = keep(("mark", CHEST))
    SignatureFactory(record=record)
    sign_in(ben)

    page = client.get(at_("record-map", practice, record.uuid)).content.decode()
    assert ("Warmth 6/10" in page, "data-island" in page, "Add this mark" in page) == (True, False, False)
    assert client.get(at_("record-mark", practice, record.uuid, item=item)).status_code == 404
    client.post(at_("record-map", practice, record.uuid), {"family": "ease"})
    assert Item.objects.filter(record=record).count() == 1


@pytest.mark.parametrize("step", ["0", "1", "2", "99", "x", "-1"])
def test_playback_draws_only_what_came_until_then(client, sign_in, practice, ben, record, keep, step):
    keep(("mark", CHEST), ("mark", HANDS))
    sign_in(ben)
    response = client.get(at_("record-playback", practice, record.uuid), {"step": step})
    shown = response.context["shown"]
    assert (response.status_code, len(shown.marks)) == (200, {"0": 0, "1": 1}.get(step, 2))


def test_sessions_stand_beside_each_other_the_older_first(
    client, sign_in, practice, ben, eva, record, opened, keep, at
):
    file = opened(ben, eva.file)
    later = actions.start_record(file=file, starts_at=at + timedelta(days=7), zone="UTC", mode="phone", by=ben, at=at)
    actions.start_record(file=file, starts_at=at + timedelta(days=8), zone="UTC", mode="phone", by=ben, at=at)
    keep(("mark", CHEST))
    keep(("mark", HANDS), into=later)
    sign_in(ben)

    response = client.get(at_("client-maps", practice, eva.file.uuid))

    assert [one.record for one in response.context["compared"]] == [record, later]
    assert [one.uuid for one in sessions_with_maps(file)] == [later.uuid, record.uuid]
    one = client.get(at_("client-maps", practice, eva.file.uuid), {"session": [record.uuid]})
    assert [found.map.sentence for found in one.context["compared"]] == ["Warmth 6/10, your left chest, deep."]


@pytest.mark.parametrize("name", ["record-map", "record-playback", "client-maps"])
def test_who_has_no_sight_finds_nothing(client, sign_in, practice, eva, record, jonas, farid, name):
    uuid = eva.file.uuid if name == "client-maps" else record.uuid
    for stranger in (jonas, farid):
        sign_in(stranger)
        assert client.get(at_(name, practice, uuid)).status_code == 404


# --- the line of a session -------------------------------------------------------------------------------------------


def test_the_line_says_itself_in_words_and_numbers(keep, opened, ben, eva, record):
    keep(
        *[("reading", {"at": at, "activation": value}) for at, value in [(0, 5), (600, 3), (1200, 7), (1680, 2)]],
        ("segment", {"phase": "resourcing", "at": 60}), ("segment", {"phase": "titration", "at": 900, "minutes": 5}),
        ("mark", CHEST),
    )  # fmt: skip

    heart = Series("Heart rate", "beats a minute", [0], [70])
    line = timeline_of(opened(ben, eva.file), record, usual=(2, 7), series=(heart,))

    assert line.sentence == (
        "Activation starts at 5. It rises to 7 at 09:20 and settles within 8 minutes. It ends at 2 at 09:28. "
        "The person’s own range is 2 to 7."
    )
    assert [(one.at, one.until, one.touches) for one in line.segments] == [(60, 900, False), (900, 1200, True)]
    assert [(row.clock, row.what, row.activation) for row in line.rows][:3] == [
        ("09:00", "Rated", 5.0), ("09:01", "Resourcing", None), ("09:01", "1: Warmth, your left chest", 4.8),
    ]  # fmt: skip
    assert line.data["series"][0]["values"] == [70]


def test_without_ratings_and_phases_there_is_no_line(opened, ben, eva, record):
    assert timeline_of(opened(ben, eva.file), record) is None
