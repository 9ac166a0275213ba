"""The starter course says the same in both languages, in the right length, with its sources, and promises nothing."""

from __future__ import annotations

import re
import runpy
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml

APP = Path(__file__).parents[1]
STARTER = APP / "starter"
FIGURES = APP / "static" / "learning" / "starter"
COURSE = yaml.safe_load((STARTER / "course.yaml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "de")
TOPICS = {"anatomy", "physiology", "psychology", "trauma", "ethics", "se_skills"}
SOURCES = {"en": "## Sources", "de": "## Quellen"}
WORDS = {"en": (700, 1100), "de": (600, 1100)}
FIGURE = re.compile(r"^!\[(?P<alt>[^\]]*)\]\(figure:(?P<name>[a-z-]+)\.svg(?: \"(?P<caption>[^\"]*)\")?\)$", re.M)

# The list of portal/tests/test_wording.py, stricter by “proven”; “polyvagal” has a test of its own.
PROMISES = re.compile(
    r"""\bproven\b | \bcur(?:e|es|ed)\b | \bheal(?:s|ed|ing)?\b | \bmiracle | trapped\W+energy | stored\W+trauma | rewir
    | breakthrough | guaranteed?\W+(?:result|success|to) | nervous\W+system\W+(?:reset|regulat)
    | great\W+(?:job|progress)
    | \b(?:un)?reguliert\w*\W+Nervensystem | \bheil(?:t|en|ung)\b | \bgeheilt\b | bewiesen | nachgewiesen | nachweislich
    | gespeicherte\W+(?:Energie|Trauma) | Wunder\b | \boops\b | ! | — | \.\.\.""",
    re.I | re.X,
)
NOT_OUR_GERMAN = (
    r"\b[Dd](u|ich|ir|ein|eine|einen|einem|einer)\b",
    r"[a-zäöüß](\*|:|_|I)innen\b",
    r"“[A-ZÄÖÜ]",
    r"\b(Nutzer|Anbieter|Teilnehmer|Student|Lehrer|Trainer|Kandidat|Bewerber)(en|n|s)?\b(?! und| oder)",
    r"\b(Klient|Patient|Therapeut)(en|s)?\b(?! und| oder)",
    r"\b(Studenten|Practitionern)\b",
)


def lesson(name: str, language: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of one file."""
    text = (STARTER / f"{name}.{language}.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def reading(body: str, language: str) -> str:
    """What is read: without figures and sources."""
    return FIGURE.sub("", body.split(SOURCES[language])[0])


def words(text: str) -> int:
    return len(re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text))


def everything_said(name: str, language: str) -> str:
    """The body, and the front matter as it is written."""
    return (STARTER / f"{name}.{language}.md").read_text(encoding="utf-8")


def shape(front: dict[str, Any]) -> dict[str, Any]:
    """What both languages must share."""
    return {
        "topic": front["topic"],
        "minutes": front["minutes"],
        "questions": [
            (one["id"], one["kind"], [choice["id"] for choice in one.get("choices", [])], one.get("key"))
            for one in front["questions"]
        ],
    }


BOTH = [(name, language) for name in COURSE["lessons"] for language in LANGUAGES]
each = pytest.mark.parametrize(("name", "language"), BOTH, ids=[f"{name}.{language}" for name, language in BOTH])


def test_the_course_names_every_file_there_is():
    listed = sorted(f"{name}.{language}.md" for name, language in BOTH)
    assert sorted(path.name for path in STARTER.glob("*.md")) == listed
    assert COURSE["lessons"] == sorted(COURSE["lessons"])


def test_there_are_at_least_twelve_lessons_and_every_topic_has_one():
    assert len(COURSE["lessons"]) >= 12
    assert {lesson(name, "en")[0]["topic"] for name in COURSE["lessons"]} == TOPICS


@pytest.mark.parametrize("part", ["title", "summary", "notice"])
def test_the_course_introduces_itself_in_both_languages(part):
    assert set(COURSE[part]) == set(LANGUAGES)
    assert not PROMISES.search(" ".join(COURSE[part].values()))


@pytest.mark.parametrize("name", COURSE["lessons"])
def test_both_languages_have_the_same_questions_and_keys(name):
    assert shape(lesson(name, "en")[0]) == shape(lesson(name, "de")[0])


@pytest.mark.parametrize("name", COURSE["lessons"])
def test_both_languages_have_the_same_sections_figures_and_sources(name):
    english, german = lesson(name, "en")[1], lesson(name, "de")[1]
    for pattern in (r"^## ", r"^### ", r"^\|", r"^\d+\. "):
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, german, re.M)), pattern
    assert [match["name"] for match in FIGURE.finditer(english)] == [match["name"] for match in FIGURE.finditer(german)]
    assert re.findall(r"\]\((https?://[^)\s]+)\)", english) == re.findall(r"\]\((https?://[^)\s]+)\)", german)


@each
def test_a_lesson_has_all_its_parts(name, language):
    front, body = lesson(name, language)
    assert set(front) == {"title", "topic", "minutes", "summary", "questions"}
    assert front["title"] and front["summary"]
    assert 5 <= front["minutes"] <= 30
    assert body.lstrip().startswith("## ")
    assert body.count(SOURCES[language]) == 1


@each
def test_a_lesson_is_neither_short_nor_long(name, language):
    low, high = WORDS[language]
    assert low <= words(reading(lesson(name, language)[1], language)) <= high


@each
def test_questions_can_be_answered_and_say_why(name, language):
    questions = lesson(name, language)[0]["questions"]
    assert len({question["id"] for question in questions}) == len(questions)
    asked = [question for question in questions if question["kind"] != "reflective"]
    assert 4 <= len(asked) <= 6
    for question in asked:
        assert set(question) == {"id", "kind", "stem", "choices", "key", "why"}
        assert all(set(choice) == {"id", "text"} for choice in question["choices"])
        choices = [choice["id"] for choice in question["choices"]]
        texts = [choice["text"] for choice in question["choices"]]
        assert len(choices) >= 3
        assert len(set(choices)) == len(choices) == len(set(texts))
        assert all([question["stem"], question["why"], *texts])
        if question["kind"] == "single":
            assert question["key"] in choices
        else:
            assert question["kind"] == "multiple"
            assert question["key"] == sorted(set(question["key"]) & set(choices))
            assert 2 <= len(question["key"]) < len(choices)


@each
def test_the_last_question_is_for_ones_own_words_and_nobody_marks_it(name, language):
    *others, last = lesson(name, language)[0]["questions"]
    assert (set(last), last["kind"]) == ({"id", "kind", "stem"}, "reflective")
    assert [one["id"] for one in others if one["kind"] == "reflective"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_answer_is_not_told_by_its_place_or_its_length(language):
    asked = [one for name in COURSE["lessons"] for one in lesson(name, language)[0]["questions"]]
    single = [one for one in asked if one["kind"] == "single"]
    places = [[choice["id"] for choice in one["choices"]].index(one["key"]) for one in single]
    assert max(places.count(place) for place in set(places)) <= len(single) * 0.35
    longest = [max(one["choices"], key=lambda choice: len(choice["text"]))["id"] == one["key"] for one in single]
    assert 0.15 <= sum(longest) / len(single) <= 0.45  # by chance about three in ten


@each
def test_sources_are_named_with_an_address(name, language):
    sources = lesson(name, language)[1].split(SOURCES[language])[1].strip().splitlines()
    entries = [line for line in sources if line.startswith("- ")]
    assert len(entries) >= 2
    assert [entry for entry in entries if not re.search(r"\]\(https?://[^)\s]+\)", entry)] == []


@each
def test_nothing_promises_more_than_is_known(name, language):
    text = re.sub(r"^!\[|<!--.*?-->", "", everything_said(name, language), flags=re.M)
    assert PROMISES.findall(re.sub(r"\]\(https?://[^)]*\)", "]", text)) == []


@pytest.mark.parametrize(
    "claim", ["SE cures trauma", "It heals.", "clinically proven", "Die Methode heilt.", "Well done!"]
)
def test_the_list_catches_what_it_is_for(claim):
    assert PROMISES.search(claim)


@each
def test_polyvagal_ideas_are_never_named_without_saying_that_they_are_contested(name, language):
    text = everything_said(name, language)
    if re.search(r"polyvagal", text, re.I):
        assert re.search({"en": r"contested|disputed", "de": r"umstritten|bestritten"}[language], text)


@pytest.mark.parametrize("name", COURSE["lessons"])
@pytest.mark.parametrize("pattern", NOT_OUR_GERMAN)
def test_the_german_is_ours(name, pattern):
    """The voice of locale/de/GLOSSARY.md."""
    allowed = re.compile(r"(Klient|Therapeut|Patient)in(nen)? (oder|und) (eine[nms] |de[mns] )?\1(en|s)?\b")
    text = allowed.sub("", re.sub(r"\]\([^)]*\)", "]", everything_said(name, "de").split(SOURCES["de"])[0]))
    assert [match.group() for match in re.finditer(pattern, text)] == []


# --- figures ---------------------------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"
DYES = ("juniper", "heather", "weld", "madder", "woad", "moss")
CLASSES = {f"fig-{name}" for name in ("text", "ink", "ink-2", "ink-3", "line", "line-strong", "ground", "surface")} | {
    f"fig-{dye}{step}" for dye in DYES for step in ("", "-felt", "-line")
}
ELEMENTS = {f"{SVG}{name}" for name in ("svg", "g", "path", "circle", "ellipse", "rect", "line", "text", "tspan")}


def drawn(path: Path) -> ET.Element:
    return ET.parse(path).getroot()


def test_every_figure_is_there_in_both_languages_and_every_file_is_shown():
    used = {match["name"] for name, language in BOTH for match in FIGURE.finditer(lesson(name, language)[1])}
    assert len(used) >= 6
    assert sorted(path.name for path in FIGURES.iterdir()) == sorted(
        f"{name}.{language}.svg" for name in used for language in LANGUAGES
    )


@each
def test_figures_have_words_for_who_cannot_see_them(name, language):
    text = everything_said(name, language)
    assert len(FIGURE.findall(text)) == len(re.findall(r"^!\[", text, re.M))
    for match in FIGURE.finditer(text):
        assert 20 <= words(match["alt"]) <= 90
        assert match["caption"]


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.svg")), ids=lambda path: path.name)
def test_a_figure_takes_its_colours_from_the_page(path):
    """Figures are drawn inline: no style, script, address or id of their own, only the page's classes."""
    root = drawn(path)
    assert set(root.attrib) == {"viewBox"}
    assert path.stat().st_size <= 16_000
    for node in root.iter():
        assert node.tag in ELEMENTS
        assert not {"id", "style", "href"} & set(node.attrib)
        assert set(node.get("class", "").split()) <= CLASSES
        for paint in ("fill", "stroke"):
            assert node.get(paint, "none") in {"none", "currentColor"}


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.svg")), ids=lambda path: path.name)
def test_the_words_in_a_figure_can_be_read_on_a_phone(path):
    root = drawn(path)
    _left, _top, width, height = map(float, root.attrib["viewBox"].split())
    assert width <= 560
    assert height <= 480
    assert min(float(node.attrib["font-size"]) for node in root.iter(f"{SVG}text")) >= 15  # 10 px on a phone of 390


def test_the_figures_are_as_the_tool_draws_them():
    """`python3 tools/draw_starter.py` after a change to it; a school's own figures do not belong here."""
    tool = runpy.run_path(str(APP.parents[3] / "tools" / "draw_starter.py"))
    assert {path.name: path.read_text(encoding="utf-8") for path in FIGURES.iterdir()} == {
        f"{name}.{language}.svg": tool["figure"](name, language) for name in tool["FIGURES"] for language in LANGUAGES
    }


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.en.svg")), ids=lambda path: path.name)
def test_a_figure_is_the_same_drawing_in_both_languages(path):
    def shapes(file: Path) -> list[tuple[str, str]]:
        return [(node.tag, node.get("d", "")) for node in drawn(file).iter() if node.tag != f"{SVG}tspan"]

    def said(file: Path) -> list[str]:
        return ["".join(node.itertext()) for node in drawn(file).iter(f"{SVG}text")]

    german = path.with_name(path.name.replace(".en.", ".de."))
    assert shapes(path) == shapes(german)
    assert said(path) != said(german)
