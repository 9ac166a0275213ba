"""A credential verifies until one byte changes, and the report says what holds."""

import base64
import copy
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import RSAKey

from feltwork.core.credentials import (
    Outcome,
    Unreachable,
    build,
    did_document,
    jwks,
    sign_jwt,
    sign_proof,
    to_bytes,
    verify,
)
from feltwork.core.credentials._contexts import ED25519_2020, OB_V3, VC_V2
from feltwork.core.credentials._keys import to_base64url
from feltwork.core.credentials.tests.cast import (
    DID,
    ED,
    INDEX,
    LIST_URL,
    NOW,
    SCHOOL,
    P,
    award,
    ed25519_key,
    p256_key,
    signed_list,
    world,
)
from feltwork.core.credentials.tests.forged import (
    DID_URL,
    DOCUMENT,
    PAYLOAD,
    SIGNED,
    TOKEN,
    did_page,
    list_page,
    look,
    resigned,
    tampered,
    token,
)


def test_what_the_school_signed_is_valid_in_both_forms_and_says_what_was_found():
    for document, form, key in ((DOCUMENT, "embedded", ED), (TOKEN, "jwt", P)):
        report = look(document)
        assert report.outcome is Outcome.VALID
        assert report.reason is None
        assert [check.code for check in report.checks] == ["key", "signature", "schema", "achievement", "status"]
        assert report.facts == {
            "form": form,
            "issuer": DID,
            "issuer_name": SCHOOL.name,
            "id": PAYLOAD["id"],
            "subject": PAYLOAD["credentialSubject"]["id"],
            "name": "Alma Ångström-Núñez",
            "number": "SEP-2026-000417",
            "achievement": "https://credentials.example.school/achievements/sep/3",
            "achievement_name": "Somatic Experiencing Practitioner",
            "achievement_type": "Certification",
            "awarded": "2026-11-19T09:30:00Z",
            "valid_from": "2026-11-20T00:00:00Z",
            "valid_until": "2029-11-20T00:00:00Z",
            "status_list": LIST_URL,
            "status_index": str(INDEX),
            "key": key.key_id,
        }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(DOCUMENT) - 1), st.integers(0, 255))
def test_one_byte_changed_anywhere_and_it_is_no_longer_valid(place, byte):
    changed = DOCUMENT[:place] + bytes([byte]) + DOCUMENT[place + 1 :]
    assert (look(changed).outcome is Outcome.VALID) == (changed == DOCUMENT)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("AZaz09-_.="))
def test_one_character_of_a_jwt_changed_and_it_is_no_longer_valid(place, character):
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    assert (look(changed).outcome is Outcome.VALID) == (changed == TOKEN)


def payload_of(part):
    return json.loads(base64.urlsafe_b64decode(part + "==="))


def places(value, path=()):
    """Yield the path of every member and entry of a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield (*path, key)
        yield from places(inner, (*path, key))


PLACES = list(places(SIGNED))
EDITS = {
    "taken out": lambda holder, key: holder.pop(key),
    "another word": lambda holder, key: holder.__setitem__(key, "urn:uuid:another"),
    "another kind": lambda holder, key: holder.__setitem__(key, 7),
    "put in a list": lambda holder, key: holder.__setitem__(key, [holder[key]]),
    "put in a value": lambda holder, key: holder.__setitem__(key, {"@value": holder[key]}),
    "emptied": lambda holder, key: holder.__setitem__(key, []),
    "doubled": lambda holder, key: holder.__setitem__(key, [holder[key], holder[key]]),
    "null": lambda holder, key: holder.__setitem__(key, None),
}


@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_of_any_member_shows_something_that_was_not_signed(edit):
    """JSON-LD reads `"x"`, `["x"]` and `{"@value": "x"}` alike: then the facts must not change, at most be missing."""
    true = look(DOCUMENT).facts.items()
    for *path, key in PLACES:
        document = copy.deepcopy(SIGNED)
        holder = document
        for step in path:
            holder = holder[step]
        EDITS[edit](holder, key)
        report = look(document)
        assert report.outcome is not Outcome.VALID or report.facts.items() <= true, (path, key)
        if edit in {"taken out", "another word", "another kind", "null"}:
            assert report.outcome is not Outcome.VALID or document == SIGNED, (path, key)


def test_white_space_and_order_of_members_are_not_part_of_what_was_signed():
    other = json.dumps(dict(reversed(SIGNED.items())), indent=2).encode()
    assert look(b"\xef\xbb\xbf" + other + b"\n").outcome is Outcome.VALID


def test_a_name_from_anywhere_is_signed_and_verified():
    for name in ("علي الأندلسي", "สมชาย", "Zoë “Z” O’Brien\\", "👩🏽\u200d⚕️", "a\tb\nc"):
        payload = build(award(holder_name=name))
        for document in (to_bytes(sign_proof(payload, ED, created=NOW)), sign_jwt(payload, P)):
            report = look(document)
            assert (report.outcome, report.facts["name"]) == (Outcome.VALID, name)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "urn:a", DID]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "@value", "x"]), inner),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["document", "did", "list", "token"]), st.data(), anything)
def test_whatever_stands_anywhere_there_is_a_report(part, data, value):
    whole = {
        "document": SIGNED,
        "did": did_document(DID, [ED.public, P.public]),
        "list": json.loads(signed_list()),
        "token": {"header": {"alg": "ES256", "kid": P.key_id, "typ": "JWT"}, "claims": payload_of(TOKEN.split(".")[1])},
    }
    changed = copy.deepcopy(whole[part])
    *path, key = data.draw(st.sampled_from(list(places(changed))))
    holder = changed
    for step in path:
        holder = holder[step]
    holder[key] = value
    if part == "token":
        head, body = (to_base64url(json.dumps(changed[name]).encode()) for name in ("header", "claims"))
        assert look(f"{head}.{body}.{TOKEN.split('.')[2]}").outcome is not None
        return
    pages = {"did": {DID_URL: to_bytes(changed)}, "list": {LIST_URL: to_bytes(changed)}}.get(part, {})
    for document in (changed,) if part == "document" else (SIGNED, TOKEN):
        assert look(document, world(pages=pages)).outcome is not None


def asked(document, fetch=None):
    """Return the addresses that checking *document* asks for."""
    addresses = []

    def listening(url):
        addresses.append(url)
        return (fetch or world())(url)

    look(document, listening)
    return addresses


def test_nobody_is_asked_about_a_document_that_is_wrong_by_itself():
    assert asked(tampered(lambda d: d.update(nickname="Al"))) == []
    assert asked(tampered(lambda d: d["proof"].update(proofPurpose="authentication"))) == []
    assert asked(token(alg="none")) == []


def test_a_list_is_asked_for_only_once_the_signature_proved_right():
    assert asked(tampered(lambda d: d.update(name="Sommelier"))) == [DID_URL]
    assert asked(DOCUMENT) == [DID_URL, LIST_URL]


def test_what_is_at_hand_is_not_asked_for():
    pages = {url: world()(url) for url in (DID_URL, LIST_URL)}

    def nobody(url):
        raise Unreachable("offline")

    assert verify(DOCUMENT, now=NOW, fetch=nobody, known=pages).outcome is Outcome.VALID
    report = verify(DOCUMENT, now=NOW, fetch=nobody, known={DID_URL: pages[DID_URL]})
    assert (report.outcome, report.reason.code, report.reason.data["reason"]) == (
        Outcome.UNKNOWN,
        "status_unreachable",
        "offline",
    )


def test_a_retired_key_still_verifies_and_a_compromised_one_no_longer():
    new = ed25519_key(b"\x02" * 32)
    assert look(DOCUMENT, world(keys=[new, ED, P])).outcome is Outcome.VALID
    assert look(DOCUMENT, did_page(keys=(new, P))).reason.code == "key_not_listed"


def test_a_status_list_serves_as_json_and_as_jwt():
    for signer in (ED, P):
        assert look(DOCUMENT, list_page(signed_list([7], signer=signer))).outcome is Outcome.VALID
        assert look(DOCUMENT, list_page(signed_list([INDEX], signer=signer))).outcome is Outcome.REVOKED


def test_dates_decide_in_the_order_of_the_report():
    early = to_bytes(sign_proof(PAYLOAD, ED, created=datetime(2026, 11, 1, tzinfo=UTC)))
    assert look(early, now=datetime(2026, 11, 20, tzinfo=UTC) - timedelta(seconds=1)).reason.code == "not_yet_valid"
    assert look(early, now=datetime(2026, 11, 20, tzinfo=UTC)).outcome is Outcome.VALID
    assert look(DOCUMENT, now=datetime(2029, 11, 20, tzinfo=UTC) - timedelta(seconds=1)).outcome is not Outcome.EXPIRED
    assert look(DOCUMENT, now=datetime(2029, 11, 20, tzinfo=UTC)).outcome is Outcome.EXPIRED


def test_revoked_comes_before_expired_and_a_wrong_signature_before_both():
    late = datetime(2030, 1, 1, tzinfo=UTC)
    everlasting = list_page(signed_list([INDEX], until=datetime(2031, 1, 1, tzinfo=UTC)))
    assert look(DOCUMENT, everlasting, now=late).outcome is Outcome.REVOKED
    forged = tampered(lambda d: d.update(name="Sommelier"))
    assert look(forged, everlasting, now=late).outcome is Outcome.INVALID
    assert look(DOCUMENT, list_page(None), now=late).outcome is Outcome.EXPIRED


def test_a_suspended_credential_of_another_issuer_is_suspended():
    document = resigned(lambda d: d["credentialStatus"].update(statusPurpose="suspension"))
    assert look(document, list_page(signed_list([INDEX], statusPurpose="suspension"))).outcome is Outcome.SUSPENDED


def test_each_entry_of_several_is_read():
    def twice(document):
        entry = document["credentialStatus"]
        document["credentialStatus"] = [entry, entry | {"id": f"{LIST_URL}#8", "statusListIndex": "8"}]

    assert look(resigned(twice)).outcome is Outcome.VALID
    assert look(resigned(twice), world(indices=[8])).outcome is Outcome.REVOKED


def test_a_credential_without_list_schema_or_badge_is_valid_and_says_so():
    def plain(document):
        for name in ("credentialStatus", "credentialSchema", "awardedDate"):
            del document[name]
        document["type"] = ["VerifiableCredential"]
        document["credentialSubject"] = {"id": "urn:uuid:1", "name": "Alma"}

    report = look(resigned(plain))
    assert report.outcome is Outcome.VALID
    assert [c.code for c in report.checks if c.ok is None] == ["schema_absent", "not_a_badge", "status_absent"]


def test_two_proofs_are_both_checked_and_an_unknown_one_beside_them_is_told():
    second = ed25519_key(b"\x03" * 32)
    both = world(keys=[ED, second])
    other = resigned(key=second)["proof"]
    assert look(SIGNED | {"proof": [SIGNED["proof"], other]}, both).outcome is Outcome.VALID
    assert look(SIGNED | {"proof": [SIGNED["proof"], other]}).outcome is Outcome.INVALID
    unknown = SIGNED["proof"] | {"cryptosuite": "ecdsa-sd-2023"}
    assert look(SIGNED | {"proof": [SIGNED["proof"], unknown]}).outcome is Outcome.VALID


def test_ecdsa_proofs_on_p256_are_read():
    document = resigned(key=P, suite="ecdsa-rdfc-2019")
    assert look(document).outcome is Outcome.VALID
    assert look(document | {"name": "Sommelier"}).reason.code == "signature"


def test_the_older_ed25519_signatures_of_others_are_read():
    document = resigned(
        lambda d: d["@context"].append(ED25519_2020), suite=None, type="Ed25519Signature2020", expires=None
    )
    assert look(document).outcome is Outcome.VALID
    assert look(document | {"name": "Sommelier"}).reason.code == "signature"
    document["@context"].pop()
    assert look(document).reason.code == "not_covered"


@pytest.mark.parametrize("kind", ["did:key", "did:jwk"])
def test_an_issuer_whose_id_is_the_key_is_read_without_asking(kind):
    def identity(key):
        if kind == "did:key":
            return f"did:key:{key.public.multibase}", key.public.multibase
        return f"did:jwk:{to_base64url(to_bytes(key.public.jwk('k')))}", "0"

    for key in (ED, P):
        did, fragment = identity(key)
        document = resigned(
            lambda d, did=did: (d["issuer"].update(id=did), d.pop("credentialStatus")),
            key=key,
            suite="eddsa-rdfc-2022" if key is ED else "ecdsa-rdfc-2019",
            verificationMethod=f"{did}#{fragment}",
        )
        assert look(document).outcome is Outcome.VALID
        assert asked(document) == []
        assert look(document | {"name": "Sommelier"}).reason.code == "signature"


def test_a_jwt_finds_its_key_by_any_name_the_issuer_gives_it():
    for kid in (P.key_id, f"#{P.public.multibase}", P.public.multibase, None):
        assert look(token(kid=kid)).outcome is Outcome.VALID


def test_a_jwt_that_gives_its_end_only_as_a_number_ends_then():
    short = token(lambda h, c: (c.pop("validUntil"), c.pop("validFrom")))
    assert look(short).outcome is Outcome.VALID
    assert look(short).facts["valid_until"] == "2029-11-20T00:00:00Z"
    assert look(short, now=datetime(2029, 11, 20, tzinfo=UTC)).outcome is Outcome.EXPIRED


def test_a_key_that_a_jwt_brings_along_counts_when_the_issuer_lists_it():
    """Open Badges 3.0 section 8.2.4.1 lets the header hold a `jwk`; by itself anyone could write one."""
    own = P.public.jwk("any name")
    assert look(token(kid=None, jwk=own)).outcome is Outcome.VALID
    assert look(token(jwk=own)).outcome is Outcome.VALID
    assert look(token(kid=None, jwk=own), world(keys=[ED])).reason.code == "key_unbound"


def test_a_jwt_finds_its_key_in_the_key_set_of_the_issuers_own_domain():
    key_set = to_bytes(jwks(DID, [P.public]))
    url = "https://credentials.example.school/.well-known/jwks.json"
    pages = {DID_URL: to_bytes(did_document(DID, [ED.public])), url: key_set}
    assert look(TOKEN, world(pages=pages)).outcome is Outcome.VALID
    assert (
        look(TOKEN, world(pages=pages | {url: to_bytes(jwks(DID, [p256_key(9).public]))})).reason.code
        == "key_not_listed"
    )


def test_eddsa_and_rs256_jwts_of_others_are_read():
    eddsa = token(alg="EdDSA", kid=ED.key_id, key=ED)
    assert look(eddsa).outcome is Outcome.VALID
    key = RSAKey.import_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    page = did_page(lambda d: d["verificationMethod"][1].update(publicKeyJwk=key.as_dict(private=False)))
    _, claims, _ = TOKEN.split(".")
    rs256 = jws.serialize_compact({"alg": "RS256", "kid": P.key_id}, json.dumps(payload_of(claims)), key)
    assert look(rs256, page).outcome is Outcome.VALID
    assert look(rs256[:-8] + "AAAAAAAA", page).reason.code == "signature"


def test_a_short_rsa_key_is_no_key():
    short = {"kty": "RSA", "n": to_base64url(b"\xff" * 128), "e": "AQAB"}
    page = did_page(lambda d: d["verificationMethod"][1].update(publicKeyJwk=short))
    rs256 = f"{to_base64url(to_bytes({'alg': 'RS256', 'kid': P.key_id}))}.{TOKEN.split('.')[1]}.AAAA"
    assert look(rs256, page).reason.code == "key_malformed"


def test_an_unknown_context_in_a_jwt_is_told_and_nothing_more():
    report = look(token(lambda h, c: c.update({"@context": [VC_V2, OB_V3, "https://example.org/more"]})))
    assert report.outcome is Outcome.VALID
    assert [c.data for c in report.checks if c.code == "context"] == [{"context": "https://example.org/more"}]


def clique(size):
    """A kilobyte of nameless nodes that all point at each other, as JSON-LD writes it."""
    nodes = [
        {"id": f"_:b{n}", "type": "Achievement", "related": [f"_:b{m}" for m in range(size) if m != n]}
        for n in range(size)
    ]
    return tampered(lambda d: d["credentialSubject"]["achievement"].update(related=nodes))


def tree(width, depth):
    inner = [tree(width, depth - 1) for _ in range(width)] if depth else []
    return {"type": "Achievement", "related": inner} if inner else {"type": "Related", "version": "1"}


poisons = [
    ("blank_node_id", clique(7)),
    ("blank_node_id", clique(8)),
    ("too_complex", tampered(lambda d: d["credentialSubject"]["achievement"].update(related=[tree(9, 2)]))),
    ("too_complex", tampered(lambda d: d["credentialSubject"]["achievement"].update(related=[tree(4, 3)]))),
    ("nesting", tampered(lambda d: d["credentialSubject"]["achievement"].update(related=[tree(2, 7)]))),
    ("signature", tampered(lambda d: d["credentialSubject"]["achievement"].update(tag=[str(n) for n in range(150)]))),
    (
        "signature",
        tampered(
            lambda d: d["credentialSubject"]["achievement"].update(
                alignment=[{"type": "Alignment", "targetName": "x"} for _ in range(150)]
            )
        ),
    ),
]


@pytest.mark.parametrize(("code", "document"), poisons)
def test_a_poisoned_document_is_refused_within_a_second(code, document):
    began = time.process_time()
    assert look(document).reason.code == code
    assert time.process_time() - began < 1
