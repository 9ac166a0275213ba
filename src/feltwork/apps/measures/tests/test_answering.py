"""Answers: kept one by one, twice is once, nothing is written over unseen, and every end is a clear one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from feltwork.apps.measures import actions
from feltwork.apps.measures.actions import SheetClosed
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Asking, Result
from feltwork.apps.measures.scoring import unpacked
from feltwork.core.measures import AnswerError, instrument

pytestmark = pytest.mark.django_db
ITEMS = [item.id for item in instrument("phq-8").items]


@pytest.fixture
def save(hands, eva, at):
    def make(row, answers, seen=0, when=None, origin=""):
        return actions.save_answers(
            asking=row, hands=hands, answers=answers, seen=seen, origin=origin, by=eva, at=when or at
        )

    return make


def stands(row, hands):
    return hands.open(Asking.objects.get(pk=row.pk), "sheet")["answers"]


def test_an_answer_is_kept_as_it_is_given(sheet, save, hands):
    row = sheet("phq-8")
    first = save(row, {ITEMS[0]: 2})
    second = save(row, {ITEMS[1]: "declined"}, seen=first.version)

    assert (second.version, stands(row, hands)) == (2, {ITEMS[0]: 2, ITEMS[1]: "declined"})
    assert Asking.objects.get(pk=row.pk).state == "started"


def test_the_same_sent_twice_is_kept_once(sheet, save):
    row = sheet("phq-8")
    assert save(row, {ITEMS[0]: 2}).version == save(row, {ITEMS[0]: 2}).version == 1


def test_another_device_never_writes_over_what_it_has_not_seen(sheet, save, hands):
    row = sheet("phq-8")
    phone = save(row, {ITEMS[0]: 1, ITEMS[1]: 1})
    laptop = save(row, {ITEMS[0]: 3, ITEMS[2]: 0}, seen=0)

    assert dict(laptop.theirs) == {ITEMS[0]: 1}
    assert stands(row, hands) == {ITEMS[0]: 1, ITEMS[1]: 1, ITEMS[2]: 0}
    assert save(row, {ITEMS[0]: 3}, seen=laptop.version).theirs == {}
    assert (phone.version, stands(row, hands)[ITEMS[0]]) == (1, 3)


def test_whose_answer_got_lost_on_the_way_is_no_other_device(sheet, save, hands):
    """The page never heard that its first answer arrived, and sends another from what it saw."""
    row = sheet("phq-8")
    save(row, {ITEMS[0]: 1}, origin="phone")
    again = save(row, {ITEMS[0]: 2, ITEMS[1]: 0}, origin="phone")
    assert (dict(again.theirs), stands(row, hands)) == ({}, {ITEMS[0]: 2, ITEMS[1]: 0})
    assert dict(save(row, {ITEMS[0]: 3}, origin="laptop").theirs) == {ITEMS[0]: 2}


def test_a_page_hears_what_another_device_answered_besides(sheet, save):
    row = sheet("phq-8")
    save(row, {ITEMS[0]: 1, ITEMS[1]: 2}, origin="phone")
    laptop = save(row, {ITEMS[2]: 0}, origin="laptop")
    assert (laptop.version, dict(laptop.theirs), dict(laptop.news)) == (2, {}, {ITEMS[0]: 1, ITEMS[1]: 2})
    assert dict(save(row, {ITEMS[3]: 0}, seen=2, origin="laptop").news) == {}


def test_what_is_no_answer_is_refused_whole(sheet, save):
    row = sheet("phq-8")
    for answers in ({ITEMS[0]: 1, "else": 1}, {ITEMS[0]: 4}, {ITEMS[0]: True}):
        with pytest.raises(AnswerError):
            save(row, answers)
    assert Asking.objects.get(pk=row.pk).sheet is None


def test_a_finished_sheet_is_scored_once_with_its_missing_items(sheet, save, hands, eva, at):
    row = sheet("phq-8")
    save(row, dict.fromkeys(ITEMS[:7], 1))
    result = actions.finish(asking=row, hands=hands, by=eva, at=at)
    again = actions.finish(asking=row, hands=hands, by=eva, at=at)

    scored = unpacked(hands.open(result, "scores"))
    assert (again, Result.objects.count(), result.is_late) == (result, 1, False)
    assert (scored.answered, scored.of, scored.missing) == (7, 8, (ITEMS[7],))
    assert hands.open(result, "answers") == dict.fromkeys(ITEMS[:7], 1)


def test_what_is_kept_of_a_score_is_the_score(sheet, save, hands, eva, at):
    from feltwork.core.measures import score

    row = sheet("phq-9", place="room")
    answers = {item.id: 1 for item in instrument("phq-9").items if not item.optional and item.risk_from is None}
    save(row, answers)
    result = actions.finish(asking=row, hands=hands, by=eva, at=at)
    assert unpacked(hands.open(result, "scores")) == score(instrument("phq-9"), answers)


def test_late_is_kept_and_marked(sheet, save, hands, eva, at):
    row = sheet("phq-8")
    late = at + timedelta(days=4)
    save(row, {ITEMS[0]: 0}, when=late)
    assert actions.finish(asking=row, hands=hands, by=eva, at=late).is_late


def test_after_its_time_nothing_is_taken_and_what_was_answered_stays(sheet, save, hands, at):
    row = sheet("phq-8")
    save(row, {ITEMS[0]: 2})
    over = at + timedelta(days=7)
    with pytest.raises(SheetClosed):
        save(row, {ITEMS[1]: 2}, seen=1, when=over)
    assert actions.lapse(asking=row, at=over - timedelta(seconds=1)).state == "started"
    assert actions.lapse(asking=row, at=over).state == "lapsed"
    assert (stands(row, hands), Result.objects.count()) == ({ITEMS[0]: 2}, 0)


@pytest.mark.parametrize(("discard", "left"), [(False, {ITEMS[0]: 2}), (True, None)])
def test_stopping_keeps_or_throws_away_as_the_person_says(sheet, save, hands, eva, at, discard, left):
    row = sheet("phq-8")
    save(row, {ITEMS[0]: 2})
    actions.stop(asking=row, hands=hands, discard=discard, by=eva, at=at)

    kept = hands.open(Asking.objects.get(pk=row.pk), "sheet")
    assert (kept and kept["answers"], Result.objects.count()) == (left, 0)
    with pytest.raises(SheetClosed):
        save(row, {ITEMS[1]: 2}, seen=1)


def test_a_sheet_without_one_answer_gives_no_result(sheet, hands, eva, at):
    row = sheet("phq-8")
    assert actions.finish(asking=row, hands=hands, by=eva, at=at) is None
    assert Asking.objects.get(pk=row.pk).state == "stopped"


def test_nobody_answers_on_somebody_elses_sheet(sheet, opened, ben, timo, at):
    row = sheet("phq-8")
    other = hands_of_file(opened(ben, timo))
    for act in (
        lambda: actions.save_answers(asking=row, hands=other, answers={ITEMS[0]: 1}, seen=0, by=ben, at=at),
        lambda: actions.finish(asking=row, hands=other, by=ben, at=at),
        lambda: actions.stop(asking=row, hands=other, by=ben, at=at),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_clinician_enters_what_stands_on_paper(opened, ben, eva, at):
    file = opened(ben, eva.file)
    result = actions.enter_scores(
        file=file,
        instrument_id="phq-8",
        answers=dict.fromkeys(ITEMS, 1),
        answered_at=at - timedelta(days=1),
        by=ben,
        at=at,
    )
    assert (result.asking.entered_by, result.asking.state) == ("clinician", "done")
    assert unpacked(file.cabinet.open(result, "scores")).scales["total"].value == 8


def test_a_correction_is_a_result_of_its_own(opened, ben, eva, sheet, save, hands, at):
    row = sheet("phq-8")
    save(row, dict.fromkeys(ITEMS, 1))
    first = actions.finish(asking=row, hands=hands, by=eva, at=at)
    file = opened(ben, eva.file)
    fixed = dict.fromkeys(ITEMS, 1) | {ITEMS[0]: 3}
    second = actions.correct(result=first, file=file, answers=fixed, reason="Misread", by=ben, at=at)

    assert list(Result.objects.filter(corrected_by=None)) == [second]
    assert (second.corrects, file.cabinet.open(second, "reason")) == (first, {"words": "Misread"})
    assert unpacked(file.cabinet.open(first, "scores")).scales["total"].value == 8
    with pytest.raises(Exception, match="corrected meanwhile"):
        actions.correct(result=first, file=file, answers={}, reason="Again", by=ben, at=at)
