"""When a course is completed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.learning import LessonFacts, Missing, Rules, judge


def lesson(code, **more):
    return LessonFacts(code, **more)


def test_everything_that_counts_has_to_be_read():
    lessons = [lesson("a", is_done=True), lesson("b"), lesson("c", is_required=False)]
    found = judge(Rules(), lessons)
    assert (found.done, found.required, found.missing) == (1, 2, (Missing("lessons", 1, 2),))
    assert judge(Rules(), [*lessons[:1], lesson("b", is_done=True), lessons[2]]).is_complete


def test_right_enough_is_rounded_up():
    lessons = [lesson("a", is_done=True, asked=5, right=3)]
    assert judge(Rules(right_percent=70), lessons).missing == (Missing("right", 3, 4),)
    assert judge(Rules(right_percent=60), lessons).is_complete


def test_without_questions_nothing_has_to_be_right():
    assert judge(Rules(right_percent=80), [lesson("a", is_done=True)]).is_complete


def test_minutes_are_whole_minutes_of_all_lessons():
    lessons = [lesson("a", is_done=True, seconds=119), lesson("b", is_required=False, seconds=59)]
    assert judge(Rules(least_minutes=3), lessons).missing == (Missing("minutes", 2, 3),)
    assert judge(Rules(least_minutes=2), lessons).is_complete


def test_what_was_done_elsewhere_was_asked_and_timed_there():
    lessons = [lesson("a", is_done=True, asked=3, is_outside=True)]
    assert judge(Rules(right_percent=100, least_minutes=30), lessons).is_complete


def test_a_course_without_lessons_is_never_completed():
    assert judge(Rules(), []).missing == (Missing("nothing_to_do", 0, 1),)
    assert not judge(Rules(), [lesson("a", is_required=False, is_done=True)]).is_complete


def test_one_after_the_other_opens_up_to_the_first_that_waits():
    lessons = [lesson("a", is_done=True), lesson("b", is_required=False), lesson("c"), lesson("d")]
    assert judge(Rules(is_fixed=True), lessons).opens == {"a", "b", "c"}
    assert judge(Rules(), lessons).opens == {"a", "b", "c", "d"}


facts = st.builds(
    lambda code, required, done, asked, share, seconds: LessonFacts(
        str(code), required, done, asked, asked * share // 4, seconds
    ),
    st.integers(0, 99), st.booleans(), st.booleans(), st.integers(0, 5), st.integers(0, 4), st.integers(0, 4000),
)  # fmt: skip


@settings(max_examples=60)
@given(st.builds(Rules, st.booleans(), st.integers(0, 100), st.integers(0, 90)), st.lists(facts, max_size=6), st.data())
def test_doing_more_never_takes_a_completion_away(rules, lessons, data):
    if not lessons:
        return
    at = data.draw(st.integers(0, len(lessons) - 1))
    one = lessons[at]
    more = LessonFacts(one.code, one.is_required, True, one.asked, one.asked, one.seconds + 600)
    after = judge(rules, [*lessons[:at], more, *lessons[at + 1 :]])
    assert judge(rules, lessons).opens <= after.opens
    assert not judge(rules, lessons).is_complete or after.is_complete
