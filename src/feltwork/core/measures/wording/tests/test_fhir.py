"""FHIR questionnaires in the shapes that are met, and those that must not be read."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.measures.wording import ReadError, read_fhir_questionnaire

from .forms import ORDINAL, form, option, question

WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


def values(draft, row=0):
    return [one.value for one in draft.rows[row].choices]


def refused(data, **more):
    with pytest.raises(ReadError) as error:
        read_fhir_questionnaire(data, **more)
    return error.value


def translation(language, words):
    return {
        "extension": [
            {
                "url": TRANSLATION,
                "extension": [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": words}],
            }
        ]
    }


@pytest.mark.parametrize("kind", [ORDINAL, WEIGHT])
def test_the_number_behind_an_answer_at_its_coding(kind):
    assert values(read_fhir_questionnaire(form(question(1, (0, 1, 2), kind=kind)))) == [0, 1, 2]


@pytest.mark.parametrize("kind", [ORDINAL, WEIGHT])
def test_the_number_behind_an_answer_at_the_option(kind):
    options = [
        option(value, "Pebble", kind=None) | {"extension": [{"url": kind, "valueDecimal": value}]} for value in (0, 2)
    ]
    assert values(read_fhir_questionnaire(form(question(1, ()) | {"answerOption": options}))) == [0, 2]


def test_the_answers_of_loinc_carry_their_numbers():
    codes = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
    options = [{"valueCoding": {"system": "http://loinc.org", "code": one, "display": "Pebble"}} for one in codes]
    assert values(read_fhir_questionnaire(form(question(1, ()) | {"answerOption": options}))) == [0, 1, 2, 3]


def test_groups_in_groups_keep_their_order_and_where_they_were():
    inner = {"linkId": "g2", "type": "group", "text": "Inside", "item": [question(2, (0, 1))]}
    outer = {"linkId": "g1", "type": "group", "text": "Outside", "item": [question(1, (0, 1)), inner]}
    draft = read_fhir_questionnaire(form(outer, question(3, (0, 1))))
    assert [(row.link, row.part) for row in draft.rows] == [("q1", ("g1",)), ("q2", ("g1", "g2")), ("q3", ())]
    assert draft.parts == {"g1": {"en": "Outside"}, "g2": {"en": "Inside"}}


def test_a_contained_value_set_holds_the_answers():
    concepts = [
        {"code": f"a{n}", "display": f"Pebble {n}", "extension": [{"url": ORDINAL, "valueDecimal": n}]} for n in (0, 1)
    ]
    contained = [
        {"resourceType": "ValueSet", "id": "some", "compose": {"include": [{"system": "urn:x", "concept": concepts}]}}
    ]
    item = {"linkId": "q1", "text": "Invented", "type": "choice", "answerValueSet": "#some"}
    assert values(read_fhir_questionnaire(form(item, contained=contained))) == [0, 1]


def test_a_value_set_of_a_whole_code_system_beside_the_form():
    system = {
        "resourceType": "CodeSystem",
        "url": "urn:cs",
        "concept": [{"code": "x", "display": "Pebble", "designation": [{"language": "de", "value": "Kiesel"}]}],
    }
    answers = {"resourceType": "ValueSet", "url": "urn:vs", "compose": {"include": [{"system": "urn:cs"}]}}
    item = {"linkId": "q1", "text": "Invented", "type": "choice", "answerValueSet": "urn:vs|1.0"}
    draft = read_fhir_questionnaire(form(item), beside=[system, json.dumps(answers).encode()])
    assert draft.rows[0].choices[0].texts == {"en": "Pebble", "de": "Kiesel"}


def test_a_list_that_is_not_at_hand_is_named_and_never_fetched():
    item = {"linkId": "q1", "text": "Invented", "type": "choice", "answerValueSet": "https://example.org/vs"}
    row = read_fhir_questionnaire(form(item)).rows[0]
    assert (row.choices, row.answers_from) == ((), "https://example.org/vs")


def test_translations_of_questions_and_answers():
    item = question(1, (0,)) | {"_text": translation("de", "Erfundener Satz")}
    item["answerOption"][0]["valueCoding"]["_display"] = translation("de", "Kiesel")
    row = read_fhir_questionnaire(form(item)).rows[0]
    assert (row.texts["de"], row.choices[0].texts["de"]) == ("Erfundener Satz", "Kiesel")


def test_conditions_are_kept():
    when = {"question": "q1", "operator": "=", "answerCoding": {"code": "a1"}}
    row = read_fhir_questionnaire(form(question(1, (0, 1)), question(2, (0, 1)) | {"enableWhen": [when]})).rows[1]
    assert [(one.link, one.operator, one.answer) for one in row.gates] == [("q1", "=", "a1")]


def test_yes_and_no_and_numbers_between_bounds():
    bounds = [
        {"url": f"http://hl7.org/fhir/StructureDefinition/{name}", "valueInteger": value}
        for name, value in (("minValue", 0), ("maxValue", 10))
    ]
    draft = read_fhir_questionnaire(
        form(
            {"linkId": "q1", "text": "Invented", "type": "boolean"},
            {"linkId": "q2", "text": "Invented", "type": "integer", "extension": bounds},
        )
    )
    assert (values(draft, 0), values(draft, 1)) == ([0, 1], list(range(11)))


def test_a_declined_answer_is_none_of_the_responses():
    absent = {
        "valueCoding": {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "asked-declined"}
    }
    item = question(1, (0, 1))
    item["answerOption"].append(absent)
    assert [one.declined for one in read_fhir_questionnaire(form(item)).rows[0].choices] == [False, False, True]


def test_xml_is_read_as_json_is():
    xml = b"""<?xml version="1.0"?><Questionnaire xmlns="http://hl7.org/fhir"><language value="en"/>
      <item><linkId value="q1"/><text value="Invented"/><type value="choice"/>
        <answerOption><valueCoding><extension url="http://hl7.org/fhir/StructureDefinition/ordinalValue">
          <valueDecimal value="0"/></extension><code value="a0"/><display value="Pebble"/></valueCoding></answerOption>
      </item></Questionnaire>"""
    row = read_fhir_questionnaire(xml).rows[0]
    assert (row.link, row.texts, row.choices[0].value, row.choices[0].texts) == (
        "q1",
        {"en": "Invented"},
        0,
        {"en": "Pebble"},
    )


def test_markup_and_marks_that_cannot_be_seen_are_left_out():
    draft = read_fhir_questionnaire(form(question(1, (0,), text="<p>Invented\u202e <b>sentence</b>\u200b</p>")))
    assert draft.rows[0].texts["en"] == "Invented sentence"
    assert [one.code for one in draft.remarks] == ["markup_left_out"]


def test_a_bundle_with_one_questionnaire():
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": form(question(1, (0,)))}]}
    assert len(read_fhir_questionnaire(bundle).rows) == 1


def nested(depth):
    inside = question(1, (0,))
    for level in range(depth):
        inside = {"linkId": f"g{level}", "type": "group", "item": [inside]}
    return form(inside)


DEEP_XML = b'<Questionnaire xmlns="http://hl7.org/fhir">' + b"<item>" * 60 + b"</item>" * 60 + b"</Questionnaire>"
BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Questionnaire xmlns="http://hl7.org/fhir">
<title value="&b;"/></Questionnaire>"""


@pytest.mark.parametrize(("data", "code"), [
    (b"{", "not_json"),
    (b'{"resourceType": "Questionnaire", "resourceType": "Questionnaire"}', "key_twice"),
    (b'{"resourceType": "Questionnaire", "version": NaN}', "not_json"),
    (b"\xff\xfe", "not_utf8"),
    (b"[" * 5000, "too_deep"),
    (b'"' + b"a" * 2_000_001 + b'"', "too_large"),
    (b"[]", "not_fhir"),
    (b'{"resourceType": "Patient"}', "no_questionnaire"),
    (b"<html></html>", "not_fhir"),
    (b"<Questionnaire", "not_xml"),
    (DEEP_XML, "too_deep"),
    (BOMB, "xml_entities"),
    (form(), "no_questions"),
    (nested(12), "too_deep"),
    (form(question(1, (0,)), question(1, (0,))), "link_twice"),
    (form({"type": "choice", "text": "Invented", "item": [question(1, (0,))]}), "no_link"),
    (form(*(question(n, ()) for n in range(401))), "too_many_questions"),
    (form(question(1, range(121))), "too_many_answers"),
    (form(question(1, (0,), text="x" * 6001)), "text_too_long"),
    (form({"linkId": "a", "type": "choice", "text": 5}), "not_text"),
    (form({"linkId": "a", "type": "choice", "answerOption": {}}), "not_a_list"),
    (form(question(1, (0,), kind=ORDINAL) | {"answerOption": [option("half", "Pebble")]}), "not_whole"),
])  # fmt: skip
def test_what_is_not_a_questionnaire_is_refused_with_a_code(data, code):
    assert refused(data).code == code


def test_a_fault_says_where_it_stands():
    assert refused(form(question(1, (0,)), {"linkId": "b", "type": "choice", "text": 5})).where == "item[1].text"
    assert refused(b'{\n  "resourceType": oh').data == {"line": 2, "column": 19, "says": "Expecting value"}


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=8)
    | st.sampled_from(["choice", "group", "boolean"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["item", "linkId", "text", "type", "code", "answerOption", "valueCoding", "extension", "enableWhen"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(json_values)
def test_whatever_is_in_the_file_it_is_read_or_refused(items):
    with suppress(ReadError):
        read_fhir_questionnaire({"resourceType": "Questionnaire", "item": items, "language": "en"})
