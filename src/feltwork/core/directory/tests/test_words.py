"""How words are folded and read, and what the vocabulary holds."""

from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.directory import KnownWords, fold, plain, read_words, vocabulary, written


@given(st.text())
def test_what_is_folded_stays_as_it_is(text):
    assert fold(" ".join(fold(text))) == fold(text)


@given(st.text())
def test_engines_are_given_letters_digits_and_spaces_only(text):
    line = written(fold(text))
    assert line.isascii()
    assert all(token.isalnum() and token == token.lower() for token in line.split())
    assert len(line.split()) == len(fold(text))


@given(st.text(min_size=1, max_size=10), st.text(min_size=1, max_size=10))
def test_two_words_never_become_one(one, other):
    for first in fold(one):
        for second in fold(other):
            assert (plain(first) == plain(second)) == (first == second)


def test_accents_capitals_and_signs_are_taken_off():
    assert fold("Frühere Stürze (2019)") == ("fruhere", "sturze", "2019")
    assert fold("STRASSE Straße Łódź naïve") == ("strasse", "strasse", "lodz", "naive")
    assert fold("Москва 東京 ＡＢ") == ("москва", "東京", "ab")


def test_synonyms_are_read_as_each_other_in_both_languages():
    reading = read_words("Trauer", KnownWords())
    assert reading.words["trauer"] >= {"trauer", "grief", "bereavement", "verlust"}
    assert reading.read_as["trauer"] == tuple(sorted(reading.words["trauer"] - {"trauer"}))


def test_slips_are_mended_only_in_words_that_stand_nowhere():
    known = KnownWords(["vosper", "prosper", "hanne"])
    assert read_words("vopser", known).words == {"vopser": frozenset({"vosper"})}
    assert read_words("vosper", known).words == {"vosper": frozenset({"vosper"})}
    assert read_words("hanna", KnownWords(["hanne", "hanna"])).read_as == {}
    assert read_words("xyz", known).words == {"xyz": frozenset({"xyz"})}


def test_words_that_say_nothing_are_left_out_unless_nothing_else_is_there():
    known = KnownWords()
    assert list(read_words("help with my migraine", known).words) == ["migraine"]
    assert list(read_words("with", known).words) == ["with"]
    assert read_words(" … ", known).words == {}


def test_all_words_count_some_may_stand_in_the_own_words():
    reading = read_words("hanne slowly", KnownWords(["hanne", "slowly"]))
    strong, weak = frozenset({"hanne"}), frozenset({"slowly"})
    assert reading.match(strong | weak, frozenset()) is True
    assert reading.match(strong, weak) is False
    assert reading.match(strong, frozenset()) is None


def test_every_value_has_words_in_both_languages():
    facets = vocabulary().facets
    for facet in facets.values():
        for value in facet.values.values():
            assert value.label.keys() == {"en", "de"}, value.code
            assert all(value.label.values()), value.code
            assert not value.synonyms or value.synonyms.keys() == {"en", "de"}, value.code
    assert facets["touch"].values["asks"].name("de-AT") == "Bietet sie vielleicht an, fragt jedes Mal"
    assert facets["language"].values["no"].name("fr") == "Norwegian"
    assert [facet.code for facet in facets.values() if facet.every] == ["access"]
