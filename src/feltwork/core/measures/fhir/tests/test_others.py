"""Answers of another system: recognised by codes or words, refused with a reason, never mixed."""

import json
from datetime import UTC, date, datetime

import pytest

from feltwork.core.measures import DECLINED, instrument
from feltwork.core.measures.fhir import OthersError, read_answers, to_response
from feltwork.core.measures.wording import WordingPack

GAD = instrument("gad-7")
CODES = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
WORDS = ("no pebble", "one pebble", "some pebbles", "all pebbles")


def coded(of=GAD, level=2, **more):
    """As a form of LOINC writes it: codes for links and answers, and a sum of its own."""
    rows = [
        {"linkId": f"/{of.loinc.panel}/{item.loinc}",
         "answer": [{"valueCoding": {"system": "http://loinc.org", "code": CODES[level]}}]}
        for item in of.items if not item.optional
    ]  # fmt: skip
    if of.loinc.total:
        rows.append({"linkId": f"/{of.loinc.total}", "answer": [{"valueDecimal": 14.0}]})
    given = {"resourceType": "QuestionnaireResponse", "id": "a1", "status": "completed", "authored": "2026-03-02"}
    return {**given, "questionnaire": "https://example.org/Questionnaire/anxiety", "item": [{"item": rows}], **more}


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def read(resource, **more):
    return read_answers(json.dumps(resource).encode(), **more)


def one(resource, **more):
    (found,) = read(resource, **more).responses
    return found


def test_a_form_of_loinc_is_recognised_by_its_questions_and_its_sum_is_kept_apart():
    found = one(coded())
    assert (found.instrument, found.fault, found.on, found.theirs) == (GAD, "", date(2026, 3, 2), 14.0)
    assert set(found.answers.values()) == {2}


def test_the_form_without_a_question_is_not_taken_for_the_longer_one():
    assert [one(coded(instrument(name))).instrument.id for name in ("phq-9", "phq-8", "phq-2")] == [
        "phq-9", "phq-8", "phq-2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["http://loinc.org/q/69737-5", "http://x/Questionnaire/GAD7|1.0", "urn:feltwork:instrument:gad-7"]
)
def test_a_name_is_enough_where_answers_are_missing(name):
    part = coded(questionnaire=name)
    part["item"][0]["item"] = part["item"][0]["item"][:3]
    assert (one(part).instrument, len(one(part).answers)) == (GAD, 3)


def test_what_went_out_comes_back_with_its_moment():
    at = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
    answers = {GAD.items[0].id: 3, GAD.items[1].id: DECLINED}
    found = one(to_response(GAD, answers, id="b2", authored=at))
    assert (found.id, dict(found.answers), found.on, found.fault) == ("b2", answers, at, "")


def test_words_that_were_brought_in_stand_for_codes():
    pack = WordingPack(
        "gad-7", GAD.version, "en", "Pebbles", "About pebbles.",
        {item.id: f"Sentence {item.number} about pebbles" for item in GAD.items},
        {item.id: tuple(enumerate(WORDS)) for item in GAD.items},
    )  # fmt: skip
    rows = [
        {"linkId": f"q{item.number}", "text": f"sentence  {item.number} about Pebbles",
         "answer": [{"valueString": "Some pebbles"} if item.number % 2 else {"valueCoding": {"display": "one pebble"}}]}
        for item in GAD.items if not item.optional
    ]  # fmt: skip
    given = coded(item=rows)
    assert one(given).fault == "unknown_instrument"
    assert list(one(given, packs=[pack]).answers.values()) == [2, 1, 2, 1, 2, 1, 2]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"status": "in-progress"}, "not_finished"),
        ({"status": "entered-in-error"}, "in_error"),
        ({"authored": "2026-03"}, "no_day"),
        ({"authored": "2026-03-02T10:00:00"}, "no_day"),
        ({"authored": 7}, "no_day"),
        ({"item": []}, "unknown_instrument"),
        ({"item": [], "questionnaire": "gad-7"}, "nothing"),
        ({"item": "text"}, "not_a_response_resource"),
        ({"questionnaire": "urn:feltwork:instrument:none"}, "unknown_instrument"),
        ({"questionnaire": "urn:feltwork:instrument:gad-7|0"}, "another_version"),
        ({"questionnaire": "phq-2"}, "unknown_item"),
    ],
)
def test_what_cannot_be_read_says_why(change, fault):
    assert one(coded(**change)).fault == fault


def test_an_answer_of_another_scale_is_named():
    wrong = coded(questionnaire="gad-7")
    wrong["item"][0]["item"][2]["answer"] = [{"valueInteger": 4}]
    found = one(wrong)
    assert (found.fault, found.where) == ("unknown_answer", "/69737-5/69733-4")


def test_several_people_are_told_apart_and_one_by_two_names_is_one():
    anna = {
        "resourceType": "Patient",
        "id": "1",
        "name": [{"given": ["Anna"], "family": "Ek"}],
        "birthDate": "1990-01-02",
    }
    both = [coded(subject={"reference": ref}) for ref in ("Patient/1", "urn:uuid:1")]
    whole = bundle(*both, anna)
    whole["entry"][2]["fullUrl"] = "urn:uuid:1"
    (person,) = read(whole).patients
    assert (person.name, person.born_on) == ("Anna Ek", date(1990, 1, 2))
    other = coded(subject={"identifier": {"value": "77"}})
    assert len(read(bundle(both[0], other)).patients) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[1]", "not_fhir"),
        (b'{"resourceType": "Bundle", "entry": 3}', "no_responses"),
        (b'{"resourceType": "Patient"}', "no_responses"),
        (b" " * 2_000_001, "too_large"),
    ],
)
def test_a_file_that_is_none_says_so(data, code):
    with pytest.raises(OthersError) as wrong:
        read_answers(data)
    assert wrong.value.code == code


def test_more_than_a_person_can_look_at_is_refused():
    with pytest.raises(OthersError, match="too_many"):
        read(bundle(*[coded()] * 201))
