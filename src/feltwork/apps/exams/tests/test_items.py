"""Questions: written by one, read by two others, in use, replaced, taken out."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.exams.actions.items import (
    ask_review,
    bring_back_item,
    change_item,
    retire_item,
    review_item,
)
from feltwork.apps.exams.models import Item, ItemReview, ItemVersion
from feltwork.apps.exams.permissions.bank import can_keep_bank
from feltwork.apps.exams.queries import bank
from feltwork.apps.exams.tests.bank import CHOICE, in_use, written

FIT, CHANGE = ItemReview.Verdict.FIT, ItemReview.Verdict.CHANGE


def test_a_question_is_in_use_once_two_others_have_read_it(school, carla, greta, dino, at):
    item = written(school, carla, at)
    version = item.versions.get()
    ask_review(version=version, by=carla, at=at)
    review_item(version=version, verdict=FIT, by=greta, at=at)
    assert ItemVersion.objects.get().state == "review"
    review_item(version=version, verdict=FIT, by=dino, at=at)
    live = ItemVersion.objects.get()
    assert (live.state, live.live_at) == ("live", at)
    assert [one.pk for one in bank.in_use(school)] == [live.pk]
    codes = list(AuditRecord.objects.filter(code__startswith="exams.").order_by("pk").values_list("code", flat=True))
    assert codes == [
        "exams.write_item",
        "exams.ask_review",
        "exams.review_item",
        "exams.review_item",
        "exams.put_in_use",
    ]


def test_nobody_reads_their_own_and_nobody_twice(school, carla, greta, at):
    version = written(school, carla, at).versions.get()
    ask_review(version=version, by=carla, at=at)
    with pytest.raises(PermissionDenied):
        review_item(version=version, verdict=FIT, by=carla, at=at)
    review_item(version=version, verdict=FIT, by=greta, at=at)
    with pytest.raises(PermissionDenied):
        review_item(version=version, verdict=FIT, by=greta, at=at)


def test_who_wrote_an_earlier_draft_is_an_author_too(school, carla, greta, dino, at):
    item = written(school, carla, at)
    second = change_item(item=item, topic="trauma", difficulty="hard", data=CHOICE, by=greta, at=at)
    ask_review(version=second, by=greta, at=at)
    with pytest.raises(PermissionDenied):
        review_item(version=second, verdict=FIT, by=carla, at=at)
    review_item(version=second, verdict=FIT, by=dino, at=at)


def test_a_reader_who_wants_a_change_says_which_and_sends_it_back(school, carla, greta, dino, at):
    item = written(school, carla, at)
    version = item.versions.get()
    ask_review(version=version, by=carla, at=at)
    with pytest.raises(ValidationError):
        review_item(version=version, verdict=CHANGE, words=" ", by=greta, at=at)
    review_item(version=version, verdict=CHANGE, words="Two are right.", by=greta, at=at)
    with pytest.raises(ValidationError):
        ask_review(version=version, by=carla, at=at)
    mended = change_item(item=item, topic="trauma", difficulty="hard", data=CHOICE, by=carla, at=at)
    ask_review(version=mended, by=carla, at=at)
    for reader in (greta, dino):
        review_item(version=mended, verdict=FIT, by=reader, at=at)
    assert list(item.versions.values_list("number", "state")) == [(1, "old"), (2, "live")]


def test_what_is_in_use_stays_until_the_next_version_was_read(school, carla, greta, dino, at):
    item = in_use(school, carla, [greta, dino], at)
    later = at + timedelta(days=2)
    new = change_item(item=item, topic="ethics", difficulty="easy", data={**CHOICE, "key": "b"}, by=carla, at=later)
    assert list(item.versions.values_list("number", "state")) == [(1, "live"), (2, "draft")]
    ask_review(version=new, by=carla, at=later)
    for reader in (greta, dino):
        review_item(version=new, verdict=FIT, by=reader, at=later)
    assert list(item.versions.values_list("number", "state")) == [(1, "old"), (2, "live")]
    assert item.versions.get(number=1).data["key"] == "a"


def test_a_draft_of_ones_own_is_written_over(school, carla, at):
    item = written(school, carla, at)
    again = change_item(item=item, topic="trauma", difficulty="hard", data={**CHOICE, "key": "b"}, by=carla, at=at)
    assert (again.number, ItemVersion.objects.get().data["key"]) == (1, "b")


def test_what_makes_no_sense_is_not_kept(school, carla, at):
    with pytest.raises(ValidationError) as refused:
        written(school, carla, at, data={**CHOICE, "key": "z"})
    assert refused.value.messages == ["What is right names something that is not there."]
    assert Item.objects.count() == 0


def test_taken_out_and_brought_back(school, carla, greta, dino, at):
    item = in_use(school, carla, [greta, dino], at)
    retire_item(item=item, reason="Leaked.", by=dino, at=at)
    assert list(bank.in_use(school)) == []
    with pytest.raises(ValidationError):
        change_item(item=item, topic="trauma", difficulty="hard", data=CHOICE, by=carla, at=at)
    bring_back_item(item=item, by=dino, at=at)
    assert bank.in_use(school).count() == 1


def test_a_code_is_made_from_the_topic(school, carla, at):
    codes = [written(school, carla, at, topic=topic).code for topic in ("trauma", "trauma", "ethics")]
    assert codes == ["tra-001", "tra-002", "eth-001"]


def test_whoever_could_be_asked_keeps_no_bank():
    assert can_keep_bank(frozenset({"faculty"}))
    assert not can_keep_bank(frozenset({"faculty", "student"}))
    assert not can_keep_bank(frozenset({"provider", "credentialing"}))
