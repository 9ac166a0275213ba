"""Sitting: begun once, kept as it is given, paused, gone on with elsewhere, handed in."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import transaction

from feltwork.apps.exams.actions import arranging, breaks, handing_in, sitting
from feltwork.apps.exams.actions.sitting import NotNow, Over
from feltwork.apps.exams.forms_drawn import BankTooSmall
from feltwork.apps.exams.models import AnswerSave, Attempt, Exposure, Item
from feltwork.apps.exams.tasks.sittings import count_exposure, hand_in_all
from feltwork.apps.exams.tests.sitting_factories import RIGHT, answer_all, begin, by_kind, examination
from feltwork.apps.notices.models import Notice
from feltwork.core.exams import AnswerError

MINUTE = timedelta(minutes=1)


@pytest.fixture
def exam(cohort, carla):
    return examination(cohort.programme, carla)


def save(attempt, answers, *, at, origin="page", seen=None, **more):
    attempt = Attempt.objects.get(pk=attempt.pk)
    seen = attempt.changes if seen is None else seen
    return sitting.save_answers(
        attempt=attempt, answers=answers, seen=seen, origin=origin, by=attempt.candidate, at=at, **more
    )


def kinds_of(attempt):
    return [event.kind for event in attempt.events.all()]


def test_whoever_begins_twice_has_one_attempt(exam, alma, at):
    first = begin(exam, alma)
    assert begin(exam, alma, at=at + MINUTE) == first
    assert Attempt.objects.count() == 1
    assert (first.number, first.seconds, first.ends_at) == (1, 7200, at + timedelta(hours=2))
    assert {one.item_version.kind for one in first.questions.all()} == {
        "single", "multiple", "ordering", "matching", "region",
    }  # fmt: skip
    assert kinds_of(first) == ["started"]


def test_one_sitting_at_a_time(exam, alma, cohort, carla):
    begin(exam, alma)
    exam.pk, exam.code = None, "other"
    exam.uuid = "00000000-0000-4000-8000-000000000001"
    exam.save(force_insert=True)
    with pytest.raises(NotNow) as refused:
        begin(exam, alma)
    assert refused.value.code == "running"


def test_a_second_form_brings_what_was_not_asked_yet(cohort, carla, alma, at):
    exam = examination(cohort.programme, carla, kinds=("single",), spare=1, retake_days=0)
    codes = []
    for _attempt in range(2):
        attempt = begin(exam, alma)
        codes.append(attempt.questions.get().item_version.item.code)
        handing_in.hand_in(attempt=attempt, by=alma, at=at)
        arranging.give_leave(enrolment=alma.enrolment, examination=exam, reason="A test", by=carla, at=at)
        Attempt.objects.filter(pk=attempt.pk).update(state="decided")
        attempt.decisions.create(school=exam.school, outcome="failed", figures={}, by=carla, at=at)
        at += MINUTE
    assert sorted(codes) == ["single-0", "single-1"]


def test_a_bank_that_is_too_small_begins_nothing(exam, alma):
    Item.objects.filter(code="single-0").update(retired_at=exam.made_at)
    with pytest.raises(BankTooSmall):
        begin(exam, alma)
    assert Attempt.objects.count() == 0


def test_what_was_agreed_makes_it_longer(exam, alma, carla, at):
    arranging.agree_allowance(
        enrolment=alma.enrolment, extra_percent=25, extra_pause_minutes=10, is_plain=True, words="A room of your own",
        by=carla, at=at,
    )  # fmt: skip
    attempt = begin(exam, alma)
    assert (attempt.seconds, attempt.pause_seconds, attempt.is_plain) == (9000, 1800, True)
    assert attempt.ends_at == at + timedelta(minutes=150)


def test_every_answer_is_kept_and_none_is_rewritten(exam, alma, at):
    attempt = begin(exam, alma)
    number = by_kind(attempt)["single"].number
    assert save(attempt, {number: "a"}, at=at).version == 1
    assert save(attempt, {number: "b"}, at=at + MINUTE).version == 2
    assert save(attempt, {number: "b"}, at=at + MINUTE).version == 2  # sent twice is kept once
    question = attempt.questions.get(number=number)
    assert (question.answer, question.answered_at) == ("b", at + MINUTE)
    assert [one.answer for one in question.saves.all()] == ["a", "b"]


def test_what_is_no_answer_is_refused(exam, alma, at):
    attempt = begin(exam, alma)
    for answers in ({by_kind(attempt)["single"].number: "z"}, {99: "a"}):
        with pytest.raises(AnswerError), transaction.atomic():
            save(attempt, answers, at=at)
    assert AnswerSave.objects.count() == 0


def test_another_pages_answer_is_never_written_over_unseen(exam, alma, at):
    attempt = begin(exam, alma)
    asked = by_kind(attempt)
    one, other = asked["single"].number, asked["region"].number
    save(attempt, {one: "a", other: "chest"}, at=at, origin="phone")
    saved = save(attempt, {one: "b"}, at=at, origin="laptop", seen=0)
    assert (dict(saved.theirs), dict(saved.news)) == ({one: "a"}, {other: "chest"})
    assert attempt.questions.get(number=one).answer == "a"
    saved = save(attempt, {one: "b"}, at=at, origin="laptop", seen=saved.version)
    assert (dict(saved.theirs), attempt.questions.get(number=one).answer) == ({}, "b")


def test_marks_for_later_change_no_answer(exam, alma, at):
    attempt = begin(exam, alma)
    save(attempt, {}, later={1: True}, at=at)
    assert list(attempt.questions.filter(is_later=True).values_list("number", "answer")) == [(1, None)]
    attempt.refresh_from_db()
    assert attempt.changes == 0


def test_a_pause_moves_the_end_and_runs_out(exam, alma, at):
    attempt = begin(exam, alma)
    breaks.pause(attempt=attempt, by=alma, at=at + 10 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.over_at(at + 14 * MINUTE) == attempt.ends_at + 4 * MINUTE
    attempt = breaks.go_on(attempt=attempt, by=alma, at=at + 14 * MINUTE)
    assert (attempt.ends_at, attempt.paused_seconds) == (at + timedelta(hours=2, minutes=4), 240)
    breaks.pause(attempt=attempt, by=alma, at=at + 20 * MINUTE)
    attempt = breaks.go_on(attempt=attempt, by=alma, at=at + 80 * MINUTE)  # 16 minutes were left to pause
    assert (attempt.ends_at, attempt.paused_seconds) == (at + timedelta(hours=2, minutes=20), 1200)
    assert breaks.pause(attempt=attempt, by=alma, at=at + 81 * MINUTE).state == "running"  # all is used
    assert kinds_of(attempt) == ["started", "paused", "went_on", "paused", "went_on"]


def test_whoever_answers_goes_on(exam, alma, at):
    """Otherwise a page that was left open could be answered while the clock stands."""
    attempt = begin(exam, alma)
    number = by_kind(attempt)["single"].number
    breaks.pause(attempt=attempt, by=alma, at=at + MINUTE)
    save(attempt, {number: "a"}, at=at + MINUTE + timedelta(seconds=5))  # it was on its way
    attempt.refresh_from_db()
    assert attempt.state == "paused"
    save(attempt, {number: "b"}, at=at + 5 * MINUTE)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.paused_seconds) == ("running", 240)


def test_another_device_takes_over_and_the_first_is_told(exam, alma, at):
    attempt = begin(exam, alma, device="laptop")
    number = by_kind(attempt)["single"].number
    assert not save(attempt, {number: "a"}, at=at, device="laptop").moved
    sitting.take_over(attempt=attempt, device="phone", by=alma, at=at)
    sitting.take_over(attempt=attempt, device="phone", by=alma, at=at)  # twice is once
    assert save(attempt, {number: "b"}, at=at, device="laptop").moved
    assert attempt.questions.get(number=number).answer == "b"  # and nothing is lost
    assert kinds_of(attempt) == ["started", "moved"]


def test_the_log_knows_of_a_lost_connection_and_of_nothing_else(exam, alma, at):
    attempt = begin(exam, alma)
    save(attempt, {1: None}, at=at, lost_seconds=5)
    save(attempt, {1: None}, at=at, lost_seconds=95)
    assert [(event.kind, event.facts) for event in attempt.events.all()] == [("started", {}), ("lost", {"seconds": 95})]


def test_handing_in_scores_what_no_person_marks(exam, alma, at):
    attempt = begin(exam, alma)
    answer_all(attempt, alma, wrong=("region",))
    handed = handing_in.hand_in(attempt=attempt, by=alma, at=at + MINUTE)
    assert handing_in.hand_in(attempt=attempt, by=alma, at=at + 2 * MINUTE).handed_in_at == handed.handed_in_at
    assert handed.state == "marked"
    assert {kind: one.share for kind, one in by_kind(attempt).items()} == {
        "single": 1, "multiple": 1, "ordering": 1, "matching": 1, "region": Fraction(0),
    }  # fmt: skip


def test_who_was_not_there_at_the_end_is_told(exam, alma, at, django_capture_on_commit_callbacks):
    begin(exam, alma)
    with django_capture_on_commit_callbacks(execute=True):
        hand_in_all(at + timedelta(hours=3))
    assert Notice.objects.filter(to=alma, code="exams.time_over").count() == 1


def test_the_clock_hands_in_and_pauses_hold_it_back(exam, alma, at):
    attempt = begin(exam, alma)
    answer_all(attempt, alma)
    hand_in_all(at + timedelta(hours=2, seconds=20))
    attempt.refresh_from_db()
    assert attempt.is_open  # what is on its way arrives first
    breaks.pause(attempt=attempt, by=alma, at=at + timedelta(hours=1))
    hand_in_all(at + timedelta(hours=2, minutes=10))
    attempt.refresh_from_db()
    assert attempt.is_open  # twenty minutes may be paused
    hand_in_all(at + timedelta(hours=2, minutes=21))
    attempt.refresh_from_db()
    ended = at + timedelta(hours=2, minutes=20)
    assert (attempt.state, attempt.handed_in, attempt.handed_in_at) == ("marked", "time", ended)


def test_answers_after_the_end_wait_for_a_person(exam, alma, ruth, at):
    attempt = begin(exam, alma)
    number = by_kind(attempt)["single"].number
    end = at + timedelta(hours=2)
    saved = save(attempt, {number: "b"}, at=end + 5 * MINUTE)
    assert (saved.late, saved.is_over) == (1, True)
    assert save(attempt, {number: "b"}, at=end + 6 * MINUTE).late == 0  # sent twice is kept once
    assert attempt.questions.get(number=number).answer is None
    assert handing_in.admit_late(attempt=attempt, reason="The line was down", by=ruth, at=end) == 1
    question = attempt.questions.get(number=number)
    assert (question.answer, question.share) == ("b", 1)
    assert kinds_of(attempt) == ["started", "time_over", "late", "admitted"] or set(kinds_of(attempt)) == {
        "started", "time_over", "late", "admitted",
    }  # fmt: skip
    with pytest.raises(Over):
        save(attempt, {number: "a"}, at=end + timedelta(hours=25))


def test_how_often_items_were_asked_is_counted_by_the_hour(exam, alma, at):
    begin(exam, alma)
    assert Exposure.objects.count() == 0
    count_exposure(at)
    count_exposure(at)
    assert set(Exposure.objects.values_list("times", flat=True)) == {1}
    assert Exposure.objects.count() == 5


def test_right_answers_are_those_of_the_factories(exam, alma, at):
    attempt = begin(exam, alma)
    assert answer_all(attempt, alma).version == 1
    assert {kind: one.answer for kind, one in by_kind(attempt).items()} == {
        kind: RIGHT[kind] for kind in ("single", "multiple", "ordering", "matching", "region")
    }
