"""What is built is closed: exactly our members, each with its rule."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.credentials import (
    PAYLOAD_FAULTS,
    PayloadError,
    build,
    check_payload,
    clean_text,
    encode_bits,
    status_list,
)
from feltwork.core.credentials._template import canonical
from feltwork.core.credentials.tests.cast import INDEX, LIST_URL, NOW, SCHOOL, SEP, award


def test_an_award_becomes_the_payload_of_the_decision_record():
    assert build(award()) == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        ],
        "id": "urn:uuid:6f9ae2c4-4d0e-4a6f-9a5c-0f5f3f0a1d11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Somatic Experiencing Practitioner",
        "issuer": {
            "id": "did:web:credentials.example.school",
            "type": ["Profile"],
            "name": "Example Institute for Somatic Training",
            "url": "https://example.school/",
            "image": {"id": "https://example.school/logo.png", "type": "Image"},
        },
        "validFrom": "2026-11-20T00:00:00Z",
        "awardedDate": "2026-11-19T09:30:00Z",
        "credentialSubject": {
            "id": "urn:uuid:0f8e5f9c-51c5-4f0e-8e43-1f1c7a6d2b22",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "Alma Ångström-Núñez",
                    "identityType": "name",
                },
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "SEP-2026-000417",
                    "identityType": "identifier",
                },
            ],
            "achievement": {
                "id": "https://credentials.example.school/achievements/sep/3",
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": "Somatic Experiencing Practitioner",
                "description": SEP.description,
                "criteria": {"id": "https://credentials.example.school/achievements/sep/3#criteria"},
                "inLanguage": "en",
            },
        },
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        "credentialStatus": {
            "id": f"{LIST_URL}#{INDEX}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(INDEX),
            "statusListCredential": LIST_URL,
        },
    }


def test_a_certificate_that_does_not_expire_has_no_end_and_one_that_does_has_it():
    assert "validUntil" not in build(award())
    assert build(award(valid_until=datetime(2029, 11, 20, tzinfo=UTC)))["validUntil"] == "2029-11-20T00:00:00Z"


def test_instants_are_written_in_utc():
    there = timezone(timedelta(hours=5, minutes=30))
    payload = build(award(awarded_at=datetime(2026, 11, 19, 2, 15, 30, 999, tzinfo=there)))
    assert payload["awardedDate"] == "2026-11-18T20:45:30Z"


def test_spaces_in_addresses_are_encoded():
    payload = build(
        award(achievement=replace(SEP, id="https://example.school/a b", criteria="https://example.school/c d"))
    )
    assert payload["credentialSubject"]["achievement"]["id"] == "https://example.school/a%20b"
    assert payload["credentialSubject"]["achievement"]["criteria"] == {"id": "https://example.school/c%20d"}


def test_criteria_in_words_are_a_narrative():
    payload = build(award(achievement=replace(SEP, criteria="Three years of training.")))
    assert payload["credentialSubject"]["achievement"]["criteria"] == {"narrative": "Three years of training."}


def test_without_a_picture_or_a_list_the_members_are_not_there():
    payload = build(award(issuer=replace(SCHOOL, image=""), status_list_url="", status_index=None))
    assert "image" not in payload["issuer"]
    assert "credentialStatus" not in payload


refused_awards = [
    ("control_character", "credentialSubject.identifier.0.identityHash", {"holder_name": "Al\x01ma"}),
    ("control_character", "credentialSubject.identifier.0.identityHash", {"holder_name": "Al\x7fma"}),
    ("control_character", "credentialSubject.identifier.0.identityHash", {"holder_name": "Al\ud800ma"}),
    ("not_nfc", "credentialSubject.identifier.0.identityHash", {"holder_name": "Nu\u0301n\u0303ez"}),
    ("empty_text", "credentialSubject.identifier.0.identityHash", {"holder_name": ""}),
    ("empty_text", "credentialSubject.identifier.0.identityHash", {"holder_name": " \u3000\n"}),
    ("untrimmed_text", "credentialSubject.identifier.0.identityHash", {"holder_name": " Alma"}),
    ("empty_text", "credentialSubject.identifier.1.identityHash", {"number": ""}),
    ("too_long", "credentialSubject.identifier.0.identityHash", {"holder_name": "a" * 10_001}),
    ("relative_id", "id", {"id": "certificates/1"}),
    ("relative_id", "id", {"id": "_:alma"}),
    ("relative_id", "credentialSubject.id", {"subject_id": "urn:uuid:<x>"}),
    ("relative_id", "issuer.id", {"issuer": replace(SCHOOL, did="credentials.example.school")}),
    ("empty_text", "issuer.name", {"issuer": replace(SCHOOL, name="")}),
    ("not_https", "issuer.url", {"issuer": replace(SCHOOL, url="http://example.school/")}),
    ("not_https", "issuer.image.id", {"issuer": replace(SCHOOL, image="data:image/png;base64,AAAA")}),
    (
        "placeholder_id",
        "credentialSubject.achievement.id",
        {"achievement": replace(SEP, id="http://example.org/base/x")},
    ),
    ("wrong_value", "credentialSubject.achievement.achievementType", {"achievement": replace(SEP, type="License")}),
    ("wrong_value", "credentialSubject.achievement.inLanguage", {"achievement": replace(SEP, language="English")}),
    ("empty_text", "credentialSubject.achievement.criteria.narrative", {"achievement": replace(SEP, criteria="")}),
    ("naive_instant", "validFrom", {"valid_from": datetime(2026, 11, 20)}),
    ("wrong_order", "validUntil", {"valid_until": datetime(2026, 11, 20, tzinfo=UTC)}),
    ("missing_term", "credentialStatus.statusListIndex", {"status_index": None}),
    ("relative_id", "credentialStatus.id", {"status_list_url": ""}),
    ("wrong_index", "credentialStatus.statusListIndex", {"status_index": -1}),
]


@pytest.mark.parametrize(("code", "where", "changes"), refused_awards)
def test_an_award_that_may_not_be_signed_is_refused_by_name(code, where, changes):
    with pytest.raises(PayloadError) as refused:
        build(award(**changes))
    assert (refused.value.code, refused.value.where) == (code, where)


refused_payloads = [
    ("undefined_term", "nickname", lambda d: d.update(nickname="Al")),
    ("undefined_term", "evidence", lambda d: d.update(evidence=[])),
    ("undefined_term", "jti", lambda d: d.update(jti="urn:x")),
    ("undefined_term", "endorsementJwt", lambda d: d.update(endorsementJwt=[])),
    ("undefined_term", "proof", lambda d: d.update(proof={})),
    (
        "undefined_term",
        "credentialSubject.identifier.0.salt",
        lambda d: d["credentialSubject"]["identifier"][0].update(salt="x"),
    ),
    ("licence_number", "credentialSubject.licenseNumber", lambda d: d["credentialSubject"].update(licenseNumber="1")),
    ("missing_term", "awardedDate", lambda d: d.pop("awardedDate")),
    (
        "missing_term",
        "credentialSubject.achievement.criteria.narrative",
        lambda d: d["credentialSubject"]["achievement"].update(criteria={}),
    ),
    ("not_an_object", "issuer", lambda d: d.update(issuer="did:web:example.school")),
    ("not_text", "name", lambda d: d.update(name={"en": "SEP", "de": "SEP"})),
    ("not_text", "name", lambda d: d.update(name=7)),
    ("not_a_list", "credentialSubject.identifier", lambda d: d["credentialSubject"]["identifier"].pop()),
    ("status_array", "credentialStatus", lambda d: d.update(credentialStatus=[d["credentialStatus"]])),
    ("wrong_value", "credentialStatus.id", lambda d: d["credentialStatus"].update(id=LIST_URL)),
    (
        "wrong_value",
        "credentialSubject.identifier.0.hashed",
        lambda d: d["credentialSubject"]["identifier"][0].update(hashed=0),
    ),
    ("wrong_value", "@context", lambda d: d["@context"].pop()),
    ("wrong_value", "@context", lambda d: d["@context"].reverse()),
    ("wrong_value", "type", lambda d: d["type"].reverse()),
    ("wrong_instant", "validFrom", lambda d: d.update(validFrom="2026-11-20")),
    ("wrong_instant", "validFrom", lambda d: d.update(validFrom="2026-02-30T00:00:00Z")),
    ("not_an_object", "", lambda d: None),
]


@pytest.mark.parametrize(("code", "where", "change"), refused_payloads)
def test_a_payload_of_another_shape_is_refused_by_name(code, where, change):
    payload = build(award())
    change(payload)
    with pytest.raises(PayloadError) as refused:
        check_payload([] if code == "not_an_object" and not where else payload)
    assert (refused.value.code, refused.value.where) == (code, where)


def published_list(**changes):
    payload = status_list(SCHOOL, LIST_URL, encode_bits([7]), valid_from=NOW, valid_until=NOW + timedelta(days=90))
    return payload | changes


def test_a_status_list_has_its_own_closed_shape():
    check_payload(published_list())
    with pytest.raises(PayloadError, match="wrong_list"):
        check_payload(published_list(credentialSubject=published_list()["credentialSubject"] | {"encodedList": "H4sI"}))
    with pytest.raises(PayloadError, match="undefined_term"):
        check_payload(published_list(name="Revoked"))


def test_every_fault_is_shown_here_or_where_things_are_signed():
    shown = {row[0] for row in refused_awards} | {row[0] for row in refused_payloads} | {"wrong_list"}
    assert shown | {"foreign_key", "not_plain_json", "not_covered"} == set(PAYLOAD_FAULTS)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_cleaned_text_may_be_signed_unless_nothing_is_left(text):
    name = clean_text(text)
    assert clean_text(name) == name
    if name:
        build(award(holder_name=name))


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(clean_text).filter(bool))
def test_every_word_of_a_payload_is_in_its_statements(name):
    payload = build(award(holder_name=name, number=name, issuer=replace(SCHOOL, name=name)))
    quoted = json.dumps(name, ensure_ascii=False)
    assert canonical(payload).count(f" {quoted} ") == 3
    assert "example.org/base" not in canonical(payload)
