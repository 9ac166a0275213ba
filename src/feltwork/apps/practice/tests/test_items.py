"""Saving item by item: once however often it is sent, and never over somebody else's words."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change, RecordSigned
from feltwork.apps.practice.models import Carer, Consent, Item, ItemChange
from feltwork.apps.practice.queries.file import items_of
from feltwork.apps.practice.tests.factories import SignatureFactory


@pytest.fixture
def save(opened, ben, eva, record, at):
    """`save(kind, body, …)` as Ben, in the record unless told otherwise; returns what became of it."""

    def one(kind, body, *, item=None, seen=0, change=None, by=ben, in_record=True, **more):
        row = Change(change or uuid4(), item or uuid4(), kind, seen, body, **more)
        file = opened(by, eva.file)
        (saved,) = actions.save_items(file=file, record=record if in_record else None, changes=[row], by=by, at=at)
        return saved

    return one


def words(opened, ben, eva, record):
    return [item.body.get("words") for item in items_of(opened(ben, eva.file), record=record)]


def test_what_is_sent_twice_is_saved_once(save, opened, ben, eva, record):
    item, change = uuid4(), uuid4()
    first = save("practice", {"words": "feet on the floor"}, item=item, change=change)
    again = save("practice", {"words": "feet on the floor"}, item=item, change=change)
    assert [(one.state, one.version) for one in (first, again)] == [("saved", 1), ("same", 1)]
    assert (Item.objects.count(), ItemChange.objects.count()) == (1, 1)


def test_two_tabs_keep_both_texts(save, opened, ben, eva, record):
    item, late = uuid4(), uuid4()
    save("practice", {"words": "one"}, item=item)
    save("practice", {"words": "from this tab"}, item=item, seen=1)
    other = save("practice", {"words": "from that tab"}, item=item, seen=1, change=late)
    assert (other.state, other.theirs.body, other.version) == ("conflict", {"words": "from this tab"}, 2)
    assert words(opened, ben, eva, record) == ["from this tab", "from that tab"]

    once_more = save("practice", {"words": "from that tab"}, item=item, seen=1, change=late)
    assert (once_more.state, once_more.beside, Item.objects.count()) == ("conflict", other.beside, 2)
    actions.settle_conflict(file=opened(ben, eva.file), item=item, keep=other.beside, by=ben, at=record.made_at)
    assert words(opened, ben, eva, record) == ["from that tab"]


def test_only_the_author_of_a_session_settles_what_stands_twice(save, opened, ben, jonas, eva, practice, record, at):
    item = uuid4()
    save("practice", {"words": "one"}, item=item)
    save("practice", {"words": "two"}, item=item, seen=1)
    other = save("practice", {"words": "three"}, item=item, seen=1)
    Carer.objects.create(school=practice, client=eva.file, user=jonas, since=at, by=ben)
    with pytest.raises(PermissionDenied):
        actions.settle_conflict(file=opened(jonas, eva.file), item=item, keep=other.beside, by=jonas, at=at)


def test_a_change_that_is_known_from_another_file_tells_nothing(save, opened, ben, eva, timo, record, at):
    change = uuid4()
    save("practice", {"words": "one"}, change=change)
    row = Change(change, uuid4(), "goal", 0, {"words": "sleep"})
    (saved,) = actions.save_items(file=opened(ben, timo), record=None, changes=[row], by=ben, at=at)
    assert (saved.state, saved.code, saved.item) == ("refused", "not_here", row.item)


def test_a_second_departure_is_a_conflict_too(save):
    save("departure", {"activation": 2})
    assert save("departure", {"activation": 3}).state == "conflict"


def test_what_is_wrong_is_said_by_its_field_and_the_rest_is_saved(opened, ben, eva, record, at):
    wrong = Change(uuid4(), uuid4(), "reading", 0, {"at": 60, "activation": 11})
    right = Change(uuid4(), uuid4(), "reading", 0, {"at": 60, "activation": 7})
    saved = actions.save_items(file=opened(ben, eva.file), record=record, changes=[wrong, right], by=ben, at=at)
    assert [(one.state, one.code, one.field) for one in saved] == [
        ("refused", "out_of_range", "activation"),
        ("saved", "", ""),
    ]


def test_touch_is_refused_until_it_was_agreed_and_asked_again_today(save, practice, eva, ben, record, at):
    used = {"used": True}
    assert save("touch", used).code == "touch_without_consent"
    asked = {"school": practice, "client": eva.file, "topic": "touch", "decision": "given", "by": ben, "at": at}
    Consent.objects.create(**asked)
    assert save("touch", used).code == "touch_without_consent"
    Consent.objects.create(**asked, record=record)
    assert save("touch", used).state == "saved"


def test_a_signed_record_takes_nothing_more(save, record):
    SignatureFactory(record=record)
    with pytest.raises(RecordSigned):
        save("practice", {"words": "too late"})


def test_nobody_writes_in_somebody_elses_session(save, opened, ben, jonas, eva, practice, at):
    assert opened(jonas, eva.file) is None
    Carer.objects.create(school=practice, client=eva.file, user=jonas, since=at, by=ben)
    with pytest.raises(PermissionDenied):
        save("practice", {"words": "x"}, by=jonas)
    assert save("goal", {"words": "sleep"}, by=jonas, in_record=False).state == "saved"


def test_the_words_are_nowhere_in_the_table(save):
    save("practice", {"words": "canary-4711"})
    assert b"canary" not in bytes(Item.objects.get().body)
