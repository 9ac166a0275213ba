"""Draft, sign, lock, add, co-sign: separate acts, each by whoever acts."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change, ChangedMeanwhile, NotReady
from feltwork.apps.practice.models import Signature
from feltwork.apps.practice.queries.record import (
    addenda_of,
    is_genuine,
    missing_for_signing,
    sessions_of,
    shown_of,
    unsigned_of,
)


@pytest.fixture
def write(opened, ben, eva, record, at):
    def items(**bodies):
        changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in bodies.items()]
        return actions.save_items(file=opened(ben, eva.file), record=record, changes=changes, by=ben, at=at)

    return items


@pytest.fixture
def ready(write):
    write(
        arrival={"activation": 6},
        departure={"activation": 2, "settled": "yes"},
        risk={"found": "nothing_new"},
    )


@pytest.fixture
def signed(ready, opened, ben, eva, record, at):
    file = opened(ben, eva.file)
    return actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)


@pytest.fixture
def supervised(opened, ben, carla, eva, at):
    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="supervision_use", decision="given", text=None, by=ben, at=at)
    actions.begin_supervision(file=file, supervisor=carla, by=ben, at=at)


def test_settled_before_leaving_and_risk_are_asked_before_signing(write, opened, ben, eva, record, at):
    file = opened(ben, eva.file)
    assert missing_for_signing(file, record) == ["departure_settled", "risk"]
    with pytest.raises(NotReady):
        actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)


def test_touch_taken_back_later_does_not_unsay_that_it_was_agreed(ready, write, opened, ben, eva, record, at):
    file = opened(ben, eva.file)
    answer = {"file": file, "topic": "touch", "text": None, "by": ben, "at": at}
    actions.answer_consent(decision="given", **answer)
    actions.answer_consent(decision="given", record=record, **answer)
    assert [one.state for one in write(touch={"used": True})] == ["saved"]
    actions.answer_consent(decision="withdrawn", **answer)
    assert missing_for_signing(file, record) == []
    assert [one.code for one in write(touch={"used": True})] == ["touch_without_consent"]


def test_what_is_signed_is_what_was_shown(ready, write, opened, ben, eva, record, at):
    file = opened(ben, eva.file)
    shown = shown_of(file, record)
    write(next_step={"words": "begin with the kitchen"})
    with pytest.raises(ChangedMeanwhile):
        actions.sign_record(file=file, record=record, shown=shown, by=ben, at=at)
    signature = actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)
    assert is_genuine(file, signature)
    assert actions.sign_record(file=file, record=record, shown=shown, by=ben, at=at) == signature


def test_nobody_signs_for_somebody_else(ready, opened, ben, jonas, eva, record, at):
    file = opened(ben, eva.file)
    with pytest.raises(PermissionDenied):
        actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=jonas, at=at)


def test_additions_stand_beside_a_signed_record(signed, opened, ben, eva, record, at):
    file = opened(ben, eva.file)
    actions.add_addendum(file=file, record=record, words="The bend was on the left.", by=ben, at=at)
    assert [(one.words, one.by) for one in addenda_of(file, record)] == [("The bend was on the left.", ben)]
    assert is_genuine(file, signed)


def test_a_supervisor_signs_too_while_the_client_agrees(signed, supervised, opened, carla, ben, eva, record, at):
    seen = opened(carla, eva.file)
    actions.cosign_record(file=seen, record=record, shown=shown_of(seen, record), by=carla, at=at)
    assert [row.part for row in Signature.objects.order_by("pk")] == ["author", "supervisor"]

    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="supervision_use", decision="withdrawn", text=None, by=ben, at=at)
    assert opened(carla, eva.file) is None
    actions.answer_consent(file=file, topic="supervision_use", decision="given", text=None, by=ben, at=at)
    assert opened(carla, eva.file).identity == {"figure": ""}


def test_after_closing_nobody_else_signs(signed, supervised, opened, carla, ben, eva, record, at):
    actions.lock_record(file=opened(ben, eva.file), record=record, by=ben, at=at)
    seen = opened(carla, eva.file)
    with pytest.raises(ValidationError):
        actions.cosign_record(file=seen, record=record, shown=shown_of(seen, record), by=carla, at=at)


def test_the_list_says_how_somebody_came_and_left(signed, opened, ben, eva, record, django_assert_num_queries):
    file = opened(ben, eva.file)
    with django_assert_num_queries(2):
        (row,) = sessions_of(file)
    assert (row.arrival, row.departure, row.settled, row.is_draft) == (6, 2, "yes", False)
    assert list(unsigned_of(ben)) == []
