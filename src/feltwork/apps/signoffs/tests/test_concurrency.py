"""Many at once: the chain has no fork and no gap, and one request is answered once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_scopes import scopes_disabled

from feltwork.apps.notices.models import Notice
from feltwork.apps.signoffs import actions, checking
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest
from feltwork.apps.signoffs.tests.factories import ask, presented_for, seal_one
from feltwork.core.signoffs import digest

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


def at_once(work):
    """Call *work* with 0 … 19 in as many threads that start together; what they returned or raised."""
    barrier = Barrier(THREADS)

    def run(number):
        try:
            with scopes_disabled():
                connection.ensure_connection()
                barrier.wait(timeout=20)
                return work(number)
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_twenty_writers_make_one_chain(school, elsewhere, alma, ruth, farid, at):
    """In two schools, and before the first entry exists."""

    def write(number):
        if number % 4 == 0:
            return seal_one(elsewhere, farid, farid, at=at).seq
        return [seal_one(school, alma, ruth, at=at).seq for _ in range(3)]

    at_once(write)
    assert list(LedgerEntry.objects.filter(school=school).order_by("seq").values_list("seq", flat=True)) == [
        *range(1, 46)
    ]
    assert LedgerEntry.objects.filter(school=elsewhere).count() == 5
    assert list(checking.faults_of(school)) == list(checking.faults_of(elsewhere)) == []


def test_twenty_confirmations_are_one_entry(alma, ben, at):
    """Each from a page of its own, so with a key of its own: one wins, the others learn that it is answered."""
    asked = ask(alma, ben.provider, at=at)
    answers = at_once(lambda number: confirm(asked, ben, at, key=f"page-{number}"))
    entry = LedgerEntry.objects.get()
    assert sorted(answers, key=str) == sorted([entry.seal, *["answered"] * (THREADS - 1)])
    assert Notice.objects.filter(code="signoffs.answered").count() == 1


def test_one_page_sent_twenty_times_is_one_entry_and_the_same_answer(alma, ben, at):
    asked = ask(alma, ben.provider, at=at)
    answers = at_once(lambda number: confirm(asked, ben, at, key="page"))
    assert answers == [LedgerEntry.objects.get().seal] * THREADS


def test_confirming_and_taking_the_request_back_cannot_both_win(alma, ben, at):
    asked = ask(alma, ben.provider, at=at)

    def act(number):
        if number % 2:
            return confirm(asked, ben, at, key=f"page-{number}")
        return actions.cancel_request(school=asked.school, subject_uuid=asked.subject_uuid, by=alma, at=at) is not None

    answers = at_once(act)
    asked.refresh_from_db()
    signed = LedgerEntry.objects.count()
    assert (asked.outcome, signed, answers.count(True)) in {("confirmed", 1, 0), ("cancelled", 0, 1)}


def test_asking_twenty_times_at_once_is_one_request(alma, ben, at, school):
    subject = uuid4()

    def request(number):
        return actions.request_sign_off(
            school=school,
            subject_uuid=subject,
            student=alma,
            provider=ben.provider,
            presented=presented_for(alma),
            by=alma,
            at=at,
        ).pk

    assert len(set(at_once(request))) == 1
    assert SignOffRequest.objects.count() == Notice.objects.filter(code="signoffs.asked").count() == 1


def test_lists_of_several_in_any_order_do_not_block_each_other(alma, ben, at):
    asked = [ask(alma, ben.provider, at=at) for _ in range(4)]

    def sign(number):
        order = asked if number % 2 else asked[::-1]
        shown = [(request.uuid, digest(request.presented)) for request in order]
        answered = actions.confirm_many(requests=shown, by=ben, by_name="Ben", at=at, idempotency_key=f"page-{number}")
        return len(answered.entries)

    assert sum(at_once(sign)) == LedgerEntry.objects.count() == 4


def confirm(asked, ben, at, *, key):
    return actions.confirm(
        request=asked.uuid,
        by=ben,
        by_name="Ben Okafor",
        shown_hash=digest(asked.presented),
        at=at,
        idempotency_key=key,
    ).seal
