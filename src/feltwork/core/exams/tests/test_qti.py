from __future__ import annotations

import json
import zipfile
from fractions import Fraction
from io import BytesIO

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.exams import Item, Unsound, qti
from feltwork.core.exams.qti._markup import _parser, line_of, to_blocks, to_line, to_markdown
from feltwork.core.exams.qti._names import QTI

from .examples import ALL, MATCHING, MULTIPLE, REGION, SINGLE, few, items

BODY = {"body-front": b"<svg/>"}
PNG = b"\x89PNG\r\n\x1a\n and so on"
tags = st.sampled_from(["", "anatomy", "se_skills"]), st.sampled_from(["", "easy", "medium", "hard"])


def round_trip(*entries: qti.Entry, figures: dict[str, bytes] | None = None) -> qti.Read:
    return qti.read(qti.write(entries, figures=figures or BODY), known={"body-front"})


@pytest.mark.parametrize("data", ALL, ids=[data["kind"] for data in ALL])
def test_an_item_of_each_kind_comes_back_with_its_tags(data):
    entry = qti.Entry("diaphragm-1", Item.from_data(data), "anatomy", "hard", "breathing")
    assert round_trip(entry) == qti.Read((entry,), (), {}, ())


plain = st.text("abc äß.,()", min_size=1, max_size=20).filter(lambda text: text == " ".join(text.split()))


def with_plain_words(item: Item, line: str) -> Item:
    data = item.data()
    for name in ("choices", "targets", "criteria", "regions"):
        for number, row in enumerate(data.get(name, ())):
            row["text"] = f"{line} {number}"
    return Item.from_data(data | {"stem": line, "explanation": f"{line}!"})


@few
@given(items(), plain, *tags)
def test_any_item_with_any_names_comes_back(item, line, topic, difficulty):
    item = with_plain_words(item, line)
    found = round_trip(qti.Entry("7-up", item, topic, difficulty))
    if item.kind == "region":  # corners come back to a pixel, and what is smaller than one has no shape
        assert found.refused or [one.id for one in found.entries[0].item.regions] == [one.id for one in item.regions]
    else:
        assert (found.entries, found.refused) == ((qti.Entry("7-up", item, topic, difficulty),), ())


def test_names_that_qti_does_not_allow_and_names_of_both_sides():
    """Both sides have 1 and _1 in ours; QTI has one set of names for both, which begin with a letter or underscore."""
    rows = [{"id": "1", "text": "A"}, {"id": "_1", "text": "B"}, {"id": "-x", "text": "C"}]
    item = Item.from_data(MATCHING | {"choices": rows, "targets": rows[:2], "key": {"1": "_1", "_1": "1", "-x": "_1"}})
    assert round_trip(qti.Entry("1", item)).entries[0].item == item


def test_the_same_items_give_the_same_bytes():
    entry = qti.Entry("a", Item.from_data(SINGLE))
    assert qti.write([entry]) == qti.write([entry])


# --- Markdown --------------------------------------------------------------------------------------------------------

PIECES = [
    "word", "two words", "*soft*", "**loud**", "`a b`", "~~gone~~", "[here](https://example.org/a)", "a\\*b", "1. x",
    "\\# no", "a_b_c", "x < y & z", "`` ` ``", "**a *b* c**", "![alt](x.png)", "<b>raw</b>", "&amp;", "- ", "+1",
    "a\\\nb", "http://a.b", "***both***", "snake_case", "|", "~", "=", "[x]", "(y)", "\\\\", "!",
]  # fmt: skip
BLOCKS = [
    "- one\n- two\n  - three", "1. a\n\n   more\n2. b", "3. c\n4. d", "> said\n>\n> again", "```\ncode *x*\n```",
    "## Head *soft*", "| a | b |\n| --- | --- |\n| 1 | *2* |", "***", "> - in\n> - it", "- a\n\n- b", "    indented",
]  # fmt: skip
lines = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(" ".join)
blocks = lines | st.sampled_from(BLOCKS)


def drawn(markdown: str) -> str:
    """As HTML, blanks and titles apart; pictures are their words."""
    html = "".join(" ".join(line.split()) for line in _parser().render(markdown).split("\n"))
    return html.replace('<img src="x.png" alt="alt" />', "alt")


@few
@given(st.lists(blocks, min_size=1, max_size=4).map("\n\n".join))
def test_markdown_that_went_through_xhtml_looks_the_same(markdown):
    assert drawn(to_markdown(to_blocks(markdown))) == drawn(markdown)


@few
@given(lines.map(lambda line: line.replace("\\\n", " ")))
def test_a_line_too(markdown):
    again = line_of(to_line(fromstring("<i/>"), markdown))
    words = _parser().renderInline(markdown).replace('<img src="x.png" alt="alt" />', "alt")
    assert " ".join(_parser().renderInline(again).split()) == " ".join(words.split())


@few
@given(st.text(max_size=60))
def test_no_word_is_ever_lost(text):
    element = fromstring("<p/>")
    element.text = "".join(
        one
        for one in text
        if one in "\t\n" or (one >= " " and one not in "\ufffe\uffff\x7f" and not "\x80" <= one < "\xa0")
    )
    words = "".join(fromstring(f"<p>{_parser().render(to_markdown([element]))}</p>").itertext())
    assert "".join(words.split()) == "".join(element.text.split())


# --- as it is written ------------------------------------------------------------------------------------------------

# the order of the children of an item in the information model of QTI 3.0, in our words
ORDER = ["response-declaration", "outcome-declaration", "item-body", "response-processing", "modal-feedback"]


@few
@given(items())
def test_what_is_written_keeps_to_the_form_of_an_item(item):
    with zipfile.ZipFile(BytesIO(qti.write([qti.Entry("9", item)], figures=BODY))) as file:
        root = fromstring(file.read("items/9.xml"), forbid_dtd=True)
        manifest = fromstring(file.read("imsmanifest.xml"), forbid_dtd=True)
        assert set(file.namelist()) == {"imsmanifest.xml"} | {
            one.get("href") for one in manifest.iter() if one.tag.endswith("}file")
        }
    names = [child.tag.removeprefix(f"{{{QTI}}}qti-") for child in root]
    assert names == sorted(names, key=ORDER.index)
    assert {one.tag.split("}")[0] for one in root.iter()} == {f"{{{QTI}"}
    assert {"identifier", "title", "adaptive", "time-dependent"} <= set(root.attrib)
    asked = [one for one in root.iter() if one.tag.endswith("-interaction")]
    assert [one.get("response-identifier") for one in asked] == ["RESPONSE"]
    named = [one.get("identifier") for one in asked[0].iter() if one.get("identifier")]
    assert len(set(named)) == len(named)
    assert all(name[0].isalpha() or name[0] == "_" for name in named)
    used = {
        word
        for one in root.iter()
        if one.tag.endswith("correct-response")
        for value in one
        for word in value.text.split()
    }
    assert used <= set(named)


def test_right_and_wrong_add_up_as_they_do_here():
    """The mapping of a partial item gives our score for every answer, as map_response adds it up."""
    xml = qti.write([qti.Entry("m", Item.from_data(MULTIPLE))])
    with zipfile.ZipFile(BytesIO(xml)) as file:
        root = fromstring(file.read("items/m.xml"))
    worth = {
        one.get("map-key"): Fraction(one.get("mapped-value")) for one in root.iter() if one.tag.endswith("map-entry")
    }
    assert {key: round(float(value), 9) for key, value in worth.items()} == {"a": 0.5, "b": 0.5} | dict.fromkeys(
        "cde", round(-1 / 3, 9)
    )


def test_a_figure_without_content_or_a_code_twice_is_not_written():
    with pytest.raises(Unsound) as raised:
        qti.write([qti.Entry("a", Item.from_data(REGION))])
    assert [(one.code, one.where) for one in raised.value.problems] == [("no_figure", "a")]
    with pytest.raises(Unsound) as raised:
        qti.write([qti.Entry("a", Item.from_data(SINGLE))] * 2)
    assert raised.value.problems[0].code == "double_code"


def test_an_uploaded_figure_goes_out_and_comes_back():
    data = json.loads(json.dumps(REGION))
    data["figure"]["file"] = "c0ffee.png"
    entry = qti.Entry("a", Item.from_data(data))
    found = round_trip(entry, figures={"c0ffee.png": PNG})
    assert (found.entries, found.figures) == ((entry,), {"c0ffee.png": PNG})


@few
@given(items())
def test_any_words_can_be_written_and_read(item):
    figures = {item.figure.file: PNG} if item.figure else {}
    content = qti.write([qti.Entry("a", item)], figures=figures)
    found = qti.read(content)
    assert len(found.entries) + len(found.refused) == 1


@pytest.mark.parametrize("stem", ["&#1;", "a\x01b", "&#xFFFE; c", "\ud800 d"])
def test_what_xml_cannot_hold_is_left_out(stem):
    item = Item.from_data(SINGLE | {"stem": stem, "explanation": stem})
    assert len(round_trip(qti.Entry("a", item)).entries) == 1
