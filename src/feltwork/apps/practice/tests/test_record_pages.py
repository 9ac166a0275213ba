"""The pages of a session: writing with and without scripts, touch, signing, private notes, search, who stays out."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change
from feltwork.apps.practice.models import Addendum, Carer, Consent, Item, PrivateNote, Signature
from feltwork.apps.practice.queries.file import items_of
from feltwork.apps.practice.queries.record import shown_of


def url(name, record=None, **more):
    where = {"school": "alder-house", **({"uuid": record.uuid} if record else {}), **more}
    return reverse(f"practice:{name}", kwargs=where)


@pytest.fixture
def write(opened, ben, eva, record, at):
    """`write(("risk", {...}), …)` as Ben."""

    def items(*rows, seen=0):
        changes = [Change(uuid4(), uuid4(), kind, seen, body) for kind, body in rows]
        saved = actions.save_items(file=opened(ben, eva.file), record=record, changes=changes, by=ben, at=at)
        assert [one.state for one in saved] == ["saved"] * len(rows)
        return [one.item for one in saved]

    return items


READY = (("departure", {"activation": 2, "settled": "yes"}), ("risk", {"found": "nothing_new"}))


def bodies(opened, ben, eva, record):
    return {item.kind: item.body for item in items_of(opened(ben, eva.file), record=record)}


def post(client, record, *changes, **more):
    rows = [{"change": str(uuid4()), "seen": 0, **change} for change in changes]
    return client.post(url("record-items", record), json.dumps({"changes": rows}), "application/json", **more)


def test_the_page_says_when_how_and_what_about_touch(sign_in, ben, record):
    page = sign_in(ben).get(url("record", record))
    assert page.headers["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert "<title>Record</title>" in text
    for words in (
        "E.</a>, session 1",
        "Thursday 19 November 2026",
        "In person, E. and you",
        "There is no consent to it",
    ):
        assert words in text
    assert "Brandt" not in text


def test_the_island_saves_and_is_told_what_became_of_it(sign_in, ben, record):
    item = str(uuid4())
    right = {"item": item, "kind": "next_step", "body": {"words": "the kitchen"}}
    wrong = {"item": str(uuid4()), "kind": "reading", "body": {"at": 1, "activation": 11}}
    saved = post(sign_in(ben), record, right, wrong).json()["saved"]
    assert [(one["state"], one["version"], one["message"]) for one in saved] == [
        ("saved", 1, ""),
        ("refused", 0, "Please give a number from 0 to 10."),
    ]
    late = post(sign_in(ben), record, {**right, "item": item, "body": {"words": "the garden"}}).json()["saved"]
    assert [(one["state"], one["theirs"]["body"]) for one in late] == [("conflict", {"words": "the kitchen"})]
    (kept, beside) = sign_in(ben).get(url("record-items", record)).json()["items"]
    assert (kept["uuid"], beside["beside"]) == (item, item)

    page = sign_in(ben).get(url("record", record)).content.decode()
    assert "the kitchen" in page and "the garden" in page and "two versions" in page
    sign_in(ben).post(url("record-choose", record, item=item), {"keep": beside["uuid"]})
    assert Item.objects.get(uuid=item).version == 2


def test_two_versions_of_a_mark_or_a_moment_are_said_in_words(sign_in, ben, record):
    place = {"template": "fw-adult-1", "view": "front", "regions": [{"region": "front-throat"}], "family": "tension"}
    moment = {"phase": "safety", "at": 180, "channels": [{"channel": "image", "words": "blue tiles"}]}
    for kind, body, more in (("mark", place, {"intensity": 6}), ("segment", moment, {"words": "the tree"})):
        item = str(uuid4())
        post(sign_in(ben), record, {"item": item, "kind": kind, "body": body})
        post(sign_in(ben), record, {"item": item, "kind": kind, "body": body | more})
    text = sign_in(ben).get(url("record", record)).content.decode()
    assert text.count("two versions") == 2
    for words in ("Tension 6/10, your throat.", "<dt>Five channels</dt>", "Image: blue tiles", "<dt>Time</dt>"):
        assert words in text


def test_what_cannot_be_read_is_refused_whole(sign_in, ben, record):
    for body in ("", "[]", '{"changes": 1}', '{"changes": [{"change": "x"}]}', '{"changes": [{}]}'):
        assert sign_in(ben).post(url("record-items", record), body, "application/json").status_code == 400
    assert Item.objects.count() == 0


def test_signed_out_and_signed_are_said_so_that_the_queue_waits(client, sign_in, ben, record, write, opened, eva, at):
    assert post(client, record).status_code == 401
    write(*READY)
    file = opened(ben, eva.file)
    actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)
    late = post(sign_in(ben), record, {"item": str(uuid4()), "kind": "next_step", "body": {"words": "x"}})
    assert (late.status_code, late.json()["code"]) == (409, "signed")


def test_a_plain_form_keeps_a_moment_with_its_channels(sign_in, ben, record, opened, eva):
    given = {
        "at": "09:12", "phase": "resourcing", "title": "the kitchen", "c_image_words": "blue tiles",
        "c_image_sense": "visual", "c_sensation_intensity": "6", "c_sensation_words": "tight band",
        "signs": ["yawn"], "audience": "team",
    }  # fmt: skip
    page = sign_in(ben).post(url("record-write", record, kind="segment"), given)
    (item,) = items_of(opened(ben, eva.file), record=record)
    assert page.headers["Location"] == url("record", record) + f"#item-{item.uuid}"
    assert item.body == {
        "phase": "resourcing", "at": 720, "title": "the kitchen", "signs": ["yawn"],
        "channels": [
            {"channel": "sensation", "words": "tight band", "intensity": 6},
            {"channel": "image", "words": "blue tiles", "sense": "visual"},
        ],
    }  # fmt: skip
    text = sign_in(ben).get(url("record", record)).content.decode()
    assert all(words in text for words in ("09:12", "blue tiles", "tight band", "yawn"))
    again = sign_in(ben).get(url("record-item", record, kind="segment", item=item.uuid)).content.decode()
    assert 'value="blue tiles"' in again or ">blue tiles<" in again or "blue tiles</textarea>" in again


def test_sending_a_plain_form_twice_keeps_it_once(sign_in, ben, record):
    given = {
        "item": str(uuid4()),
        "change": str(uuid4()),
        "seen": "0",
        "words": "feet on the floor",
        "audience": "client",
    }
    for _time in range(2):
        sign_in(ben).post(url("record-write", record, kind="practice"), given)
    assert Item.objects.count() == 1


def test_what_was_typed_stays_when_it_cannot_be_kept(sign_in, ben, record):
    page = sign_in(ben).post(
        url("record-write", record, kind="risk"), {"place": "record", "words": "looked tired", "seen": "0"}
    )
    assert (page.status_code, Item.objects.count()) == (200, 0)
    assert "looked tired" in page.content.decode()


def test_marks_of_now_without_scripts(sign_in, ben, record, opened, eva):
    record.starts_at = timezone.now() - timedelta(minutes=10)
    record.save(update_fields=["starts_at"])
    assert "What you see" in sign_in(ben).get(url("record", record)).content.decode()
    for mark in ({"sign": "yawn"}, {"phase": "safety"}, {"activation": "7"}, {"sign": "yawn"}):
        sign_in(ben).post(url("record-now", record), mark)
    found = bodies(opened, ben, eva, record)
    assert (found["segment"]["phase"], found["segment"]["signs"], found["reading"]["activation"]) == (
        "safety",
        ["yawn"],
        7,
    )
    assert 595 <= found["reading"]["at"] <= 660


def test_touch_is_asked_again_and_refused_without(sign_in, ben, eva, record, opened, at, practice):
    Consent.objects.create(school=practice, client=eva.file, topic="touch", decision="given", by=ben, at=at)
    used = {"used": "on", "place": "record", "seen": "0"}
    page = sign_in(ben).post(url("record-write", record, kind="touch"), used)
    assert "There is no yes to touch for this session" in page.content.decode()
    sign_in(ben).post(url("record-touch", record), {"decision": "given"})
    sign_in(ben).post(url("record-write", record, kind="touch"), used)
    assert bodies(opened, ben, eva, record) == {"touch": {"used": True}}
    assert (
        "Touch in this session. Consent from 19 November 2026"
        in sign_in(ben).get(url("record", record)).content.decode()
    )


def test_the_order_is_a_reminder_and_no_wall(sign_in, ben, record, write):
    write(("segment", {"phase": "titration", "at": 60}))
    text = sign_in(ben).get(url("record", record)).content.decode()
    assert "You know the person; this is only a reminder" in text


def test_rises_are_suggested_from_readings_and_taken_over(sign_in, ben, record, write, opened, eva):
    write(*(("reading", {"at": at, "activation": value}) for at, value in ((0, 3), (600, 7), (1080, 3))))
    text = sign_in(ben).get(url("record", record)).content.decode()
    assert "settled within 8 minutes" in text and "Take over" in text
    given = {
        "at": "09:00:00",
        "peak": "7",
        "peak_at": "09:10:00",
        "settled_at": "09:18:00",
        "outcome": "settled",
        "audience": "team",
    }
    sign_in(ben).post(url("record-write", record, kind="cycle"), given)
    assert bodies(opened, ben, eva, record)["cycle"] == {
        "at": 0, "peak": 7, "peak_at": 600, "settled_at": 1080, "outcome": "settled",
    }  # fmt: skip
    assert "Take over" not in sign_in(ben).get(url("record", record)).content.decode()


def test_who_reads_a_part_can_be_changed(sign_in, ben, record, write):
    (item,) = write(("next_step", {"words": "the kitchen"}))
    sign_in(ben).post(url("record-audience", record, item=item), {"audience": "client"})
    assert Item.objects.get().audience == "client"
    assert "the kitchen" in sign_in(ben).get(url("record-signing", record)).content.decode()


def test_signing_says_what_is_missing_and_signs_what_was_shown(sign_in, ben, record, write, opened, eva, at):
    page = sign_in(ben, fresh=True).get(url("record-signing", record))
    assert [anchor for anchor, _words in page.context["missing_words"]] == ["kind-departure", "kind-risk"]
    write(*READY)
    shown = sign_in(ben, fresh=True).get(url("record-signing", record)).context["shown"]
    write(("next_step", {"words": "later"}))
    sign_in(ben, fresh=True).post(url("record-sign", record), {"shown": shown})
    assert Signature.objects.count() == 0
    shown = sign_in(ben, fresh=True).get(url("record-signing", record)).context["shown"]
    sign_in(ben, fresh=True).post(url("record-sign", record), {"shown": shown, "by": "1", "signer": "carla"})
    assert [one.by for one in Signature.objects.all()] == [ben]

    text = sign_in(ben).get(url("record", record)).content.decode()
    assert "data-keep" not in text and "Nothing in it changes any more" in text
    sign_in(ben).post(url("record-add", record), {"addendum-words": "It was the left foot."})
    sign_in(ben).post(url("record-lock", record))
    text = sign_in(ben).get(url("record", record)).content.decode()
    assert (Addendum.objects.count(), "Signed and closed" in text, "It was the left foot." in text) == (1, True, True)


def test_signing_asks_for_proof(sign_in, ben, record):
    page = sign_in(ben).post(url("record-sign", record), {"shown": "0" * 64})
    assert (page.status_code, Signature.objects.count()) == (302, 0)
    assert url("record", record) not in page.headers["Location"]


def test_a_supervisor_reads_and_signs_while_the_client_agrees(sign_in, ben, carla, eva, record, write, opened, at):
    assert sign_in(carla).get(url("record", record)).status_code == 404
    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="supervision_use", decision="given", text=None, by=ben, at=at)
    actions.begin_supervision(file=file, supervisor=carla, by=ben, at=at)
    write(*READY)
    text = sign_in(carla).get(url("record", record)).content.decode()
    assert "Ben Okafor is still writing this" in text and "Private notes" not in text and "Brandt" not in text
    actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)
    page = sign_in(carla, fresh=True).get(url("record-signing", record))
    sign_in(carla, fresh=True).post(url("record-cosign", record), {"shown": page.context["shown"]})
    assert [(one.by, one.part) for one in Signature.objects.order_by("pk")] == [(ben, "author"), (carla, "supervisor")]

    actions.answer_consent(
        file=file, topic="supervision_use", decision="withdrawn", text=None, by=ben, at=timezone.now()
    )
    assert sign_in(carla).get(url("record", record)).status_code == 404


def test_private_notes_are_their_authors_alone(sign_in, ben, jonas, eva, record, practice, at, opened):
    where = {"school": "alder-house", "uuid": eva.file.uuid}
    notes = reverse("practice:notes", kwargs=where)
    note = uuid4()
    sign_in(ben).post(notes, {"note": str(note), "note-words": "my own unease"})
    assert "my own unease" in sign_in(ben).get(notes).content.decode()
    Carer.objects.create(school=practice, client=eva.file, user=jonas, since=at - timedelta(days=1), by=ben)
    assert "my own unease" not in sign_in(jonas).get(notes).content.decode()
    found = sign_in(ben).post(reverse("practice:search", kwargs=where), {"words": "unease"})
    assert found.context["found"] == []
    sign_in(jonas).post(reverse("practice:note-remove", kwargs={**where, "note": note}))
    late = sign_in(ben).post(reverse("practice:note", kwargs={**where, "note": note}), {"note-words": "b", "seen": "9"})
    assert "my own unease" in late.content.decode()
    sign_in(ben).post(reverse("practice:note-remove", kwargs={**where, "note": note}))
    assert PrivateNote.objects.get().removed_at is not None


def test_words_are_found_in_moments_and_additions(sign_in, ben, eva, record, write):
    write(
        (
            "segment",
            {"phase": "safety", "words": "The tree outside", "channels": [{"channel": "image", "words": "Blue tiles"}]},
        )
    )
    search = reverse("practice:search", kwargs={"school": "alder-house", "uuid": eva.file.uuid})
    found = sign_in(ben).post(search, {"words": "blue TREE"}).context["found"]
    assert [(one.record, one.match) for _name, one in found] == [(record.uuid, "Blue")]
    assert sign_in(ben).post(search, {"words": "safety"}).context["found"] == []


def test_a_session_begins_moves_and_waits_in_the_list(sign_in, ben, eva):
    begin = reverse("practice:record-begin", kwargs={"school": "alder-house", "uuid": eva.file.uuid})
    page = sign_in(ben).post(begin, {"on": "2026-11-19", "begins": "14:00", "ends": "15:00", "mode": "online"})
    uuid = UUID(page.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    assert "E., session 1" in sign_in(ben).get(url("worklist")).content.decode()
    times = reverse("practice:record-times", kwargs={"school": "alder-house", "uuid": uuid})
    sign_in(ben).post(times, {"on": "2026-11-18", "begins": "23:30", "ends": "00:20", "mode": "phone"})
    record = reverse("practice:record", kwargs={"school": "alder-house", "uuid": uuid})
    assert "23:30 to 00:20" in sign_in(ben).get(record).content.decode()
    sign_in(ben).post(reverse("practice:record-drop", kwargs={"school": "alder-house", "uuid": uuid}))
    assert sign_in(ben).get(record).status_code == 404


@pytest.fixture
def doors(record, eva, write):
    (item,) = write(("next_step", {"words": "the kitchen"}))
    names = ("record", "record-times", "record-items", "record-signing")
    file = {"school": "alder-house", "uuid": eva.file.uuid}
    return [
        *(url(name, record) for name in names),
        url("record-write", record, kind="segment"),
        url("record-item", record, kind="next_step", item=item),
        *(reverse(f"practice:{name}", kwargs=file) for name in ("record-begin", "notes", "search")),
    ]


def test_strangers_and_colleagues_find_nothing(sign_in, doors, farid, jonas, eva):
    assert {sign_in(farid).get(door).status_code for door in doors} == {404}
    assert {sign_in(jonas).get(door).status_code for door in doors} == {404}
    assert {sign_in(eva).get(door).status_code for door in doors} == {403}


def test_posting_is_closed_to_them_too(sign_in, farid, jonas, record, write):
    (item,) = write(("next_step", {"words": "the kitchen"}))
    doors = [url(name, record) for name in ("record-drop", "record-now", "record-touch", "record-lock", "record-add")]
    doors += [url(name, record, item=item) for name in ("record-remove", "record-audience", "record-choose")]
    for user in (farid, jonas):
        assert {sign_in(user).post(door).status_code for door in doors} == {404}
        assert post(sign_in(user), record).status_code == 404
        assert sign_in(user, fresh=True).post(url("record-sign", record)).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_statements_do_not_grow_with_what_was_recorded(sign_in, ben, record, write, number, django_assert_num_queries):
    write(*(("segment", {"phase": "safety", "at": n}) for n in range(number)))
    write(*(("reading", {"at": n, "activation": n % 10}) for n in range(number)))
    browser = sign_in(ben)
    browser.get(url("record", record))
    with django_assert_num_queries(STATEMENTS):
        browser.get(url("record", record))


STATEMENTS = 12
