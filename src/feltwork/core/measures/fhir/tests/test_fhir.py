"""Out and in again, exactly; and valid by the models of FHIR."""

import json
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.measures import DECLINED, instrument, instruments, score
from feltwork.core.measures.fhir import (
    PARTIAL,
    ResponseError,
    from_observations,
    from_questionnaire,
    from_response,
    not_asked,
    to_observations,
    to_questionnaire,
    to_response,
)
from feltwork.core.measures.wording import OWN, WordingPack, check, own_pack

AT = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
IDS = sorted(instruments())


def sent(resource):
    """As another system would get it."""
    return json.loads(json.dumps(resource))


def invented(of, order_id):
    """A pack with words of ours for any instrument."""
    order = of.orders[order_id]
    return WordingPack(
        of.id, of.version, "en", "Pebbles", "Invented words about all the pebbles.",
        {item: f"Invented sentence about {item} and pebbles" for item in order},
        {item: tuple((value, f"Pebble {value}") for value in of.item(item).responses) for item in order},
        order_id=order_id,
    )  # fmt: skip


@st.composite
def sheets(draw):
    """Any instrument, and any of its items answered, declined or left open."""
    of = instrument(draw(st.sampled_from(IDS)))
    answers = {}
    for item in of.items:
        answer = draw(st.sampled_from([None, DECLINED, *item.responses]))
        if answer is not None or draw(st.booleans()):
            answers[item.id] = answer
    return of, answers


@pytest.mark.parametrize("instrument_id", IDS)
def test_every_instrument_goes_out_valid_and_comes_back_as_itself(instrument_id):
    of = instrument(instrument_id)
    for order_id in of.orders:
        pack = invented(of, order_id)
        resource = to_questionnaire(of, pack, "en")
        Questionnaire.model_validate_json(json.dumps(resource))
        back = check(from_questionnaire(sent(resource)), of, language="en")
        assert back.faults == () and back.pack is not None
        assert (back.pack.items, back.pack.responses, back.pack.order_id) == (pack.items, pack.responses, order_id)
        assert (list(back.pack.items), back.pack.title, back.pack.intro) == (list(pack.items), pack.title, pack.intro)


@pytest.mark.parametrize("instrument_id", IDS)
def test_without_words_the_topics_go_out(instrument_id):
    of = instrument(instrument_id)
    resource = to_questionnaire(of, None, "de")
    Questionnaire.model_validate_json(json.dumps(resource))
    assert {row["linkId"]: row["text"] for row in resource["item"]} == {item.id: item.label("de") for item in of.items}


@pytest.mark.parametrize("instrument_id", OWN)
@pytest.mark.parametrize("language", ["en", "de"])
def test_our_own_words_come_back_exactly(instrument_id, language):
    of, pack = instrument(instrument_id), own_pack(instrument_id, language)
    back = check(from_questionnaire(sent(to_questionnaire(of, pack, language))), of, language=language).pack
    assert (back.items, back.responses, back.title, back.intro) == (pack.items, pack.responses, pack.title, pack.intro)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_answers_come_back_exactly_also_declined_partial_and_conditional(sheet):
    of, answers = sheet
    resource = to_response(of, answers, id="r1", status=PARTIAL, authored=AT, subject="urn:uuid:1")
    if resource.get("item"):
        QuestionnaireResponse.model_validate_json(json.dumps(resource))
    back = from_response(of, sent(resource))
    assert back.answers == {item: answer for item, answer in answers.items() if answer is not None}
    assert (back.status, back.authored) == (PARTIAL, AT.isoformat())
    assert score(of, back.answers) == score(of, answers)


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_scores_come_back_exactly_thirds_too(sheet):
    of, answers = sheet
    scored = score(of, answers)
    ids = {scale: f"o-{number}" for number, scale in enumerate(scored.scales)}
    resources = to_observations(of, scored, ids=ids, at=AT, subject="urn:uuid:1", derived_from="urn:uuid:2")
    for one in resources:
        Observation.model_validate_json(json.dumps(one))
    assert from_observations(of, sent(resources)) == {scale: one.value for scale, one in scored.scales.items()}


def test_a_conditional_question_says_on_what_it_hangs():
    of = next(one for one in instruments().values() if any(item.only_if for item in one.items))
    resource = to_questionnaire(of, None, "en")
    hangs = {
        row["linkId"]: {one["question"] for one in row["enableWhen"]} for row in resource["item"] if "enableWhen" in row
    }
    assert hangs == {item.id: {item.only_if.item} for item in of.items if item.only_if}


def test_what_was_not_to_be_asked_is_named():
    of = instrument("pc-ptsd-5")
    gate, *others = (item.id for item in of.items)
    assert not_asked(of, {gate: 0}) == tuple(others)
    assert not_asked(of, {gate: 1}) == ()


def test_answers_of_another_system_are_read_by_loinc():
    of = instrument("gad-7")
    rows = [
        {"linkId": item.loinc, "answer": [{"valueCoding": {"system": "http://loinc.org", "code": "LA6570-1"}}]}
        for item in of.items
    ]
    foreign = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": [{"linkId": "group", "item": rows}],
    }
    assert from_response(of, foreign).answers == {item.id: 2 for item in of.items}


ONE = [{"valueInteger": 1}]


def row(link, answer):
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": [{"linkId": link, "answer": answer}],
    }


@pytest.mark.parametrize(("resource", "code"), [
    ({"resourceType": "Patient"}, "not_a_response_resource"),
    (row("worry", ONE) | {"questionnaire": "urn:feltwork:instrument:phq-9|1999"}, "another_instrument"),
    (row("worry", ONE) | {"questionnaire": "urn:feltwork:instrument:gad-7|1066"}, "another_version"),
    (row("pebble", [{"valueInteger": 1}]), "unknown_item"),
    (row("worry", [{"valueInteger": 1}, {"valueInteger": 2}]), "several_answers"),
    (row("worry", [{"valueInteger": 9}]), "unknown_answer"),
    (row("worry", [{"valueString": "often"}]), "unknown_answer"),
])  # fmt: skip
def test_answers_that_do_not_fit_are_refused(resource, code):
    with pytest.raises(ResponseError) as error:
        from_response(instrument("gad-7"), resource)
    assert error.value.code == code


def test_the_score_goes_out_under_its_own_code_and_is_refused_under_the_forms():
    of = instrument("gad-7")
    scored = score(of, {item.id: 1 for item in of.items})
    resource = to_observations(of, scored, ids={"total": "o"}, at=AT)[0]
    assert resource["code"]["coding"][0] == {"system": "http://loinc.org", "code": "70274-6"}
    resource["code"]["coding"] = [{"system": "http://loinc.org", "code": "69737-5"}]
    with pytest.raises(ResponseError) as error:
        from_observations(of, [resource])
    assert (error.value.code, error.value.data["score"]) == ("panel_as_score", "70274-6")


def test_a_scale_that_cannot_be_scored_says_so_instead_of_a_number():
    of = instrument("gad-7")
    resource = to_observations(of, score(of, {}), ids={"total": "o"}, at=AT)[0]
    assert "valueQuantity" not in resource and resource["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_a_value_outside_the_scale_is_refused():
    of = instrument("gad-7")
    resource = to_observations(of, score(of, {item.id: 3 for item in of.items}), ids={"total": "o"}, at=AT)[0]
    assert from_observations(of, [resource]) == {"total": Fraction(21)}
    resource["valueQuantity"]["value"] = 22
    with pytest.raises(ResponseError):
        from_observations(of, [resource])
