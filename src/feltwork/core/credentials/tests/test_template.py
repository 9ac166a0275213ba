"""A shape is expanded once, and the words put into it give exactly what a full expansion would give."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.credentials import build
from feltwork.core.credentials._contexts import ISSUED, OB_V3, VC_V2
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._shape import members, put_together, take_apart
from feltwork.core.credentials._template import _template, canonical
from feltwork.core.credentials.tests.cast import NOW, award
from feltwork.core.credentials.tests.graphs import by_oxigraph, by_pyld, expanded_by_pyld

NAMES = [
    "Alma Ångström-Núñez",
    "علي بن محمد الأندلسي",
    "สมชาย ใจดี",
    "नीलकण्ठ शर्मा",
    'Anne "Nan" O\\Neill',
    "line\nbreak\tand\r\nreturn",
    "separator\u2028and\u2029paragraph",
    "👩🏽\u200d⚕️ family 👨\u200d👩\u200d👧",
    "e\u0301 (decomposed)",
    "\u202bright to left\u202c",
    "https://example.org/not-an-id",
    "_:b0",
    "urn:feltwork-gap:3",
    "@id",
    "",
    "\U00010348\ufb01\uff21",
]
words = st.sampled_from(NAMES) | st.text(
    st.characters(codec="utf-8", exclude_characters=[*map(chr, range(32)), "\x7f", "\ufffe", "\uffff"]), max_size=20
)
ids = st.builds(
    lambda scheme, rest: f"{scheme}:{rest}",
    st.sampled_from(["urn:uuid", "https", "did:web", "data", "HTTP"]),
    st.text("abcXYZ019-._~!$&'()*+,;=é字🎓", min_size=1, max_size=12),
)


@st.composite
def credentials(draw):
    """A badge of any issuer: optional members there or not, lists of any length, nodes that share an id."""
    shared = draw(ids)
    node_id = ids | st.just(shared)
    achievement = {"id": draw(node_id), "type": ["Achievement"], "name": draw(words), "criteria": {"narrative": "x"}}
    if draw(st.booleans()):
        achievement["tag"] = draw(st.lists(words, min_size=1, max_size=4))
    if draw(st.booleans()):
        achievement["creditsAvailable"] = draw(st.sampled_from([18, 18.0, 18.5, 0, 1e21]))
    achievement["alignment"] = [
        {"type": ["Alignment"], "targetName": draw(words), "targetUrl": draw(ids)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    if draw(st.booleans()):
        achievement["resultDescription"] = [
            {"id": draw(node_id), "type": ["ResultDescription"], "name": "r", "allowedValue": draw(st.lists(words))}
            for _ in range(draw(st.integers(1, 2)))
        ]
    document = {
        "@context": list(ISSUED),
        "id": draw(node_id),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": draw(node_id)
        if draw(st.booleans())
        else {"id": draw(node_id), "type": "Profile", "url": draw(words)},
        "credentialSubject": {"id": draw(ids), "type": "AchievementSubject", "achievement": achievement},
    }
    if draw(st.booleans()):
        document["name"] = {"@value": draw(words), "@language": draw(st.sampled_from(["en", "ar", "de-CH"]))}
    return document


@settings(max_examples=150, deadline=None)
@given(credentials())
def test_words_in_a_shape_give_what_two_engines_give_without_it(document):
    ours = canonical(document)
    assert ours == by_pyld(document)
    assert ours == by_oxigraph(expanded_by_pyld(document))


@pytest.mark.parametrize("name", [name for name in NAMES if name])
@pytest.mark.parametrize("until", [None, NOW])
def test_every_name_comes_out_as_from_a_full_expansion(name, until):
    document = build(award(valid_until=until))
    document["credentialSubject"]["identifier"][0]["identityHash"] = name
    assert canonical(document) == by_pyld(document) == by_oxigraph(expanded_by_pyld(document))


def test_a_shape_is_expanded_only_once():
    first, second = build(award()), build(award(holder_name="Eva Ilić", number="SEP-2026-000418"))
    canonical(first)
    before = _template.cache_info()
    canonical(second)
    after = _template.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


@settings(max_examples=60, deadline=None)
@given(credentials())
def test_a_document_is_its_shape_and_its_words(document):
    shape, found = take_apart(document)
    assert put_together(shape, found.__getitem__, lambda _, text: json.loads(text)) == document
    assert [leaf for _, leaf, is_word in members(document) if is_word] == found


def test_two_documents_of_one_shape_differ_in_words_only():
    assert take_apart({"a": "1", "b": ["2"]})[0] == take_apart({"a": "x", "b": [""]})[0]
    for other in ({"a": 1, "b": ["2"]}, {"b": ["2"], "a": "1"}, {"a": "1", "b": "2"}, {"a": "1", "b": ["2", "3"]}):
        assert take_apart(other)[0] != take_apart({"a": "1", "b": ["2"]})[0]
    assert len({take_apart({"n": value})[0] for value in (1, 1.0, True, "1", None, [], {}, [1])}) == 8


def changed(change):
    document = copy.deepcopy(build(award()))
    change(document)
    return document


@pytest.mark.parametrize(
    ("code", "member", "change"),
    [
        ("not_covered", "nickname", lambda d: d.update(nickname="Al")),
        ("not_covered", "nicknames", lambda d: d.update(nicknames=[])),
        ("not_covered", "credentialSubject.nickname", lambda d: d["credentialSubject"].update(nickname="Al")),
        ("not_covered", "termsOfUse", lambda d: d.update(termsOfUse={})),
        ("not_covered", "evidence.0", lambda d: d.update(evidence=[None])),
        ("not_covered", "validUntil", lambda d: d.update(validUntil=None)),
        ("not_covered", "SuperBadge", lambda d: d["type"].append("SuperBadge")),
        ("not_covered", "caption", lambda d: d.update(caption="a term, but not one of a credential")),
        (
            "not_covered",
            "credentialSubject.achievement.name.en",
            lambda d: d["credentialSubject"]["achievement"].update(name={"en": "SEP"}),
        ),
        ("odd_member", "@included", lambda d: d.update({"@included": [{"id": "urn:x", "name": "y"}]})),
        ("odd_member", "@id", lambda d: d.update({"@id": d.pop("id")})),
        ("odd_member", "https://schema.org/name", lambda d: d.update({"https://schema.org/name": d.pop("name")})),
        (
            "odd_member",
            "https://www.w3.org/2018/credentials#credentialStatus",
            lambda d: d.update({"https://www.w3.org/2018/credentials#credentialStatus": d.pop("credentialStatus")}),
        ),
        ("odd_member", "name", lambda d: d.update(name={"@value": "x", "@direction": "rtl"})),
        ("odd_member", "urn:feltwork-gap:", lambda d: d["type"].append("urn:feltwork-gap:3")),
        ("context", "issuer", lambda d: d["issuer"].update({"@context": VC_V2})),
        ("relative_id", "id", lambda d: d.update(id="certificates/1")),
        ("relative_id", "id", lambda d: d.update(id="")),
        ("relative_id", "id", lambda d: d.update(id="name:alma")),
        ("relative_id", "issuer.id", lambda d: d["issuer"].update(id="did:web:a b")),
        ("relative_id", "issuer.id", lambda d: d["issuer"].update(id="did:web:a>b")),
        ("blank_node_id", "credentialSubject.id", lambda d: d["credentialSubject"].update(id="_:b0")),
        ("json_ld", None, lambda d: d["issuer"].update(id=7)),
    ],
)
def test_what_a_signature_would_not_cover_is_refused(code, member, change):
    with pytest.raises(Refused) as refused:
        canonical(changed(change))
    assert (refused.value.code, refused.value.data.get("member")) == (code, member)


@pytest.mark.parametrize("kind", ["id", "type", "@id", "@type", "@json", "achievementType", "Chief Officer", "@graph"])
def test_a_type_that_makes_no_statement_is_refused(kind):
    """A keyword, or a term that stands for one, is no type: JSON-LD leaves it out of what is signed."""
    with pytest.raises(Refused, match="not_covered"):
        canonical(changed(lambda d: d["type"].append(kind)))


@pytest.mark.parametrize(
    "value",
    [
        {"@value": "2026", "@type": "http://www.w3.org/2001/XMLSchema#gYear"},
        {"@value": "SEP", "@language": "de-CH"},
        {"@value": "x", "@type": "Achievement"},
    ],
)
def test_a_value_of_a_kind_of_its_own_is_said_with_its_kind(value):
    document = changed(lambda d: d.update(name=value))
    assert canonical(document) == by_pyld(document)


@pytest.mark.parametrize("tag", ["", "no tag!", "en_GB", "e" * 9, "en>"])
def test_a_language_that_is_none_is_refused(tag):
    with pytest.raises(Refused, match="not_covered"):
        canonical(changed(lambda d: d.update(name={"@value": "SEP", "@language": tag})))


def test_a_number_that_no_statement_holds_is_refused():
    document = changed(lambda d: d["credentialSubject"]["identifier"][0].update(hashed=False))
    assert "#hashed>" in canonical(document)
    document["@context"] = [VC_V2, OB_V3]
    document["credentialSchema"][0]["digestSRI"] = {"@value": 5, "@language": "en"}
    with pytest.raises(Refused):
        canonical(document)
