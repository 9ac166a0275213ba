"""Questions of a lesson: what is sound, and what is right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.learning import (
    LessonText,
    Question,
    TextError,
    is_right,
    minutes_of,
    problems_of,
    read_text,
    write_text,
)

SINGLE = {
    "id": "q1", "kind": "single", "stem": "Which?", "key": "b", "why": "Because.",
    "choices": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}],
}  # fmt: skip
MULTIPLE = SINGLE | {"id": "q2", "kind": "multiple", "key": ["a", "b"]}
THOUGHT = {"id": "q3", "kind": "reflective", "stem": "What did you notice?"}


def question(data=SINGLE, **more):
    return Question.from_data(data | more)


def codes(*questions, **more):
    text = LessonText(**{"title": "T", "body": "B", "questions": questions, **more})
    return [(one.code, one.where) for one in problems_of({"en": text})]


def test_one_right_choice_or_all_of_several():
    assert is_right(question(), "b") is True
    assert is_right(question(), "a") is False
    assert is_right(question(MULTIPLE), ["b", "a"]) is True
    assert is_right(question(MULTIPLE), ["a"]) is False
    assert is_right(question(MULTIPLE), "a") is False


@pytest.mark.parametrize("nothing", [None, "", []])
def test_no_answer_is_not_wrong(nothing):
    assert is_right(question(), nothing) is None


def test_nobody_marks_a_thought():
    assert is_right(question(THOUGHT), "anything") is None
    assert not question(THOUGHT).is_marked


def test_a_question_comes_back_from_its_own_shape():
    for data in (SINGLE, MULTIPLE, THOUGHT):
        assert question(data).data() == data
        assert Question.from_data(question(data).data()) == question(data)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"id": "Q 1"}, "question_id"),
        ({"kind": "essay"}, "question_kind"),
        ({"stem": " "}, "question_stem"),
        ({"choices": [{"id": "b", "text": "B"}]}, "choices_number"),
        ({"choices": [{"id": "b", "text": "B"}, {"id": "b", "text": "C"}]}, "choices_id"),
        ({"choices": [{"id": "a", "text": ""}, {"id": "b", "text": "C"}]}, "choices_text"),
        ({"key": "c"}, "question_key"),
        ({"key": ["a", "b"]}, "question_key"),
        ({"key": None}, "question_key"),
    ],
)
def test_what_is_wrong_with_a_question_has_a_name(more, code):
    assert [one for one, _where in codes(question(**more))] == [code]


def test_a_text_needs_a_title_and_words_and_each_question_once():
    assert codes(question()) == []
    assert codes(title="", body="") == [("title", "en"), ("body", "en")]
    assert codes(question(), question()) == [("question_twice", "q1")]
    assert [one.code for one in problems_of({})] == ["no_text"]


def test_languages_ask_the_same():
    english = LessonText("T", "", "B", (question(), question(THOUGHT)))
    german = LessonText("T", "", "B", (question(stem="Welche?"), question(THOUGHT, stem="Was?")))
    other = LessonText("T", "", "B", (question(key="a"), question(THOUGHT)))
    assert problems_of({"en": english, "de": german}) == ()
    assert [(one.code, one.where) for one in problems_of({"en": english, "de": other})] == [("languages_apart", "q1")]


def test_how_long_a_lesson_takes():
    assert minutes_of(LessonText("T", body="")) == 1
    assert minutes_of(LessonText("T", body="word " * 900)) == 5
    assert minutes_of(LessonText("T", body="word " * 900, questions=(question(THOUGHT), question(THOUGHT)))) == 7


lines = st.text(alphabet="abcäß :#-'\"[]{}&*!|>%@`\n", max_size=20).map(str.strip)


@settings(max_examples=40)
@given(title=lines, summary=lines, body=lines, why=lines)
def test_what_is_written_is_read_again(title, summary, body, why):
    text = LessonText(title, summary, body, (question(why=why), question(THOUGHT)))
    assert read_text(write_text(text, topic="ethics", minutes=7)) == (text, {"topic": "ethics", "minutes": 7})


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("# No head\n", "head", ""),
        ("---\ntitle: [a\n---\nBody", "yaml", "2"),
        ("---\n- a\n---\nBody", "yaml", ""),
        ("---\na: &a [x]\ntitle: *a\n---\nBody", "yaml", ""),
        ("---\ntitle: T\nquestions: 7\n---\nBody", "yaml", ""),
        ("---\ntitle: T\nquestions:\n- id: q1\n  kind: single\n  stem: S\n---\nBody", "question", "q1"),
    ],
)
def test_a_file_that_is_no_lesson_says_where(content, code, where):
    with pytest.raises(TextError) as wrong:
        read_text(content)
    assert (wrong.value.code, wrong.value.where) == (code, where or wrong.value.where)


ODD = [
    None,
    True,
    3,
    1.5,
    "a",
    "single",
    "multiple",
    [],
    ["a"],
    [1],
    {"a": 1},
    [["a"]],
    [{"id": "a"}],
    [{"id": ["x"]}, {}],
]
values = st.sampled_from(ODD)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["id", "kind", "stem", "choices", "key", "why"]), values))
def test_whatever_a_file_says_a_question_is_read_or_named(data):
    """Nothing that stands in a file makes the reading of it fall over."""
    text = LessonText("T", "", "B", (Question.from_data(data),))
    assert isinstance(problems_of({"en": text}), tuple)
