"""Short answers: two who cannot see each other, a third where they are apart, and who is drawn."""

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied

from feltwork.apps.exams.actions import appeals, arranging, deciding, handing_in, marking
from feltwork.apps.exams.actions.appeals import NoAppeal
from feltwork.apps.exams.actions.deciding import NotDecided
from feltwork.apps.exams.actions.marking import MarkRefused
from feltwork.apps.exams.events import examination_passed, examination_undone
from feltwork.apps.exams.models import Attempt, Marking
from feltwork.apps.exams.queries.marking import markings_for, pile_of
from feltwork.apps.exams.tests.sitting_factories import answer_all, begin, by_kind, examination
from feltwork.apps.notices.models import Notice

DECIDER = frozenset({"credentialing"})
HALF = Fraction(1, 2)


@pytest.fixture
def exam(cohort, carla):
    return examination(cohort.programme, carla, kinds=("single", "short"), evidence_code="written_exam")


@pytest.fixture
def markers(exam, member, carla, ben, dino, at):
    """Ben, Carla, Yusuf and Mara."""
    people = [ben, carla, member("Yusuf Demir", "provider"), member("Mara Klein", "faculty")]
    for one in people:
        arranging.appoint_marker(examination=exam, user=one, by=dino, at=at)
    return people


def handed_in(exam, user, at):
    attempt = begin(exam, user, at=at)
    answer_all(attempt, user, at=at)
    return handing_in.hand_in(attempt=attempt, by=user, at=at)


def give(row, sees, waits, at, words=""):
    """One marker's marks for the short answer, and done."""
    question = by_kind(row.attempt)["short"]
    points = {"sees": Fraction(sees), "waits": Fraction(waits)}
    marking.save_mark(marking=row, question=question, points=points, words=words, by=row.marker, at=at)
    return marking.finish_marking(marking=row, by=row.marker, at=at)


def seats(attempt, turn=1):
    return list(attempt.markings.filter(turn=turn).order_by("place"))


def test_two_are_drawn_and_their_mean_counts(exam, alma, markers, at):
    attempt = handed_in(exam, alma, at)
    first, second = seats(attempt)
    assert attempt.state == "marking"
    assert first.marker != second.marker
    give(first, 2, 1, at)
    assert Attempt.objects.get().state == "marking"
    give(second, 2, 2, at)
    assert Attempt.objects.get().state == "marked"
    assert by_kind(attempt)["short"].share == Fraction(7, 8)


def test_where_they_are_apart_the_middle_of_three_counts(exam, alma, markers, at):
    attempt = handed_in(exam, alma, at)
    first, second = seats(attempt)
    give(first, 2, 2, at)
    give(second, 0, 1, at)
    third = seats(attempt)[2]
    assert third.marker not in {first.marker, second.marker}
    assert [one.question.item_version.kind for one in pile_of(third).rows] == ["short"]
    give(third, 1, 1, at)
    assert (Attempt.objects.get().state, by_kind(attempt)["short"].share) == ("marked", HALF)


def test_a_quarter_of_what_it_is_worth_is_not_apart(exam, alma, markers, at):
    attempt = handed_in(exam, alma, at)
    first, second = seats(attempt)
    give(first, 2, 2, at)
    give(second, 2, 1, at)
    assert len(seats(attempt)) == 2


def test_marks_are_whole_before_they_stand_and_stand_then(exam, alma, markers, at):
    first, _second = seats(handed_in(exam, alma, at))
    with pytest.raises(MarkRefused) as refused:
        marking.finish_marking(marking=first, by=first.marker, at=at)
    assert refused.value.code == "missing"
    give(first, 1, 1, at)
    with pytest.raises(MarkRefused) as refused:
        give(first, 2, 2, at)
    assert refused.value.code == "done"


@pytest.mark.parametrize("points", [{"sees": 3, "waits": 0}, {"sees": 1}, {"sees": -1, "waits": 0}])
def test_points_beyond_the_criteria_are_refused(exam, alma, markers, at, points):
    first, _second = seats(handed_in(exam, alma, at))
    given = {code: Fraction(one) for code, one in points.items()}
    with pytest.raises(MarkRefused):
        marking.save_mark(
            marking=first, question=by_kind(first.attempt)["short"], points=given, words="", by=first.marker, at=at
        )


def test_nobody_marks_in_somebody_elses_place(exam, alma, markers, at):
    first, second = seats(handed_in(exam, alma, at))
    with pytest.raises(Marking.DoesNotExist):
        marking.finish_marking(marking=first, by=second.marker, at=at)
    assert [one.pk for one in markings_for(first.marker)] == [first.pk]


def test_of_two_markers_one_at_most_trains_the_group(exam, alma, cohort, markers, dino, at):
    for one in markers[:3]:
        arranging.note_trainer(user=one, cohort=cohort, by=dino, at=at)
    attempt = handed_in(exam, alma, at)
    outside = [one for one in seats(attempt) if one.marker == markers[3]]
    assert len(outside) == 1


def test_without_two_markers_it_waits_and_staff_are_told(exam, alma, ben, dino, at):
    attempt = handed_in(exam, alma, at)
    assert seats(attempt) == []
    assert Notice.objects.filter(code="exams.no_markers", to=dino).count() == 1
    arranging.appoint_marker(examination=exam, user=ben, by=dino, at=at)
    assert [one.marker for one in seats(attempt)] == [ben]


def test_who_passes_it_on_is_not_drawn_again(exam, alma, markers, at):
    attempt = handed_in(exam, alma, at)
    first, second = seats(attempt)
    marking.pass_on(marking=first, by=first.marker, at=at)
    again = seats(attempt)
    assert {one.place for one in again} == {1, 2}
    assert first.marker not in {one.marker for one in again}
    assert second.marker in {one.marker for one in again}


def marked(exam, user, at, *, points=(2, 2)):
    attempt = handed_in(exam, user, at)
    for one in seats(attempt):
        give(one, *points, at)
    attempt.refresh_from_db()
    return attempt


def decide(attempt, outcome, by, at, reason="", roles=DECIDER):
    return deciding.decide(attempt=attempt, outcome=outcome, reason=reason, by=by, roles=roles, at=at)


@pytest.fixture
def told():
    """What apps above hear."""
    heard = []

    def passed(sender, **facts):
        heard.append(("passed", facts["enrolment"], facts["code"], facts["by"]))

    def undone(sender, **facts):
        heard.append(("undone", facts["enrolment"], facts["code"], facts["by"]))

    examination_passed.connect(passed)
    examination_undone.connect(undone)
    yield heard
    examination_passed.disconnect(passed)
    examination_undone.disconnect(undone)


def test_a_person_releases_the_result(exam, alma, markers, ruth, at, told, django_capture_on_commit_callbacks):
    attempt = marked(exam, alma, at)
    with django_capture_on_commit_callbacks(execute=True):
        decision = decide(attempt, "passed", ruth, at)
    attempt.refresh_from_db()
    points = {one["name"]: one["got"] for one in decision.figures["topics"]}
    assert (attempt.state, decision.outcome, points) == ("decided", "passed", {"anatomy": "1", "physiology": "4"})
    assert told == [("passed", alma.enrolment, "written_exam", ruth)]
    assert Notice.objects.filter(to=alma, code="exams.result").count() == 1


def test_another_result_than_the_figures_needs_a_reason(exam, alma, markers, ruth, at, told):
    attempt = marked(exam, alma, at, points=(0, 0))
    with pytest.raises(NotDecided) as refused:
        decide(attempt, "passed", ruth, at)
    assert refused.value.code == "reason"
    decide(attempt, "void", ruth, at, reason="The fire alarm went.")
    assert told == []


def test_a_pass_that_is_taken_back_is_undone(exam, alma, markers, ruth, dino, at, told):
    attempt = marked(exam, alma, at)
    decide(attempt, "passed", ruth, at)
    decide(attempt, "failed", dino, at, reason="Not her own words.", roles=frozenset({"admin"}))
    assert [one[0] for one in told] == ["passed", "undone"]


def test_whoever_trains_or_marks_does_not_decide(exam, alma, member, markers, cohort, ruth, dino, at):
    attempt = marked(exam, alma, at)
    marker = seats(attempt)[0].marker
    arranging.note_trainer(user=ruth, cohort=cohort, by=dino, at=at)
    for one, roles in ((ruth, DECIDER), (marker, DECIDER), (dino, frozenset({"registrar"}))):
        with pytest.raises(PermissionDenied):
            decide(attempt, "passed", one, at, roles=roles)
    assert decide(attempt, "passed", dino, at, roles=frozenset({"admin"})).by == dino


def test_nothing_is_decided_before_it_is_marked(exam, alma, markers, ruth, at):
    attempt = handed_in(exam, alma, at)
    with pytest.raises(NotDecided) as refused:
        decide(attempt, "passed", ruth, at)
    assert refused.value.code == "state"


def test_several_are_released_as_counted(exam, alma, markers, ruth, at):
    attempt = marked(exam, alma, at, points=(0, 0))
    made = deciding.release(attempts=[attempt, attempt], by=ruth, roles=DECIDER, at=at)
    assert [one.outcome for one in made] == ["failed"]


def test_an_appeal_goes_to_others_and_is_marked_again(exam, alma, markers, ruth, dino, at):
    attempt = marked(exam, alma, at, points=(0, 0))
    decide(attempt, "failed", ruth, at)
    asked = appeals.appeal(attempt=attempt, words="I had named the freeze.", by=alma, at=at)
    with pytest.raises(NoAppeal):
        appeals.appeal(attempt=attempt, words="Again", by=alma, at=at)
    with pytest.raises(PermissionDenied):
        appeals.answer_appeal(asked=asked, answer="stands", reason="No", by=ruth, roles=DECIDER, at=at)
    admin = frozenset({"admin"})
    appeals.answer_appeal(asked=asked, answer="again", reason="Two others read it.", by=dino, roles=admin, at=at)
    first = {one.marker for one in seats(attempt)}
    again = seats(attempt, turn=2)
    assert len(again) == 2
    assert first.isdisjoint({one.marker for one in again})
    for one in again:
        give(one, 2, 2, at)
    attempt.refresh_from_db()
    assert (attempt.state, by_kind(attempt)["short"].share) == ("marked", 1)
    with pytest.raises(PermissionDenied):
        decide(attempt, "passed", ruth, at, reason="Again")  # she decided what was asked about
    decision = decide(attempt, "passed", dino, at, reason="Marked again.", roles=admin)
    assert decision.corrects.outcome == "failed"


def test_an_appeal_can_change_the_result_at_once(exam, alma, markers, ruth, dino, at):
    attempt = marked(exam, alma, at, points=(0, 0))
    decide(attempt, "failed", ruth, at)
    asked = appeals.appeal(attempt=attempt, words="Question 1 has two right answers.", by=alma, at=at)
    appeals.answer_appeal(
        asked=asked, answer="changed", outcome="passed", reason="It has.", by=dino, roles=frozenset({"admin"}), at=at
    )
    assert [one.outcome for one in attempt.decisions.all()] == ["failed", "passed"]
