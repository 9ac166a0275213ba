"""A practical examination from the booking to the appeal."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import consents, draws, practicals, ratings, recordings
from feltwork.apps.exams.actions.practical_results import answer_practical_appeal, appeal_against, decide_practical
from feltwork.apps.exams.events import examination_passed
from feltwork.apps.exams.lots import drawn
from feltwork.apps.exams.models import RaterDraw, Rating
from feltwork.apps.exams.queries.practical_results import complete_sheets, outcome_of, result_of
from feltwork.apps.exams.queries.practicals import may_book, standing_decision
from feltwork.apps.exams.queries.relations import pool_of
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.practical_world import VIDEO, hand_in, rate, send, sheet, state_consent
from feltwork.core.exams import rubric

pytestmark = pytest.mark.django_db
DECIDES = frozenset({"credentialing"})


def decide(world, by, outcome, words="", at=None):
    return decide_practical(
        practical=world.practical, outcome=outcome, words=words, roles=DECIDES, by=by, at=at or world.at
    )


def test_two_raters_are_drawn_by_a_lot_that_can_be_repeated(rated):
    lot = RaterDraw.objects.get()
    assert [str(rated.first.rater.uuid), str(rated.second.rater.uuid)] == lot.drawn
    assert list(drawn(lot.seed, lot.pool, seats=2, partly=lot.partly)) == lot.drawn
    assert len(lot.pool) == 4
    assert rated.practical.state == "rating"


def test_no_sheet_is_read_before_both_are_in(rated, at):
    assert complete_sheets(rated.practical) == []
    rate(rated.first, sheet(2.5), at=at)
    assert complete_sheets(rated.practical) == []
    assert outcome_of(rated.practical) is None
    rate(rated.second, sheet(2.5), at=at)
    assert [row.seat for row in complete_sheets(rated.practical)] == [1, 2]
    rated.practical.refresh_from_db()
    assert rated.practical.state == "deciding"


def test_a_sheet_that_was_handed_in_never_changes(rated, at):
    row = rate(rated.first, sheet(2), at=at)
    with pytest.raises(ValidationError):
        ratings.save_rating(rating=row, post={"r-safety-adherence": "3"}, by=row.rater, at=at)
    assert row.digest == ratings.digest_of(Rating.objects.get(pk=row.pk).data)


def test_a_sheet_with_a_gap_is_not_handed_in(rated, at):
    ratings.save_rating(rating=rated.first, post={"r-safety-adherence": "3"}, by=rated.first.rater, at=at)
    with pytest.raises(ValidationError):
        ratings.submit_rating(rating=rated.first, by=rated.first.rater, at=at)


def test_nobody_writes_on_anothers_sheet(rated, at):
    with pytest.raises(PermissionDenied):
        ratings.save_rating(rating=rated.first, post={}, by=rated.second.rater, at=at)


def test_answers_of_two_devices_stay_both(rated, at):
    by = rated.first.rater
    ratings.save_rating(rating=rated.first, post={"r-safety-adherence": "3"}, by=by, at=at)
    row = ratings.save_rating(rating=rated.first, post={"r-sibam-adherence": "cant"}, by=by, at=at)
    assert row.data["ratings"] == {"safety": {"adherence": 3}, "sibam": {"adherence": None}}
    assert row.version == 2


def test_far_apart_calls_a_third_rater_who_was_not_there(rated, at):
    rate(rated.first, sheet(3), at=at)
    rate(rated.second, sheet(1), at=at)
    third = rated.practical.ratings.get(seat=3)
    assert third.rater not in (rated.first.rater, rated.second.rater)
    rated.practical.refresh_from_db()
    assert rated.practical.state == "rating"
    rate(third, sheet(2.5), at=at)
    rated.practical.refresh_from_db()
    assert rated.practical.state == "deciding"
    assert outcome_of(rated.practical).code == "passed"


def test_passing_is_told_to_whoever_keeps_the_evidence(rated, ruth, alma, at):
    told = []

    def listen(sender, **given):
        told.append((given["enrolment"], given["code"], given["on"], given["by"]))

    examination_passed.connect(listen)
    try:
        rate(rated.first, sheet(2.5), at=at)
        rate(rated.second, sheet(2.5), at=at)
        decision = decide(rated, ruth, "passed")
    finally:
        examination_passed.disconnect(listen)
    assert told == [(alma.enrolment, "practical", at.date(), ruth)]
    result = result_of(rated.practical, decision)
    assert len(result.domains) == len(rubric().domains) == 12
    assert result.remarks == ("Calm and clear.", "Calm and clear.")
    assert not result.is_validated
    assert not may_book(rated.examination, alma.enrolment, at).is_open


def test_nobody_decides_against_the_ratings(rated, ruth, at):
    rate(rated.first, sheet(1), at=at)
    rate(rated.second, sheet(1), at=at)
    with pytest.raises(ValidationError):
        decide(rated, ruth, "passed")
    with pytest.raises(ValidationError):
        decide(rated, ruth, "no_result")  # without saying why
    assert decide(rated, ruth, "not_passed").outcome == "not_passed"


def test_a_gate_that_two_saw_fails_whatever_the_rest(rated, ruth, at):
    for row in (rated.first, rated.second):
        rate(row, sheet(3, gates=("stop_signal",)), at=at)
    assert outcome_of(rated.practical).code == "gate"
    assert decide(rated, ruth, "not_passed").data["gates"] == {"stop_signal": 2}


def test_a_rater_does_not_decide(rated, member, at):
    rate(rated.first, sheet(2), at=at)
    rate(rated.second, sheet(2), at=at)
    with pytest.raises(PermissionDenied):
        decide(rated, rated.first.rater, "not_passed")


def test_an_appeal_brings_other_raters_and_another_decision(rated, alma, ruth, dino, member, at):
    for row in (rated.first, rated.second):
        rate(row, sheet(1), at=at)
    decide(rated, ruth, "not_passed")
    appeal = appeal_against(practical=rated.practical, words="The camera stood badly at first.", by=alma, at=at)
    given = {"appeal": appeal, "answer": "granted", "answer_words": "Yes.", "roles": DECIDES, "at": at}
    with pytest.raises(PermissionDenied):
        answer_practical_appeal(by=ruth, **given)  # who decided does not answer
    answer_practical_appeal(by=dino, **given)
    rated.practical.refresh_from_db()
    again = list(rated.practical.ratings.filter(round=2).order_by("seat"))
    assert {row.rater for row in again}.isdisjoint({rated.first.rater, rated.second.rater})
    for row in again:
        rate(row, sheet(2.5), at=at)
    rated.practical.refresh_from_db()
    with pytest.raises(PermissionDenied):
        decide(rated, ruth, "passed")
    assert decide(rated, dino, "passed").round == 2
    assert standing_decision(rated.practical).outcome == "passed"
    with pytest.raises(ValidationError):
        appeal_against(practical=rated.practical, words="Once more, please, for good.", by=alma, at=at)


def test_whoever_knows_the_candidate_too_well_says_so_and_another_is_drawn(rated, at):
    known = rated.first.rater
    draws.excuse_rater(rating=rated.first, why="relation", by=known, at=at)
    now = rated.practical.ratings.filter(excused_at=None).order_by("seat")
    assert known not in {row.rater for row in now}
    assert [row.seat for row in now] == [1, 2]


def test_the_rules_of_retaking(rated, alma, ruth, at):
    for row in (rated.first, rated.second):
        rate(row, sheet(1), at=at)
    decide(rated, ruth, "not_passed")
    chance = may_book(rated.examination, alma.enrolment, at)
    assert (chance.code, chance.day, chance.left) == ("wait", at.date() + timedelta(days=30), 2)
    assert may_book(rated.examination, alma.enrolment, at + timedelta(days=30)).is_open
    rated.examination.attempts = 1
    assert may_book(rated.examination, alma.enrolment, at + timedelta(days=30)).code == "lockout"
    assert may_book(rated.examination, alma.enrolment, at + timedelta(days=365)).is_open


def test_no_recording_comes_before_the_clients_consent(world, alma, at):
    with pytest.raises(ValidationError) as refused:
        send(world.practical, by=alma, at=at)
    assert refused.value.code == "consent"


def test_a_recording_goes_on_where_it_stopped_and_lies_sealed(world, alma, at, settings):
    state_consent(world.practical, by=alma, at=at)
    given = {"practical": world.practical, "size": len(VIDEO), "by": alma, "at": at}
    row = recordings.begin_recording(mark="one", **given)
    recordings.keep_piece(recording=row, number=1, content=VIDEO[vault.PIECE :])
    with pytest.raises(ValidationError):
        recordings.finish_recording(recording=row, by=alma, at=at)
    again = recordings.begin_recording(mark="one", **given)
    assert (again, sorted(vault.there(row.uuid))) == (row, [1])
    recordings.keep_piece(recording=row, number=0, content=VIDEO[: vault.PIECE])
    recordings.keep_piece(recording=row, number=0, content=VIDEO[: vault.PIECE])  # sent twice
    row = recordings.finish_recording(recording=row, by=alma, at=at)
    assert (row.content_type, row.expires_on) == ("video/mp4", at.date() + timedelta(days=120))
    stored = b"".join(path.read_bytes() for path in settings.RECORDINGS_FOLDER.rglob("*.box"))
    assert b"ftyp" not in stored


def test_another_file_takes_the_place_of_the_first(world, alma, at, django_capture_on_commit_callbacks):
    state_consent(world.practical, by=alma, at=at)
    first = send(world.practical, by=alma, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        second = recordings.begin_recording(practical=world.practical, size=5000, mark="two", by=alma, at=at)
    first.refresh_from_db()
    assert (first.removed, vault.there(first.uuid), second.removed_at) == ("replaced", {}, None)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4" + b"x" * 100])
def test_what_is_no_video_is_not_taken(world, alma, at, content):
    state_consent(world.practical, by=alma, at=at)
    with pytest.raises(ValidationError):
        send(world.practical, by=alma, at=at, content=content)


def test_a_consent_taken_back_destroys_the_recording_at_once(rated, alma, at, django_capture_on_commit_callbacks):
    recording = rated.practical.recordings.get()
    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(consent=rated.practical.consents.get(), by=alma, at=at)
    recording.refresh_from_db()
    rated.practical.refresh_from_db()
    assert (recording.removed, vault.there(recording.uuid)) == ("consent", {})
    assert (rated.practical.state, rated.practical.handed_in_at) == ("open", None)
    assert set(rated.practical.ratings.values_list("excused", flat=True)) == {"closed"}
    assert pool_of(rated.practical, at).is_enough  # another session may come to the same people


def test_a_statement_that_is_not_sound_brings_the_attempt_back(world, alma, ruth, at):
    consent = state_consent(world.practical, by=alma, at=at)
    send(world.practical, by=alma, at=at)
    row = practicals.hand_in(practical=world.practical, by=alma, at=at)
    assert row.state == "open"  # nobody watches before somebody has read the statement
    assert not row.ratings.exists()
    practicals.check_and_move_on(consent=consent, is_sound=False, by=ruth, at=at)
    world.practical.refresh_from_db()
    assert (world.practical.state, world.practical.handed_in_at) == ("open", None)


def test_what_is_given_up_is_gone_and_does_not_count(world, alma, at):
    state_consent(world.practical, by=alma, at=at)
    send(world.practical, by=alma, at=at)
    practicals.give_up(practical=world.practical, by=alma, at=at)
    assert world.practical.recordings.get().removed == "candidate"
    chance = may_book(world.examination, alma.enrolment, at)
    assert (chance.is_open, chance.left, chance.number) == (True, 3, 2)


def test_too_few_raters_and_it_waits_for_the_school(world, alma, ruth, at):
    for rater in world.examination.raters.all()[:3]:
        draws.end_rater(rater=rater, by=ruth, at=at)
    practical = hand_in(world.practical, by=alma, checker=ruth, at=at)
    assert (practical.state, practical.ratings.count()) == ("open", 0)
