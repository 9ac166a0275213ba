"""ReproSchema activities, older and newer, and what they must not make us do."""

import json

import pytest

from feltwork.core.measures.wording import ReadError, read_reproschema

from .forms import activity


def changed(files, path, **changes):
    return files | {path: json.dumps(json.loads(files[path]) | changes).encode()}


def refused(files):
    with pytest.raises(ReadError) as error:
        read_reproschema(files)
    return error.value


def test_items_come_in_the_order_of_the_activity_with_shared_answers():
    draft = read_reproschema(activity(3, languages=("en", "es")))
    assert [row.link for row in draft.rows] == ["pebble_1", "pebble_2", "pebble_3"]
    assert [one.value for one in draft.rows[2].choices] == [0, 1, 2, 3]
    assert (draft.languages, draft.title) == (("en", "es"), {"en": "Pebbles"})


def test_files_in_a_folder_of_their_own_and_with_endings():
    files = {f"activities/P/{path}.json": content for path, content in activity(2).items()}
    assert len(read_reproschema(files).rows) == 2


def test_the_names_of_release_one():
    files = activity(1, **{"id": "pebbles_schema", "category": "Activity", "@type": None})
    files = {
        path: content.replace(b'"@type": null, ', b"")
        .replace(b'"reproschema:Field"', b'"Field"')
        .replace(b'"@type": "Field"', b'"category": "Field"')
        for path, content in files.items()
    }
    assert [row.link for row in read_reproschema(files).rows] == ["pebble_1"]


def test_a_plain_condition_names_the_question_it_hangs_on():
    properties = [
        {"isAbout": "items/pebble_1", "variableName": "p1", "isVis": True},
        {"isAbout": "items/pebble_2", "variableName": "p2", "isVis": "p1 === 1"},
    ]
    ui = {"order": ["items/pebble_1", "items/pebble_2"], "addProperties": properties}
    gate = read_reproschema(activity(2, ui=ui)).rows[1].gates[0]
    assert (gate.link, gate.operator, gate.answer) == ("pebble_1", "=", "1")


def test_the_words_above_a_question_belong_to_it():
    files = changed(activity(1), "items/pebble_1", preamble={"en": "<p>Pebbles lie on beaches.</p>"})
    assert read_reproschema(files).rows[0].texts["en"].split("\n\n")[0] == "Pebbles lie on beaches."


def test_a_context_on_the_web_is_not_fetched_and_an_item_there_is_refused():
    error = refused(activity(1, ui={"order": ["https://example.org/items/pebble_1"]}))
    assert (error.code, error.data) == ("not_here", {"name": "https://example.org/items/pebble_1"})


def test_a_path_that_leaves_the_folder_finds_nothing():
    assert refused(activity(1, ui={"order": ["../../../etc/passwd"]})).code == "not_here"


@pytest.mark.parametrize(("files", "code"), [
    ({}, "no_activity"),
    ({"a": b"{"}, "no_activity"),
    ({"a": b'{"@type": "reproschema:Activity"'}, "not_json"),
    (activity(1) | {"second": activity(1)["pebbles_schema"]}, "several_activities"),
    (activity(1, ui={}), "no_order"),
    (activity(1, ui={"order": ["items/gone"]}), "not_here"),
    (activity(1, ui={"order": [5]}), "not_text"),
    (changed(activity(1), "items/pebble_1", **{"@type": "reproschema:Activity"}), "several_activities"),
    (changed(activity(1), "items/pebble_1", **{"@type": "reproschema:Protocol"}), "item_kind"),
    (changed(activity(1), "items/pebble_1", responseOptions=7), "not_a_mapping"),
    (changed(activity(1), "valueConstraints", choices=[{"name": "x", "value": 0}] * 121), "too_many_answers"),
    (changed(activity(1), "valueConstraints", choices=[{"name": "x", "value": 0.5}]), "not_whole"),
    ({f"f{n}": b"{}" for n in range(601)}, "too_many_files"),
    ({f"f{n}": b" " * 1_900_000 for n in range(5)}, "too_large"),
])  # fmt: skip
def test_what_is_no_activity_is_refused_with_a_code(files, code):
    assert refused(files).code == code


def test_a_broken_item_says_which_file():
    error = refused(activity(2) | {"items/pebble_2": b'{"@type": oh}'})
    assert (error.code, error.where) == ("not_json", "items/pebble_2")
