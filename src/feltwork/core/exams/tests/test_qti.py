from __future__ import annotations

import json
import struct
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
from feltwork.core.exams.qti._shapes import polygon

from .examples import ALL, MATCHING, MULTIPLE, ORDERING, REGION, SINGLE, few, items

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
    "\\# no", "a_b_c", "x < y & z", "`` ` ``", "**a *b* c**", "![alt](x.png)", "<b>raw</b>", "&amp;", "- ", "+1", "2\\) z",
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


# --- from elsewhere --------------------------------------------------------------------------------------------------


def package(*items_xml: str, extra: dict[str, bytes] | None = None, manifest: str | None = None) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        rows = "".join(
            f'<resource identifier="r{n}" type="imsqti_item_xmlv3p0" href="i/{n}.xml"/>' for n in range(len(items_xml))
        )
        file.writestr("imsmanifest.xml", manifest or f'<manifest xmlns="x"><resources>{rows}</resources></manifest>')
        for number, xml in enumerate(items_xml):
            file.writestr(f"i/{number}.xml", xml)
        for name, content in (extra or {}).items():
            file.writestr(name, content)
    return made.getvalue()


def item_xml(
    asked: str, declared: str, *, template: str = "match_correct", facts: str = "", tail: str = "", head: str = ""
) -> str:
    processing = f'<qti-response-processing template="https://x/rptemplates/{template}.xml"/>' if template else ""
    return (
        f'<qti-assessment-item xmlns="{QTI}" identifier="Item.One" title="T" adaptive="false" time-dependent="false" {facts}>'
        f"{declared}{head}<qti-item-body>{asked}</qti-item-body>{processing}{tail}</qti-assessment-item>"
    )


def declared(values: str, kind: str = "single", base: str = "identifier", mapping: str = "") -> str:
    told = "".join(f"<qti-value>{one}</qti-value>" for one in values.split(",") if one)
    correct = f"<qti-correct-response>{told}</qti-correct-response>" if told else ""
    return f'<qti-response-declaration identifier="R" cardinality="{kind}" base-type="{base}">{correct}{mapping}</qti-response-declaration>'


def choices(*ids: str, name: str = "simple-choice") -> str:
    return "".join(f'<qti-{name} identifier="{one}">Choice <em>{one}</em></qti-{name}>' for one in ids)


def choice(*ids: str) -> str:
    return (
        '<div><p>Read this.</p><qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>And <strong>'
        f"choose</strong>.</qti-prompt>{choices(*ids)}</qti-choice-interaction> Thank you.</div>"
    )


def test_a_choice_from_elsewhere():
    xml = item_xml(choice("A.1", "B"), declared("B"), facts='xml:lang="de"')
    found = qti.read(package(xml))
    assert found.refused == ()
    entry = found.entries[0]
    assert (entry.code, entry.item.language, entry.topic, entry.difficulty) == ("item-one", "de", "", "")
    assert entry.item.stem == "Read this.\n\nThank you.\n\nAnd **choose**."
    assert [(one.id, one.text) for one in entry.item.choices] == [("c1", "Choice *A.1*"), ("c2", "Choice *B*")]
    assert entry.item.key == "c2"
    assert found.notes == (qti.Note("item-one", "code"),)


def test_scoring_that_we_do_otherwise_is_said():
    mapping = '<qti-mapping default-value="-1"><qti-map-entry map-key="A" mapped-value="2"/></qti-mapping>'
    mapped = item_xml(choice("A", "B", "C"), declared("A", "multiple", mapping=mapping), template="map_response")
    own = item_xml(choice("A", "B"), declared("A"), template="")
    found = qti.read(package(mapped, own))
    assert [(one.item.kind, one.item.scoring) for one in found.entries] == [
        ("multiple", "partial"),
        ("single", "all_or_nothing"),
    ]
    assert [(one.code, one.what) for one in found.notes] == [
        ("item-one", "scoring"), ("item-one", "code"), ("item-one-2", "scoring"), ("item-one-2", "code"),
    ] or {(one.code, one.what) for one in found.notes} == {
        ("item-one", "scoring"), ("item-one", "code"), ("item-one-2", "scoring"), ("item-one-2", "code"),
    }  # fmt: skip


def hotspot(
    shape: str, coords: str, picture: str = '<img src="../p/map%20a.png" alt="A map" width="200" height="100"/>'
) -> str:
    spots = f'<qti-hotspot-choice identifier="A" shape="{shape}" coords="{coords}"/><qti-hotspot-choice identifier="B" shape="rect" coords="0,0,20,10" hotspot-label="Corner"/>'
    return f'<qti-hotspot-interaction response-identifier="R" max-choices="1"><qti-prompt>Where?</qti-prompt>{picture}{spots}</qti-hotspot-interaction>'


def test_a_figure_comes_with_its_content():
    found = qti.read(package(item_xml(hotspot("circle", "100,50,10"), declared("A")), extra={"p/map a.png": PNG}))
    item = found.entries[0].item
    assert (item.figure.file, item.figure.alt, item.figure.width) == ("map-a.png", "A map", 200)
    assert [one.text for one in item.regions] == ["1", "Corner"]
    assert item.regions[0].shape[0] == (0.55, 0.5)
    assert found.figures == {"map-a.png": PNG}


@pytest.mark.parametrize(
    ("shape", "coords", "corners"),
    [
        ("rect", "0,0,100,50", [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]]),
        ("poly", "0,0,200,0,0,100,0,0", [[0, 0], [1, 0], [0, 1]]),
        ("poly", "0,0,50%,0,0,50%", [[0, 0], [0.5, 0], [0, 0.5]]),
        ("rect", "-5,0,300,50", [[0, 0], [1, 0], [1, 0.5], [0, 0.5]]),
        ("default", "", None),
        ("rect", "0,0,1", None),
        ("circle", "1,2,nan", None),
    ],
)
def test_shapes_are_polygons_in_shares_of_the_figure(shape, coords, corners):
    assert polygon(shape, coords, 200, 100) == corners


MATCH = (
    '<qti-match-interaction response-identifier="R"><qti-simple-match-set>{}</qti-simple-match-set>'
    "<qti-simple-match-set>{}</qti-simple-match-set></qti-match-interaction>"
).format(choices("C", "D", name="simple-associable-choice"), choices("R", "S", name="simple-associable-choice"))


def test_pairs_may_be_named_either_way():
    found = qti.read(package(item_xml(MATCH, declared("C S,R D", "multiple", "directedPair"))))
    assert dict(found.entries[0].item.key) == {"C": "S", "D": "R"}


def test_what_another_system_tells_markers_are_our_criteria():
    asked = (
        '<p>Say why.</p><qti-extended-text-interaction response-identifier="R"/>'
        '<qti-rubric-block view="scorer" use="scoring"><qti-content-body><ul><li>One</li><li>Two</li></ul></qti-content-body></qti-rubric-block>'
        '<qti-rubric-block view="candidate" use="instructions"><qti-content-body><p>Take your time.</p></qti-content-body></qti-rubric-block>'
    )
    item = qti.read(package(item_xml(asked, declared("", base="string"), template=""))).entries[0].item
    assert [(one.id, one.text, one.points) for one in item.criteria] == [("k1", "One", 1), ("k2", "Two", 1)]
    assert item.stem == "Say why.\n\nTake your time."


PICTURE = '<p><img src="a.png" alt="A" width="1" height="1"/></p>'


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<not", "bad_xml"),
        ("<assessmentItem xmlns='http://www.imsglobal.org/xsd/imsqti_v2p2'/>", "not_an_item"),
        (item_xml(choice("A", "B"), declared("A"), facts='tool-version="1"').replace('adaptive="false"', 'adaptive="true"'), "adaptive"),
        (item_xml(choice("A", "B"), declared("A"), head="<qti-template-processing/>"), "template"),
        (item_xml("<p>Nothing asked.</p>", ""), "no_interaction"),
        (item_xml(choice("A", "B") * 2, declared("A")), "several_interactions"),
        (item_xml('<p><qti-text-entry-interaction response-identifier="R"/></p>', declared("A")), "interaction"),
        (item_xml(choice("A", "B"), declared("")), "no_key"),
        (item_xml(choice("A", "B"), declared("Z")), "key"),
        (item_xml(choice("A", "B"), ""), "no_key"),
        (item_xml(choice("A"), declared("A")), "unsound"),
        (item_xml(MATCH, declared("C S,C R", "multiple", "directedPair")), "key"),
        (item_xml("<p><math/></p>" + choice("A", "B"), declared("A")), "math"),
        (item_xml(PICTURE * 2 + choice("A", "B"), declared("A")), "picture"),
        (item_xml(PICTURE + choice("A", "B"), declared("A")), "figure_missing"),
        (item_xml(choice("A", "B").replace("Choice", "<img src='a.png' alt=''/>"), declared("A")), "picture"),
        (item_xml(hotspot("rect", "0,0,9,9", '<img src="../p/a.svg" alt="A" width="9" height="9"/>'), declared("A")), "figure_type"),
        (item_xml(hotspot("rect", "0,0,9,9", '<img src="../p/a.png" alt="A"/>'), declared("A")), "figure_size"),
        (item_xml(hotspot("rect", "0,0,9,9", '<img src="../../etc/a.png" alt="A" width="9" height="9"/>'), declared("A")), "figure_missing"),
        (item_xml(hotspot("default", ""), declared("A")), "shape"),
        (item_xml("<div>" * 70 + choice("A", "B") + "</div>" * 70, declared("A")), "too_deep"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why_and_the_others_come_in(xml, code):
    good = item_xml(choice("A", "B"), declared("A"))
    found = qti.read(package(xml, good, extra={"p/a.svg": b"<svg/>", "p/a.png": PNG}))
    assert [(one.file, one.code) for one in found.refused] == [("i/0.xml", code)]
    assert len(found.entries) == 1


def test_figures_of_one_name_and_another_content_stay_apart():
    one, other = (item_xml(hotspot("rect", "0,0,99,99", f'<img src="../{folder}/a.png" alt="A" width="99" height="99"/>'), declared("A")) for folder in "pq")  # fmt: skip
    found = qti.read(package(one, other, one, extra={"p/a.png": PNG, "q/a.png": PNG + b"!"}))
    assert [one.item.figure.file for one in found.entries] == ["a.png", "other-a.png", "a.png"]
    assert found.figures == {"a.png": PNG, "other-a.png": PNG + b"!"}


# --- from an enemy ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
    ],
)
def test_no_dtd_and_no_entity_is_read(xml):
    assert [one.code for one in qti.read(package(xml)).refused] == ["bad_xml"]
    with pytest.raises(qti.QtiError) as raised:
        qti.read(package(manifest=xml))
    assert raised.value.code == "bad_manifest"


def packed(*, size: int) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("imsmanifest.xml", "<manifest/>")
        file.writestr("a", b"\0" * size)
    return made.getvalue()


def encrypted() -> bytes:
    content = bytearray(package())
    place = content.find(b"PK\x01\x02")
    content[place + 8 : place + 10] = struct.pack("<H", 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_zip"),
        (b"PK\x03\x04 and nothing", "not_a_zip"),
        (packed(size=20_000_000), "too_large"),
        (encrypted(), "encrypted"),
        (package(manifest="<manifest/>"), "no_items"),
        (package(extra={f"f{n}": b"" for n in range(5_001)}), "too_many_files"),
    ],
    ids=["nothing", "torn", "bomb", "locked", "empty", "many"],
)
def test_a_package_that_is_none_or_a_trap_is_not_opened(content, code):
    with pytest.raises(qti.QtiError) as raised:
        qti.read(content)
    assert raised.value.code == code


def test_a_header_that_lies_about_the_size_is_found_out():
    """The item unpacks to two million bytes, its header says ten."""
    content = bytearray(package("<a>" + "x" * 2_000_000 + "</a>"))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<L", 10)
    assert [one.code for one in qti.read(bytes(content)).refused] in (["too_large"], ["bad_xml"])


@few
@given(st.data())
def test_a_torn_package_is_refused_and_never_raises_anything_else(data):
    content = bytearray(qti.write([qti.Entry("a", Item.from_data(MULTIPLE)), qti.Entry("b", Item.from_data(ORDERING))]))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        qti.read(bytes(content))
    except qti.QtiError as failure:
        assert failure.code


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
