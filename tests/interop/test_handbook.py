"""Status lists, keys and proofs, right and wrong: each verifier's answer as the handbook on credentials gives it.

Where others are laxer than the specification, ours is not; the difference is written down here, so that a new version
of theirs that mends it is noticed.
"""

import json
from datetime import timedelta

import pytest

from feltwork.core.credentials import Outcome, did_document, to_bytes
from feltwork.core.credentials.tests.cast import NOW, ed25519_key
from tests.interop.asking import consortium, digitalbazaar, ours
from tests.interop.goldens import HOUSE, INDEX, House
from tests.interop.world import signed_by, small_list

GOLDEN = json.loads(HOUSE.signed())


def edited(**changes):
    return to_bytes(GOLDEN | changes)


# the document, what the consortium's verifier calls it, our code
WRONG = {
    "one word changed": (edited(name="Sommelier"), "invalid_signature", "signature"),
    "a member of no context": (edited(nickname="Al"), "jsonld.ValidationError", "not_covered"),
    "a schema without the extensions": (
        edited(**{"@context": GOLDEN["@context"][:2]}),
        "jsonld.ValidationError",
        "not_covered",
    ),
    "a suite nobody reads": (
        edited(proof=GOLDEN["proof"] | {"cryptosuite": "eddsa-jcs-2022"}),
        "invalid_signature",
        "proof_unsupported",
    ),
}


@pytest.mark.parametrize(("document", "consortiums", "code"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_wrong_to_everyone(node, document, consortiums, code):
    assert digitalbazaar(node, document, HOUSE.world())[0] is False
    assert consortium(node, document, HOUSE.world()) == [consortiums]
    assert ours(document, HOUSE.world())[1] == code


# what stands where the list should be → digitalbazaar: verified, consortium: status, our outcome and reason
LISTS = {
    "bit set": (lambda h: h.listed([INDEX]), (True, [True]), (True, False), ("revoked", "revoked")),
    "other bits set": (lambda h: h.listed([INDEX - 1, INDEX + 1]), (True, [False]), (True, True), ("valid", None)),
    "ended": (
        lambda h: h.listed(ends=NOW - timedelta(days=1)),
        (False, []),
        (True, "status_list_expired"),
        ("unknown", "status_expired"),
    ),
    "not begun": (
        lambda h: h.listed(begins=NOW + timedelta(days=1)),
        (False, []),
        (True, "status_list_not_yet_valid"),
        ("unknown", "status_expired"),
    ),
    "404": (lambda h: None, (False, []), (True, "status_list_not_found"), ("unknown", "status_unreachable")),
    "tampered": (
        lambda h: h.listed().replace(b"2027-02-18", b"2028-02-18"),
        (False, []),
        (True, "status_list_signature_error"),
        ("unknown", "status_unreadable"),
    ),
    "of another purpose": (
        lambda h: signed_by(h.listed([INDEX]), h, statusPurpose="suspension"),
        (False, []),
        None,
        ("unknown", "status_purpose"),
    ),
}


@pytest.mark.parametrize("case", LISTS)
def test_status_lists_mean_what_the_handbook_says(node, case):
    make, theirs, dcc, (outcome, code) = LISTS[case]
    house = House(f"{case.replace(' ', '-')}.example")
    document, pages = house.signed(), house.world(list=make(house))
    assert digitalbazaar(node, document, pages) == theirs
    assert dcc is None or consortium(node, document, pages) == dcc
    assert ours(document, pages) == (outcome, code)


def test_a_list_of_another_issuer_says_nothing_to_us_and_to_digitalbazaar(node):
    """The consortium's verifier believes it: known, and a reason for ours."""
    house, stranger = House("foreign-list.example"), House("stranger.example", 8)
    pages = house.world(list=house.listed([INDEX], by=stranger)) | {stranger.did_url: to_bytes(stranger.document())}
    assert digitalbazaar(node, house.signed(), pages) == (False, [])
    assert consortium(node, house.signed(), pages) == (True, False)
    assert ours(house.signed(), pages) == (Outcome.UNKNOWN, "status_foreign")


def test_a_list_too_short_to_hide_anybody_is_refused_by_us_alone(node):
    house = House("short-list.example")
    document = house.signed(status_index=7)
    pages = house.world(list=signed_by(house.listed(), house, encodedList=small_list(1_024)))
    assert digitalbazaar(node, document, pages) == (True, [False])
    assert ours(document, pages) == (Outcome.UNKNOWN, "status_length")
    assert digitalbazaar(node, house.signed(), pages)[0] is False


def with_keys(house, **changes):
    return to_bytes(house.document() | changes)


def test_a_key_taken_out_of_assertion_method_fails_everywhere(node):
    house = House("taken-out.example")
    pages = house.world(did=with_keys(house, assertionMethod=[house.p.key_id]))
    assert digitalbazaar(node, house.signed(), pages)[0] is False
    assert consortium(node, house.signed(), pages) == ["invalid_signature"]
    assert ours(house.signed(), pages) == (Outcome.INVALID, "key_not_for_assertion")


def test_a_retired_key_that_stays_listed_keeps_old_certificates_valid(node):
    house = House("rotated.example")
    new = ed25519_key(b"\x31" * 32, house.did)
    pages = house.world(did=to_bytes(did_document(house.did, [new.public, *house.keys()])))
    assert digitalbazaar(node, house.signed(), pages) == (True, [False])
    assert consortium(node, house.signed(), pages) == (True, True)
    assert ours(house.signed(), pages) == (Outcome.VALID, None)


@pytest.mark.parametrize("member", ["revoked", "expires"])
def test_a_date_on_a_key_means_nothing_to_anyone(node, member):
    """There is no validity of keys by date: a compromised key has to be taken out."""
    house = House(f"key-{member}.example")
    methods = [method | {member: "2026-01-01T00:00:00Z"} for method in house.document()["verificationMethod"]]
    pages = house.world(did=with_keys(house, verificationMethod=methods))
    assert digitalbazaar(node, house.signed(), pages) == (True, [False])
    assert consortium(node, house.signed(), pages) == (True, True)
    assert ours(house.signed(), pages) == (Outcome.VALID, None)


def test_a_key_that_stands_only_in_the_fragment_of_its_name_is_nobodys(node):
    house = House("fragment.example")
    document = signed_by(house.signed(), house, key=ed25519_key(b"\x33" * 32, house.did))
    assert digitalbazaar(node, document, house.world())[0] is False
    assert consortium(node, document, house.world()) == ["invalid_signature"]
    assert ours(document, house.world()) == (Outcome.INVALID, "key_not_listed")


def test_two_proofs_are_valid_everywhere(node):
    house = House("two-proofs.example")
    second = ed25519_key(b"\x32" * 32, house.did)
    first = json.loads(house.signed())
    other = json.loads(signed_by(house.signed(), house, key=second))["proof"]
    document = to_bytes(first | {"proof": [first["proof"], other]})
    pages = house.world(did=to_bytes(did_document(house.did, house.keys(second.public))))
    assert digitalbazaar(node, document, pages) == (True, [False])
    assert consortium(node, document, pages) == (True, True)
    assert ours(document, pages) == (Outcome.VALID, None)


def test_a_school_without_its_did_document_is_unchecked_not_invalid(node):
    house = House("gone.example")
    pages = house.world(did=None)
    assert digitalbazaar(node, house.signed(), pages)[0] is False
    assert ours(house.signed(), pages) == (Outcome.UNCHECKED, "key_unreachable")
    assert consortium(node, house.signed(), pages) == ["did_web_unresolved"]


def test_a_school_at_a_path_and_a_port_is_found_by_everyone(node):
    house = House("platform.example%3A8443:at:alder-house")
    assert house.did_url == "https://platform.example:8443/at/alder-house/did.json"
    assert house.list_url == "https://platform.example:8443/at/alder-house/status/1"
    assert digitalbazaar(node, house.signed(), house.world()) == (True, [False])
    assert consortium(node, house.signed(), house.world()) == (True, True)
    assert ours(house.signed(), house.world()) == (Outcome.VALID, None)
