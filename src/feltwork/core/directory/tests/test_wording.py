"""Own words promise nothing that nobody can promise, and plain words are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.directory import vocabulary
from feltwork.core.directory.professions import may_touch, needs_licence, professions
from feltwork.core.directory.wording import _content, check_words

CLAIMS = [
    ("I heal trauma with gentle touch.", "cure"),
    ("A cure for panic.", "cure"),
    ("Die Methode heilt.", "cure"),
    ("Clinically proven method", "proven"),
    ("wissenschaftlich erwiesene Wirkung", "proven"),
    ("Guaranteed relief", "guarantee"),
    ("Better in just three sessions", "guarantee"),
    ("In nur fünf Sitzungen", "guarantee"),
    ("We release trapped energy", "body_claims"),
    ("Ich löse gespeicherte Energie", "body_claims"),
    ("My clients say I am wonderful", "praise"),
    ("★★★★★", "praise"),
    ("Licensed SE practitioner", "licence"),
    ("Write to anna@example.org", "contact"),
    ("Call 0117 496 0123", "contact"),
    ("See www.example.org", "contact"),
]
PLAIN = [
    "We begin with the room: where you would like to sit, whether the door is open, how long we have.",
    "This is not a cure, and nothing here is proven.",
    "Ich kann keine Heilung versprechen, und niemand wird hier geheilt.",
    "Health, healthcare and procured furniture. I work since 2012, 18 to 65, £70 to £95 for 60 minutes.",
    "There is promising, limited evidence.",
    "Ich arbeite seit 2011 in Graz, dienstags 9-12 und 14-18 Uhr.",
]


@pytest.mark.parametrize(("text", "rule"), CLAIMS)
def test_a_claim_is_found_with_its_reason_and_another_way_in_both_languages(text, rule):
    (claim, *_more) = check_words(text)

    assert claim.rule == rule
    assert claim.why.keys() == claim.instead.keys() == {"en", "de"}
    assert text[claim.start :].startswith(claim.found)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_left_alone(text):
    assert check_words(text) == []


def test_what_a_rule_offers_instead_is_itself_no_claim():
    """The words of a reason may name the claim; what people are told to write may not."""
    rules, _turned = _content()

    assert [claim for rule in rules for text in rule.instead.values() for claim in check_words(text)] == []


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=60))
def test_a_claim_is_found_whatever_stands_around_it(before, after):
    assert "guarantee" in {claim.rule for claim in check_words(f"{before}. Guaranteed, {after}")}


def test_every_profession_of_the_vocabulary_says_what_follows_from_it():
    assert list(professions()) == list(vocabulary().facets["profession"].values)
    assert needs_licence("unheard of") and not may_touch("unheard of")
