from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.exams import Item, qti
from feltwork.core.exams.qti._names import QTI
from feltwork.core.exams.qti._shapes import polygon

from .examples import MULTIPLE, ORDERING, few

PNG = b"\x89PNG\r\n\x1a\n and so on"
MANIFEST = '<manifest xmlns="x"><resources>{}</resources></manifest>'
RESOURCE = '<resource identifier="r{0}" type="imsqti_item_xmlv3p0" href="i/{0}.xml"/>'


def package(*items: str, extra: dict[str, bytes] | None = None, manifest: str = "") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        rows = "".join(RESOURCE.format(number) for number in range(len(items)))
        file.writestr("imsmanifest.xml", manifest or MANIFEST.format(rows))
        for number, xml in enumerate(items):
            file.writestr(f"i/{number}.xml", xml)
        for name, content in (extra or {}).items():
            file.writestr(name, content)
    return made.getvalue()


def item(
    asked: str, right: str, *, template: str = "match_correct", facts: str = 'adaptive="false"', head: str = ""
) -> str:
    """Of another system: `right` is a declaration, `head` what stands between it and the body."""
    processing = f'<qti-response-processing template="https://x/{template}.xml"/>' if template else ""
    return (
        f'<qti-assessment-item xmlns="{QTI}" identifier="Item.One" title="T" time-dependent="false" {facts}>'
        f"{right}{head}<qti-item-body>{asked}</qti-item-body>{processing}</qti-assessment-item>"
    )


def declared(values: str, kind: str = "single", base: str = "identifier", mapping: str = "") -> str:
    told = "".join(f"<qti-value>{one}</qti-value>" for one in values.split(",") if one)
    correct = f"<qti-correct-response>{told}</qti-correct-response>" if told else ""
    facts = f'identifier="R" cardinality="{kind}" base-type="{base}"'
    return f"<qti-response-declaration {facts}>{correct}{mapping}</qti-response-declaration>"


def choices(*ids: str, name: str = "simple-choice") -> str:
    return "".join(f'<qti-{name} identifier="{one}">Choice <em>{one}</em></qti-{name}>' for one in ids)


def choice(*ids: str) -> str:
    return (
        '<div><p>Read this.</p><qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>And <strong>'
        f"choose</strong>.</qti-prompt>{choices(*ids)}</qti-choice-interaction> Thank you.</div>"
    )


def match() -> str:
    sides = (choices(*ids, name="simple-associable-choice") for ids in ("CD", "RS"))
    sets = "".join(f"<qti-simple-match-set>{side}</qti-simple-match-set>" for side in sides)
    return f'<qti-match-interaction response-identifier="R">{sets}</qti-match-interaction>'


def picture(src: str = "../p/map%20a.png", width: int = 200, height: int = 100) -> str:
    return f'<img src="{src}" alt="A map" width="{width}" height="{height}"/>'


def hotspot(shape: str = "rect", coords: str = "0,0,50,50", image: str = "") -> str:
    return (
        f'<qti-hotspot-interaction response-identifier="R" max-choices="1">{image or picture()}'
        f'<qti-hotspot-choice identifier="A" shape="{shape}" coords="{coords}"/>'
        '<qti-hotspot-choice identifier="B" shape="rect" coords="0,0,20,10" hotspot-label="Corner"/>'
        "</qti-hotspot-interaction>"
    )


def rubric(view: str, use: str, content: str) -> str:
    return (
        f'<qti-rubric-block view="{view}" use="{use}"><qti-content-body>{content}</qti-content-body></qti-rubric-block>'
    )


RIGHT = declared("A")
GOOD = item(choice("A", "B"), RIGHT)


def test_a_choice_from_elsewhere():
    found = qti.read(package(item(choice("A.1", "B"), declared("B"), facts='xml:lang="de"')))
    assert found.refused == ()
    entry = found.entries[0]
    assert (entry.code, entry.item.language, entry.topic, entry.difficulty) == ("item-one", "de", "", "")
    assert entry.item.stem == "Read this.\n\nThank you.\n\nAnd **choose**."
    assert [(one.id, one.text) for one in entry.item.choices] == [("c1", "Choice *A.1*"), ("c2", "Choice *B*")]
    assert entry.item.key == "c2"
    assert found.notes == (qti.Note("item-one", "code"),)


def test_scoring_that_we_do_otherwise_is_said():
    mapping = '<qti-mapping default-value="-1"><qti-map-entry map-key="A" mapped-value="2"/></qti-mapping>'
    mapped = item(choice("A", "B", "C"), declared("A", "multiple", mapping=mapping), template="map_response")
    own = item(choice("A", "B"), RIGHT, template="")
    found = qti.read(package(mapped, own))
    kinds = [(one.item.kind, one.item.scoring) for one in found.entries]
    assert kinds == [("multiple", "partial"), ("single", "all_or_nothing")]
    assert [one.code for one in found.notes if one.what == "scoring"] == ["item-one", "item-one-2"]


def test_a_figure_comes_with_its_content():
    found = qti.read(package(item(hotspot("circle", "100,50,10"), RIGHT), extra={"p/map a.png": PNG}))
    taken = found.entries[0].item
    assert (taken.figure.file, taken.figure.alt, taken.figure.width) == ("map-a.png", "A map", 200)
    assert [one.text for one in taken.regions] == ["1", "Corner"]
    assert taken.regions[0].shape[0] == (0.55, 0.5)
    assert found.figures == {"map-a.png": PNG}


def test_figures_of_one_name_and_another_content_stay_apart():
    one, other = (item(hotspot(image=picture(f"../{folder}/a.png")), RIGHT) for folder in "pq")
    found = qti.read(package(one, other, one, extra={"p/a.png": PNG, "q/a.png": PNG + b"!"}))
    assert [row.item.figure.file for row in found.entries] == ["a.png", "other-a.png", "a.png"]
    assert found.figures == {"a.png": PNG, "other-a.png": PNG + b"!"}


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


def test_pairs_may_be_named_either_way():
    found = qti.read(package(item(match(), declared("C S,R D", "multiple", "directedPair"))))
    assert dict(found.entries[0].item.key) == {"C": "S", "D": "R"}


def test_what_another_system_tells_markers_are_our_criteria():
    asked = (
        '<p>Say why.</p><qti-extended-text-interaction response-identifier="R"/>'
        + rubric("scorer", "scoring", "<ul><li>One</li><li>Two</li></ul>")
        + rubric("candidate", "instructions", "<p>Take your time.</p>")
    )
    taken = qti.read(package(item(asked, declared("", base="string"), template=""))).entries[0].item
    assert [(one.id, one.text, one.points) for one in taken.criteria] == [("k1", "One", 1), ("k2", "Two", 1)]
    assert taken.stem == "Say why.\n\nTake your time."


IMAGE = f"<p>{picture('a.png')}</p>"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<not", "bad_xml"),
        ("<assessmentItem xmlns='http://www.imsglobal.org/xsd/imsqti_v2p2'/>", "not_an_item"),
        (item(choice("A", "B"), RIGHT, facts='adaptive="true"'), "adaptive"),
        (item(choice("A", "B"), RIGHT, head="<qti-template-processing/>"), "template"),
        (item("<p>Nothing asked.</p>", ""), "no_interaction"),
        (item(choice("A", "B") * 2, RIGHT), "several_interactions"),
        (item('<p><qti-text-entry-interaction response-identifier="R"/></p>', RIGHT), "interaction"),
        (item(choice("A", "B"), declared("")), "no_key"),
        (item(choice("A", "B"), declared("Z")), "key"),
        (item(choice("A", "B"), ""), "no_key"),
        (item(choice("A"), RIGHT), "unsound"),
        (item(match(), declared("C S,C R", "multiple", "directedPair")), "key"),
        (item("<p><math/></p>" + choice("A", "B"), RIGHT), "math"),
        (item(IMAGE * 2 + choice("A", "B"), RIGHT), "picture"),
        (item(IMAGE + choice("A", "B"), RIGHT), "figure_missing"),
        (item(choice("A", "B").replace("Choice", picture()), RIGHT), "picture"),
        (item(hotspot(image=picture("../p/a.svg")), RIGHT), "figure_type"),
        (item(hotspot(image='<img src="../p/a.png" alt="A"/>'), RIGHT), "figure_size"),
        (item(hotspot(image=picture("../../etc/a.png")), RIGHT), "figure_missing"),
        (item(hotspot("default", ""), RIGHT), "shape"),
        (item("<div>" * 70 + choice("A", "B") + "</div>" * 70, RIGHT), "too_deep"),
    ],
)
def test_what_cannot_be_taken_says_why_and_the_others_come_in(xml, code):
    found = qti.read(package(xml, GOOD, extra={"p/a.svg": b"<svg/>", "p/a.png": PNG}))
    assert [(one.file, one.code) for one in found.refused] == [("i/0.xml", code)]
    assert len(found.entries) == 1


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
