"""What somebody takes along of their examinations: all of theirs, nothing of others, and no key."""

import json
from fractions import Fraction

import pytest

from feltwork.apps.certification.takeout import members_of
from feltwork.apps.exams.actions import appeals, arranging, deciding, handing_in, marking
from feltwork.apps.exams.actions.practical_results import decide_practical
from feltwork.apps.exams.queries.takeout import answer_rows, examinations_of, in_words
from feltwork.apps.exams.tests import practical_world
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.sitting_factories import CHOICES, KINDS, RIGHT, answer_all, begin, by_kind, examination

DECIDES = frozenset({"credentialing"})
ALL = ("single", "multiple", "ordering", "matching", "region", "short")


@pytest.fixture
def exam(cohort, carla, ben, member):
    found = examination(cohort.programme, carla, kinds=ALL)
    for one in (ben, carla, member("Yusuf Demir", "provider")):
        arranging.appoint_marker(examination=found, user=one, by=carla, at=found.made_at)
    return found


@pytest.fixture
def attempt(exam, alma, ruth, at):
    """Sat, marked, not passed, asked about."""
    row = begin(exam, alma)
    answer_all(row, alma, wrong=("multiple",))
    row = handing_in.hand_in(attempt=row, by=alma, at=at)
    for seat in row.markings.all():
        points = {"sees": Fraction(2), "waits": Fraction(1)}
        question = by_kind(row)["short"]
        given = {"question": question, "points": points, "words": "NOTE OF A MARKER", "by": seat.marker, "at": at}
        marking.save_mark(marking=seat, **given)
        marking.finish_marking(marking=seat, by=seat.marker, at=at)
    row.refresh_from_db()
    given = {"outcome": "failed", "reason": "Too little on two topics.", "by": ruth, "roles": DECIDES, "at": at}
    deciding.decide(attempt=row, **given)
    appeals.appeal(attempt=row, words="Please look at question two.", by=alma, at=at)
    return row


def test_answers_points_topics_decisions_and_appeals(attempt, alma, at):
    (told,) = examinations_of(alma.enrolment)["written"]
    assert (told["started_at"], told["handed_in_at"], told["language"]) == (at, at, "en")
    by_kinds = {one["kind"]: one for one in told["questions"]}
    assert {kind: one["answer"] for kind, one in by_kinds.items()} == {**RIGHT, "multiple": None}
    assert (by_kinds["short"]["points"], by_kinds["short"]["of"]) == (3, 4)
    (decision,) = told["decisions"]
    assert (decision["outcome"], decision["reason"]) == ("failed", "Too little on two topics.")
    assert {one["topic"]: one["percent"] for one in decision["topics"]}["Anatomy"] == 100
    assert [one["words"] for one in told["appeals"]] == ["Please look at question two."]


def test_no_key_no_note_of_others_and_no_question_that_the_result_does_not_show(attempt, alma, at):
    text = "".join(one.text for one in members_of(alma.enrolment, at))
    for hidden in ("NOTE OF A MARKER", "Because.", "A question of the kind", "Sees the freeze", '"key"', "Ben Okafor"):
        assert hidden not in text
    told = examinations_of(alma.enrolment)["written"][0]["questions"]
    assert {one["kind"] for one in told if "points" in one} == {"short"}


def test_where_a_result_shows_answers_the_question_and_its_points_come_along(attempt, exam, alma):
    exam.shows = "answers"
    exam.save()
    told = examinations_of(alma.enrolment)["written"][0]["questions"]
    assert all("points" in one and one["question"].startswith("A question of the kind") for one in told)


def test_the_zip_holds_them(attempt, alma, at):
    members = {one.name: one.text for one in members_of(alma.enrolment, at)}
    everything = json.loads(members["everything.json"])
    assert everything["examinations"]["written"][0]["examination"] == "Foundations"
    rows = members["examinations.csv"].strip().splitlines()
    assert rows[0].endswith("examination,attempt,question,part,topic,answer,answered at,points,of")
    assert len(rows) == 7
    assert "Choice b" in members["examinations.csv"]
    assert "examinations.csv" in members["readme.txt"]


def test_somebody_who_never_sat_has_an_empty_table(alma):
    told = examinations_of(alma.enrolment)
    assert set(map(len, told.values())) == {0}
    assert list(answer_rows(told)) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("single", "Choice b"),
        ("multiple", "Choice a; Choice c"),
        ("ordering", "1. Choice c; 2. Choice a; 3. Choice b; 4. Choice d"),
        ("matching", "Choice a: First; Choice b: Second"),
        ("region", "Chest"),
        ("short", RIGHT["short"]),
    ],
)
def test_answers_in_words(kind, words):
    assert CHOICES
    assert in_words({"kind": kind, **KINDS[kind]}, RIGHT[kind]) == words
    assert in_words({"kind": kind, **KINDS[kind]}, None) == ""


def test_a_practical_one_comes_along_without_what_raters_noted(rated, alma, ruth, at):
    for row in (rated.first, rated.second):
        practical_world.rate(row, practical_world.sheet(3), at=at)
    given = {"outcome": "passed", "words": "", "roles": DECIDES, "by": ruth, "at": at}
    decide_practical(practical=rated.practical, **given)
    (told,) = examinations_of(alma.enrolment)["practical"]
    (decision,) = told["decisions"]
    assert (told["handed_in_at"], decision["outcome"], decision["raters"]) == (at, "passed", 2)
    assert len(decision["domains"]) == 12
    assert decision["domains"][0]["ratings"][0]["value"] == 3
    assert [row["expires_on"] is not None for row in told["recordings"]] == [True]
    text = "".join(one.text for one in members_of(alma.enrolment, at))
    for hidden in ("Calm and clear.", "Nils Berg", "Rosa Marin"):
        assert hidden not in text
