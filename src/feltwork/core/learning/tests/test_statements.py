"""What other systems say about completions."""

import json
from datetime import date
from decimal import Decimal

import pytest

from feltwork.core.learning import Refused, read_statements

VERBS = "http://adlnet.gov/expapi/verbs/"


def statement(number=1, verb="completed", **more):
    return {
        "id": f"12345678-1234-5678-1234-56781234567{number}",
        "actor": {"objectType": "Agent", "mbox": "mailto:Alma@example.org"},
        "verb": {"id": VERBS + verb},
        "object": {"id": "https://tool.example/course/1"},
        "timestamp": "2026-11-19T09:00:00Z",
    } | more


def read(*rows):
    return read_statements(json.dumps(list(rows)))


def test_an_xapi_statement_of_a_completion():
    (found,) = read(statement(result={"score": {"scaled": 0.85}, "success": True})).statements
    assert (found.person, found.activity, found.on) == (
        "alma@example.org", "https://tool.example/course/1", date(2026, 11, 19),
    )  # fmt: skip
    assert (found.score, found.key) == (Decimal("0.85"), "xapi:12345678-1234-5678-1234-567812345671")


def test_a_score_has_four_places():
    (found,) = read(statement(result={"score": {"scaled": 0.33333333}})).statements
    assert str(found.score) == "0.3333"


def test_an_answer_of_a_record_store_holds_statements():
    whole = json.dumps({"statements": [statement()], "more": ""})
    assert len(read_statements(whole).statements) == 1
    assert read_statements(json.dumps(statement())).statements == read(statement()).statements


def test_an_account_may_name_the_person():
    actor = {"account": {"homePage": "https://tool.example", "name": "alma@example.org"}}
    assert read(statement(actor=actor)).statements[0].person == "alma@example.org"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"verb": "attempted"}, Refused(1, "verb", "attempted")),
        ({"result": {"success": False}}, Refused(1, "failed")),
        ({"result": {"completion": False}}, Refused(1, "failed")),
        ({"actor": {"name": "Alma"}}, Refused(1, "person", "")),
        ({"object": {}}, Refused(1, "activity")),
        ({"timestamp": "yesterday"}, Refused(1, "on", "yesterday")),
        ({"result": {"score": {"scaled": 7}}}, Refused(1, "score", "7")),
    ],
)
def test_what_is_no_completion_is_refused_with_its_reason(more, refused):
    found = read(statement(**more))
    assert (found.statements, found.refused) == ((), (refused,))


def test_a_voided_statement_is_taken_back():
    void = statement(2, "voided", object={"objectType": "StatementRef", "id": statement()["id"]})
    found = read(statement(), void)
    assert [(one.number, one.code) for one in found.refused] == [(1, "voided"), (2, "verb")]


@pytest.mark.parametrize("odd", [[1], [None], ["x"], [{"verb": 3}]])
def test_odd_json_is_refused_and_nothing_falls_over(odd):
    assert [one.code for one in read_statements(json.dumps(odd)).refused] == ["shape"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [("", "empty"), ("[]", "empty"), ("[1,", "json"), ("a,b\n1,2", "columns"), ("email;course;date\n", "empty")],
)
def test_a_file_that_cannot_be_read_says_why(content, fault):
    assert read_statements(content).fault == fault


@pytest.mark.parametrize(
    "content",
    [
        "email,course,lesson,date,score\nalma@example.org,first-steps,orienting,2026-11-19,0.85\n",
        "\ufeffE-Mail;Kurs;Lektion;Datum;Ergebnis\r\nAlma@example.org;first-steps;orienting;19.11.2026;85 %\r\n",
    ],
)
def test_a_table_in_two_languages(content):
    (found,) = read_statements(content).statements
    assert (found.person, found.activity, found.lesson) == ("alma@example.org", "first-steps", "orienting")
    assert (found.on, found.score, found.number) == (date(2026, 11, 19), Decimal("0.85"), 2)


def test_the_same_row_has_the_same_key_for_ever():
    table = "email,course,date\nalma@example.org,a,2026-11-19\nALMA@example.org,a,19.11.2026\n"
    (found,) = read_statements(table).statements
    assert found.key == "row:" + found.key[4:]
    assert len(found.key) == 44


def test_days_that_could_mean_two_are_refused():
    found = read_statements("email,course,date\nalma@example.org,a,03/04/2026\nnobody,a,2026-01-01\n")
    assert found.refused == (Refused(2, "on", "03/04/2026"), Refused(3, "person", "nobody"))
