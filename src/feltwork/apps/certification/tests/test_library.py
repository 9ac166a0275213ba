"""The rule library: every programme reads as plain sentences, with sources, open to anybody."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from feltwork.apps.certification.queries.rules import rules_page
from feltwork.apps.certification.queries.rules_diff import changed, rows_between
from feltwork.core.certification import Condition, Filter, load
from feltwork.core.certification._language import REQUIREMENT_KINDS
from feltwork.core.certification._review.concern import every
from feltwork.core.certification.rulesets import bundled, rule_set
from feltwork.core.certification.tests.programmes import programme

pytestmark = pytest.mark.django_db
RAW = re.compile(r"%\(|_|\{|None(?! of)|Fraction|Period")


def sentences(rules):
    page = rules_page(rules)
    lists = (page.pools, page.providers, page.openings, page.notes)
    clauses = (*page.clauses, *page.kinds, *page.renewal, *page.moments, *page.routes)
    changed_clauses = [one for change in page.changes for one in change.clauses]
    yield from (line.text for lines in lists for line in lines)
    for clause in (*clauses, *changed_clauses):
        yield from (line.text for line in clause.lines)


def said(words, **more):
    """The sentences of the first clause of a small programme with this requirement."""
    text = programme(["code: hours\nkind: total\nof: [course, talk]\nat_least: 10\n" + words], **more)
    return [line.text for line in rules_page(load(text, name="small.yaml")).clauses[0].lines]


@pytest.mark.parametrize("code", sorted(bundled()))
def test_every_programme_is_a_page_of_whole_sentences(code, client):
    found = list(sentences(rule_set(code)))
    assert found and [text for text in found if RAW.search(text) or not text.strip()] == []
    page = client.get(reverse("library:programme", kwargs={"code": code}))
    assert page.status_code == 200
    clauses = page.context["page"].clauses
    assert [one.title for one in clauses if not one.lines] == []


def test_the_list_names_every_programme_once(client):
    page = client.get(reverse("library:programmes"))
    links = re.findall(r'href="(/programmes/[a-z0-9-]+/)"', page.content.decode())
    every = [reverse("library:programme", kwargs={"code": code}) for code in bundled()]
    assert sorted(link for link in links if link != reverse("library:compare")) == sorted(every)


def test_what_nobody_confirmed_says_so_where_it_stands(client):
    page = client.get(reverse("library:programme", kwargs={"code": "icf-renewal"}))
    text = page.content.decode()
    assert page.context["page"].unconfirmed == 1
    assert "One number below is not confirmed" in text
    assert text.count('<strong class="p-unsure">unconfirmed</strong>') == 1


def test_a_programme_that_is_not_there(client):
    assert client.get(reverse("library:programme", kwargs={"code": "nothing"})).status_code == 404
    assert client.get(reverse("library:compare"), {"before": "nothing", "after": "icf-acc"}).status_code == 404


def test_the_file_comes_with_those_it_builds_on_and_the_schema_is_for_editors(client):
    text = client.get(reverse("library:file", kwargs={"code": "icf-pcc"})).content.decode()
    assert text == bundled()["icf-pcc"] + "\n---\n" + bundled()["icf-acc"]
    schema = client.get(reverse("library:schema"))
    assert (schema.json()["title"], schema["Access-Control-Allow-Origin"]) == ("Feltwork certification rules", "*")


def test_two_programmes_beside_each_other(client):
    page = client.get(reverse("library:compare"), {"before": "ifs-2018", "after": "ifs-2023"})
    rows = {row.title: row for row in page.context["rows"]}
    assert rows["Consultation"].before[0] == "At least 20 hours."
    assert rows["Consultation"].after[0] == "At least 15 hours."
    assert rows["Consultation"].shared == {"Counted from: IFS consultation."}
    assert rows["Level 2"].before == ()
    assert rows["What applies to everybody since May 2023"].after == ()


def test_renewal_admission_and_who_may_choose_are_compared_too():
    kinds = {row.title for row in changed(rows_between(rule_set("bcsi-2015"), rule_set("bcsi-2019")))}
    assert {"Renewal", "Which edition is whose", "Hours in the cycle"} <= kinds
    same = rows_between(rule_set("iayt-renewal"), rule_set("iayt-renewal"))
    assert changed(same) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "caps: [{code: a, at_most: 4, per: week, beyond: human}]",
            "At most 4 hours, in each week, a person decides which fall.",
        ),
        ("caps: [{code: a, at_most: 4, in_any: 7 days}]", "At most 4 hours, in any 7 days in a row."),
        ("only: {group_at_most: 8, modes: [online]}", "Only such as are: by video; in groups of at most 8."),
        ("only: {except: [{of: [talk]}]}", "Left out: Talk."),
        ("weights: [{code: w, only: {of: [talk]}, times: 3}]", "These count 3 times: Talk."),
        (
            "each: {by: topic, at_least: 5, among: [history, theory]}",
            "At least 5 hours in each of these “topic”: history and theory.",
        ),
        ("each: {by: case, at_least: 20, groups: 3}", "In at least 3 different “case”, 20 hours in each."),
        ("from: {moment: anchor, minus: 18 months}", "Only from this day on: 18 months before “First day”."),
        ("once: workshop", "Entries with the same “workshop” count once, the first time."),
        ("when: {cycle: later}", "Only where it is a later cycle than the first."),
        (
            "when: {any: [{fact: a, is: x}, {fact: years, at_least: 15}]}",
            "Only where “a” is “x” or “years” is at least 15.",
        ),
    ],
)
def test_a_clause_in_words(words, expected):
    assert expected in said(words)


def test_a_number_and_a_length_carry_their_own_origin():
    text = programme(["code: t\nkind: time\nfrom: anchor\nat_least: {value: 2 years, mark: U, note: One page only}"])
    (line,) = rules_page(load(text, name="small.yaml")).clauses[0].lines
    assert (line.text, line.note) == ("At least 2 years from “First day” to the day of the decision.", "One page only")
    assert rules_page(load(text, name="small.yaml")).unconfirmed == 1


def test_pages_know_every_kind_of_requirement_and_every_word_of_filters_and_conditions():
    """A word that a page forgot would be a rule that nobody reads."""
    from dataclasses import fields
    from pathlib import Path

    from feltwork.apps.certification.queries import rules

    source = "".join(file.read_text(encoding="utf-8") for file in Path(rules.__file__).parent.glob("*.py"))
    for shape in (Filter, Condition):
        assert [one.name for one in fields(shape) if f".{one.name}" not in source] == []
    bodies = {type(one.body).__name__ for code in bundled() for one in every(rule_set(code))}
    assert [name for name in bodies if name not in source] == []
    assert len(bodies) == len(REQUIREMENT_KINDS) - 1  # count and total share a body


def test_pages_in_german_are_whole_too():
    with translation.override("de"):
        page = rules_page(rule_set("iayt-renewal"))
        assert page.title == "Rezertifizierung bei der IAYT" or page.title != "Recertification at IAYT"
