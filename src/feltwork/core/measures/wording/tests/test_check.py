"""A form against its definition: what fits becomes a pack, what does not is refused with the reason."""

import json

import pytest

from feltwork.core.measures import instrument
from feltwork.core.measures.wording import (
    OWN,
    WordingPack,
    _match,
    check,
    own_pack,
    read_fhir_questionnaire,
    read_reproschema,
)
from feltwork.core.measures.wording._prints import PSC_17, print_of

from .forms import LOINC, activity, form, question, questions, shared


def checked(form_or_draft, instrument_id, *, language="en", **more):
    draft = read_fhir_questionnaire(form_or_draft) if isinstance(form_or_draft, dict) else form_or_draft
    return check(draft, instrument(instrument_id), language=language, **more)


def faults(*args, **more):
    found = checked(*args, **more)
    assert (found.pack is None) == bool(found.faults)
    return [(one.code, one.item) for one in found.faults]


def remarks(*args, **more):
    return [one.code for one in checked(*args, **more).remarks]


def test_a_form_with_codes_becomes_a_pack_keyed_by_item():
    pack = checked(form(*questions("phq-9", coded=True)), "phq-9").pack
    assert list(pack.items) == [item.id for item in instrument("phq-9").items if not item.optional]
    assert pack.responses["mood"] == ((0, "Pebble 0"), (1, "Pebble 1"), (2, "Pebble 2"), (3, "Pebble 3"))
    assert (pack.language, pack.order_id, pack.title) == ("en", "default", "Pebbles")


def test_a_pack_survives_being_kept_and_its_order_with_it():
    pack = checked(form(*questions("phq-9", coded=True)), "phq-9").pack
    back = WordingPack.from_json(json.loads(json.dumps(pack.to_json(), sort_keys=True)))
    assert (back, list(back.items)) == (pack, list(pack.items))


def test_without_codes_the_place_decides_and_it_is_said():
    assert "told_by_place" in remarks(form(*questions("pcl-5")), "pcl-5")


def test_reproschema_becomes_the_same_pack():
    pack = checked(read_reproschema(activity(20, values=range(5))), "pcl-5").pack
    assert (len(pack.items), pack.intro) == (20, "Invented instruction in en about pebbles")


def test_answers_without_numbers_are_taken_to_rise_and_it_is_said():
    assert "values_by_order" in remarks(form(*questions("pcl-5", kind=None)), "pcl-5")


def test_one_group_of_a_longer_form_is_found_and_the_rest_named():
    first = {"linkId": "p1", "type": "group", "text": "Other", "item": [question(100 + n, (0, 1)) for n in range(17)]}
    third = {"linkId": "p3", "type": "group", "text": "These", "item": questions("pcl-5")}
    found = checked(form(first, third), "pcl-5")
    assert len(found.pack.items) == 20
    assert sum(one.code == "left_out" for one in found.remarks) == 17


@pytest.mark.parametrize(("items", "instrument_id", "expected"), [
    (questions("pcl-5")[:-1], "pcl-5", [("count", None)]),
    (questions("phq-9", coded=True)[:-1], "phq-9", [("item_missing", "self_harm_thoughts")]),
    (list(reversed(questions("phq-9", coded=True))), "phq-9", [("order", "interest")]),
    (list(reversed(questions("pcl-5"))), "pcl-5", [("numbers", None)]),
    ([*questions("pcl-5")[:-1], question(20, (0, 1, 2, 3))], "pcl-5", [("answers_count", "e_20")]),
    ([*questions("pcl-5")[:-1], question(20, (1, 2, 3, 4, 5))], "pcl-5", [("other_scoring", "e_20")]),
    ([*questions("pcl-5")[:-1], question(20, (0, 1, 2, 3, 5))], "pcl-5", [("values", "e_20")]),
    ([*questions("pcl-5")[:-1], question(20, range(5), words="")], "pcl-5", [("no_answer_words", "e_20")]),
    ([*questions("pcl-5")[:-1], question(20, range(5)) | {"text": ""}], "pcl-5", [("no_words", "e_20")]),
])  # fmt: skip
def test_what_does_not_fit_is_refused(items, instrument_id, expected):
    last = instrument(instrument_id).items[-1].id
    assert faults(form(*items), instrument_id) == [(code, last if item == "e_20" else item) for code, item in expected]


def test_a_list_of_answers_that_is_elsewhere_is_asked_for():
    items = questions("pcl-5")
    items[3] = {key: value for key, value in items[3].items() if key != "answerOption"} | {"answerValueSet": "urn:else"}
    fault = checked(form(*items), "pcl-5").faults[0]
    assert (fault.code, fault.data["list"]) == ("no_answers", "urn:else")


def test_a_form_in_another_language_is_refused():
    assert faults(form(*questions("pcl-5")), "pcl-5", language="de") == [("language", None)]


def test_a_form_that_names_no_language_is_taken_at_its_word_and_it_is_said():
    draft = form(*questions("pcl-5"), language="")
    assert "language_not_stated" in remarks(draft, "pcl-5", language="de")


def test_another_time_than_the_definition_asks_about_is_remarked():
    intro = {"linkId": "i", "type": "display", "text": "Invented instruction about the past week and pebbles"}
    assert "recall_differs" in remarks(form(intro, *questions("pcl-5")), "pcl-5")
    assert "recall_differs" not in remarks(
        form(intro | {"text": "Pebbles of the past month"}, *questions("pcl-5")), "pcl-5"
    )


# known wrong copies


def test_the_code_of_another_form():
    panel = [{"system": LOINC, "code": "69737-5"}]
    assert ("another_instrument", None) in faults(form(*questions("phq-9", coded=True), code=panel), "phq-9")


def test_the_code_of_the_form_at_a_number_is_no_score():
    score = {"linkId": "score", "type": "decimal", "readOnly": True, "code": [{"system": LOINC, "code": "69737-5"}]}
    found = checked(form(*questions("gad-7", coded=True), score), "gad-7")
    assert [(one.code, one.data["score"]) for one in found.faults] == [("panel_as_score", "70274-6")]


def test_the_lowest_answer_with_four_words():
    assert {
        code for code, _ in faults(form(*questions("gad-7", coded=True, words="Pebbles they are sure")), "gad-7")
    } == {"four_word_label"}
    assert faults(form(*questions("gad-7", coded=True, words="Pebbles they are")), "gad-7") == []


def test_four_weeks_not_one():
    intro = {"linkId": "i", "type": "display", "text": "Invented instruction about the last 7 days"}
    assert ("window", None) in faults(form(intro, *questions("phq-15")), "phq-15")
    assert faults(form(intro | {"text": "Pebbles of the past four weeks"}, *questions("phq-15")), "phq-15") == []


def test_no_pc_ptsd_5_without_its_first_question():
    assert ("gate_missing", instrument("pc-ptsd-5").items[0].id) in faults(
        form(*questions("pc-ptsd-5")[1:]), "pc-ptsd-5"
    )


def test_a_gate_at_another_question():
    items = questions("pc-ptsd-5")
    items[3]["enableWhen"] = [{"question": "q2", "operator": "=", "answerCoding": {"code": "a1"}}]
    assert [code for code, _ in faults(form(*items), "pc-ptsd-5")] == ["gate_elsewhere"]


def test_k10_with_its_other_numbers_and_with_its_answers_turned():
    wanted = instrument("k10").items[0].responses
    other = [question(n, [value - wanted[0] + (1 - wanted[0]) for value in wanted]) for n in range(1, 11)]
    assert {code for code, _ in faults(form(*other), "k10")} == {"other_scoring"}
    turned = questions("k10", words="All pebbles {}")
    assert {code for code, _ in faults(form(*turned), "k10")} == {"answers_turned"}


def test_the_forms_for_adults_and_adolescents_are_not_mixed():
    items = questions("phq-9", coded=True)
    items[6]["text"] = "Invented sentence about pebbles at school"
    assert ("ages_mixed", None) in faults(form(*items), "phq-9")
    assert ("ages_mixed", None) in faults(form(*questions("phq-a")), "phq-a")


@pytest.mark.parametrize("order", ["a", "b", "c"])
def test_three_orders_are_told_apart_by_what_is_asked(monkeypatch, order):
    whole = instrument("psc-17").orders[order]
    made_up = {item: frozenset({print_of(f"pebble{chr(97 + n)}")}) for n, item in enumerate(instrument("psc-17").by_id)}
    words = {item: f"pebble{chr(97 + n)}" for n, item in enumerate(instrument("psc-17").by_id)}
    monkeypatch.setattr(_match, "ABOUT", {"psc-17": made_up})
    pack = checked(
        form(*(question(n, (0, 1, 2), text=f"Some {words[item]}") for n, item in enumerate(whole, 1))), "psc-17"
    ).pack
    assert (pack.order_id, tuple(pack.items)) == (order, whole)


def test_an_order_that_cannot_be_told_is_asked_for():
    found = checked(form(*questions("psc-17")), "psc-17")
    assert [(one.code, one.data["orders"]) for one in found.faults] == [("order_unknown", ["a", "b", "c"])]
    pack = checked(form(*questions("psc-17")), "psc-17", order="c").pack
    assert (pack.order_id, tuple(pack.items)) == ("c", instrument("psc-17").orders["c"])


def test_the_marks_of_psc_17_name_each_item_and_no_word_twice():
    assert set(PSC_17) == set(instrument("psc-17").by_id)
    every = [one for marks in PSC_17.values() for one in marks]
    assert len(set(every)) == len(every)


# real forms, each under its own licence, beside the repository


@pytest.mark.parametrize(("file", "instrument_id", "count"), [("GAD7", "gad-7", 7), ("PHQ9", "phq-9", 9)])
def test_the_published_fhir_forms_are_read_with_their_declined_answer(file, instrument_id, count):
    data = (shared() / f"phr_ig/Questionnaire-{file}.json").read_bytes()
    draft = read_fhir_questionnaire(data)
    assert any(one.declined for row in draft.rows for one in row.choices)
    found = checked(draft, instrument_id)
    assert (found.faults, len(found.pack.items)) == ((), count)
    assert {tuple(value for value, _ in row) for row in found.pack.responses.values()} == {(0, 1, 2, 3)}


def test_one_published_form_for_the_other_is_refused():
    data = (shared() / "phr_ig/Questionnaire-GAD7.json").read_bytes()
    assert {code for code, _ in faults(read_fhir_questionnaire(data), "phq-9")} == {"another_instrument", "count"}


def test_the_published_german_form_holds_another_instrument_and_is_refused_with_its_parts():
    """Its file lists life events and stops before the twenty questions; and it is no well-formed XML."""
    folder = shared() / "pcl5_lec_de"
    beside = [one.read_bytes() for one in sorted(folder.glob("CodeSystem.*.xml"))]
    draft = read_fhir_questionnaire((folder / "Questionnaire-PCL_LEC-de.xml").read_bytes(), beside=beside)
    assert (draft.language, len(draft.rows)) == ("de", 22)
    assert len(draft.rows[0].choices) == 6 and "de" in draft.rows[0].choices[0].texts
    assert {one.code for one in draft.remarks} == {
        "xml_mended",
        "language_form",
        "placeholder_left_out",
        "markup_left_out",
    }
    fault = checked(draft, "pcl-5", language="de").faults[0]
    assert (fault.code, fault.data["wanted"], [size for _, size in fault.data["parts"]]) == (
        "several_parts",
        20,
        [17, 1, 1],
    )


# our own words


@pytest.mark.parametrize("instrument_id", OWN)
@pytest.mark.parametrize("language", ["en", "de"])
def test_our_own_words_cover_every_item_and_answer(instrument_id, language):
    of, pack = instrument(instrument_id), own_pack(instrument_id, language)
    assert (list(pack.items), pack.language) == ([item.id for item in of.items], language)
    for item in of.items:
        assert tuple(value for value, _ in pack.responses[item.id]) == item.responses
        assert all(words for _, words in pack.responses[item.id]) and pack.items[item.id].endswith("?")
    assert ({"en": "Not validated", "de": "Nicht validiert"}[language] in pack.notice) != of.validated


def test_our_words_in_a_language_we_have_not_are_english():
    assert own_pack("fw-state", "fr").language == "en"
    with pytest.raises(KeyError):
        own_pack("pcl-5", "en")
