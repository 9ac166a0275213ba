"""Every way in which a document can be wrong has its own code."""

from dataclasses import replace

import pytest

from feltwork.core.credentials import CHECKS, Outcome, check_limits, to_bytes
from feltwork.core.credentials._contexts import VC_V2
from feltwork.core.credentials._keys import to_base64url
from feltwork.core.credentials.tests.cast import (
    DID,
    ED,
    INDEX,
    LIST_URL,
    NOW,
    SCHOOL,
    P,
    ed25519_key,
    p256_key,
    signed_list,
    world,
)
from feltwork.core.credentials.tests.forged import (
    DID_URL,
    DOCUMENT,
    ELSEWHERE,
    PAYLOAD,
    SIGNED,
    STRANGER,
    TOKEN,
    did_page,
    list_page,
    look,
    resigned,
    tampered,
    token,
)

ours = [
    # (code, document, world)
    ("size", b" " * (2**20 + 1), None),
    ("encoding", b'{"name": "\xff"}', None),
    ("encoding", b'{"name": "\\ud800", "proof": {}}', None),
    ("json", b"{", None),
    ("json", b"[]", None),
    ("json", b'{"id": "urn:a", "id": "urn:b"}', None),
    ("json", b'{"n": NaN}', None),
    ("json", b'{"n": 1e999}', None),
    ("nesting", b'{"a":' * 17 + b"1" + b"}" * 17, None),
    ("nesting", b"[" * 100_000, None),
    ("members", to_bytes({"a": list(range(151))}), None),
    ("members", to_bytes({f"a{n}": n for n in range(1_501)}), None),
    ("blank_nodes", to_bytes({str(a): [{} for _ in range(100)] for a in range(3)}), None),
    ("form", to_bytes(PAYLOAD), None),
    ("form", tampered(lambda d: d.update(proof=[])), None),
    ("form", tampered(lambda d: d.update(proof=[d["proof"]] * 5)), None),
    ("context", tampered(lambda d: d["@context"].append("https://example.org/context")), None),
    ("context", tampered(lambda d: d["@context"].append({"x": "https://example.org/x"})), None),
    ("context", tampered(lambda d: d["@context"].reverse()), None),
    ("context", tampered(lambda d: d.pop("@context")), None),
    ("context", tampered(lambda d: d["issuer"].update({"@context": VC_V2})), None),
    (
        "credential_type",
        tampered(lambda d: d.update(type="OpenBadgeCredential")),
        None,
    ),
    ("issuer", tampered(lambda d: d.pop("issuer")), None),
    ("issuer", tampered(lambda d: d.update(issuer=[d["issuer"]])), None),
    ("subject", tampered(lambda d: d.pop("credentialSubject")), None),
    ("subject", tampered(lambda d: d.update(credentialSubject=[d["credentialSubject"]])), None),
    ("achievement", resigned(lambda d: d["credentialSubject"].pop("achievement")), None),
    ("achievement", resigned(lambda d: d["credentialSubject"]["achievement"].pop("criteria")), None),
    (
        "achievement",
        resigned(lambda d: d["credentialSubject"]["achievement"].pop("description")),
        None,
    ),
    ("schema_form", resigned(lambda d: d.update(credentialSchema=["https://example.org/schema.json"])), None),
    ("dates", tampered(lambda d: d.update(validFrom="yesterday")), None),
    ("dates", tampered(lambda d: d.update(validUntil="2029-13-45T00:00:00Z")), None),
    ("dates", tampered(lambda d: d.update(validUntil="2020-01-01T00:00:00Z")), None),
    ("dates", tampered(lambda d: d.update(validUntil=["2029-11-20T00:00:00Z"])), None),
    ("not_covered", tampered(lambda d: d.update(nickname="Al")), None),
    ("not_covered", tampered(lambda d: d["proof"].update(nickname="Al")), None),
    ("odd_member", tampered(lambda d: d.update({"https://schema.org/name": d.pop("name")})), None),
    ("relative_id", tampered(lambda d: d["credentialSubject"].update(id="people/alma")), None),
    ("blank_node_id", tampered(lambda d: d["credentialSubject"].update(id="_:alma")), None),
    ("json_ld", tampered(lambda d: d["credentialSubject"]["achievement"].update(id=7)), None),
    ("proof", tampered(lambda d: d.update(proof="signed")), None),
    ("proof", tampered(lambda d: d["proof"].pop("type")), None),
    ("proof", tampered(lambda d: d["proof"].pop("verificationMethod")), None),
    ("proof", tampered(lambda d: d["proof"].update(previousProof="urn:uuid:1")), None),
    ("proof", tampered(lambda d: d["proof"].update(type="Ed25519Signature2020")), None),
    ("proof_purpose", tampered(lambda d: d["proof"].update(proofPurpose="authentication")), None),
    ("proof_purpose", tampered(lambda d: d["proof"].pop("proofPurpose")), None),
    ("proof_created", resigned(created="2026-11-25T12:06:00Z"), None),
    ("proof_expired", resigned(expires="2026-11-25T11:59:59Z"), None),
    ("proof_value", tampered(lambda d: d["proof"].pop("proofValue")), None),
    ("proof_value", tampered(lambda d: d["proof"].update(proofValue="u" + d["proof"]["proofValue"][1:])), None),
    ("proof_value", tampered(lambda d: d["proof"].update(proofValue=d["proof"]["proofValue"][:-4])), None),
    ("signature", tampered(lambda d: d.update(name="Sommelier")), None),
    ("signature", tampered(lambda d: d["proof"].update(created="2026-11-25T11:59:00Z")), None),
    ("signature", resigned(key=STRANGER, verificationMethod=ED.key_id), None),
    ("signature", token(key=p256_key(5)), None),
    ("signature", TOKEN[:-8] + "AAAAAAAA", None),
    ("jwt_form", "a.b.c", None),
    ("jwt_form", f"{to_base64url(b'[]')}.{to_base64url(b'{}')}.AAAA", None),
    ("jwt_form", f"{TOKEN}=", None),
    ("jwt_form", token(crit=["exp"]), None),
    ("jwt_form", token(b64=False), None),
    ("jwt_form", token(kid=7), None),
    ("jwt_algorithm", token(alg="none"), None),
    ("jwt_algorithm", token(alg="HS256"), None),
    ("jwt_algorithm", token(alg=None), None),
    ("jwt_algorithm", token(alg="RS256"), None),
    ("jwt_algorithm", token(alg="EdDSA"), None),
    ("jwt_algorithm", token(kid=ED.key_id), None),
    ("jwt_type", token(typ="at+jwt"), None),
    ("jwt_claims", token(lambda h, c: c.update(iss=ELSEWHERE)), None),
    ("jwt_claims", token(lambda h, c: c.pop("iss")), None),
    ("jwt_claims", token(lambda h, c: c.update(sub="urn:uuid:somebody-else")), None),
    ("jwt_claims", token(lambda h, c: c.update(jti="urn:uuid:another")), None),
    ("jwt_claims", token(lambda h, c: c.update(exp=c["exp"] + 1)), None),
    ("jwt_claims", token(lambda h, c: (c.pop("validUntil"), c.update(exp="soon"))), None),
    ("jwt_claims", token(lambda h, c: (c.pop("validUntil"), c.update(exp=1e20))), None),
    ("context", token(lambda h, c: c.update({"@context": ["https://www.w3.org/2018/credentials/v1"]})), None),
    ("key_document", SIGNED, did_page(lambda d: d.update(id=ELSEWHERE))),
    ("key_document", SIGNED, world(pages={DID_URL: b"<html>"})),
    ("key_document", SIGNED, world(pages={DID_URL: b"[]"})),
    ("key_not_listed", SIGNED, world(keys=[P])),
    ("key_not_listed", resigned(key=STRANGER), None),
    ("key_not_listed", TOKEN, world(keys=[ED])),
    ("key_not_listed", token(kid=None), world(keys=[ED])),
    ("key_not_for_assertion", SIGNED, did_page(lambda d: d.update(assertionMethod=[P.key_id]))),
    ("key_not_for_assertion", SIGNED, did_page(lambda d: d.pop("assertionMethod"))),
    ("key_controller", SIGNED, did_page(lambda d: d["verificationMethod"][0].update(controller=ELSEWHERE))),
    ("key_controller", SIGNED, did_page(lambda d: d["verificationMethod"][0].pop("controller"))),
    ("key_foreign", resigned(key=replace(STRANGER, did=ELSEWHERE)), None),
    ("key_foreign", tampered(lambda d: d["proof"].update(verificationMethod=DID)), None),
    ("key_foreign", token(kid=f"{ELSEWHERE}#{P.public.multibase}"), None),
    ("key_malformed", SIGNED, did_page(lambda d: d["verificationMethod"][0].update(publicKeyMultibase="z6Mk"))),
    ("key_malformed", SIGNED, did_page(lambda d: d["verificationMethod"][0].update(publicKeyJwk={}))),
    ("key_malformed", resigned(key=P), None),
    ("key_unbound", token(jwk=p256_key(5).public.jwk("k"), kid=None, key=p256_key(5)), None),
    ("key_unbound", token(jwk=p256_key(5).public.jwk("k")), None),
    ("key_unbound", token(jwk="P-256", kid=None), None),
    ("not_yet_valid", resigned(lambda d: d.update(validFrom="2026-11-25T12:00:01Z")), None),
    ("expired", resigned(lambda d: d.update(validUntil="2026-11-25T12:00:00Z")), None),
    ("revoked", SIGNED, world(indices=[INDEX])),
    ("revoked", TOKEN, world(indices=[INDEX])),
    ("status_form", resigned(lambda d: d.update(credentialStatus="https://example.org/status/1#5")), None),
    ("status_form", resigned(lambda d: d.update(credentialStatus=[])), None),
    ("status_form", resigned(lambda d: d["credentialStatus"].update(statusListIndex="05")), None),
    ("status_form", resigned(lambda d: d["credentialStatus"].update(statusListIndex=5)), None),
    ("status_form", resigned(lambda d: d["credentialStatus"].pop("statusListCredential")), None),
]
undecided = [
    ("key_unreachable", SIGNED, world(pages={DID_URL: None}), Outcome.UNCHECKED),
    ("key_unreachable", TOKEN, world(pages={DID_URL: None}), Outcome.UNCHECKED),
    (
        "issuer_unsupported",
        resigned(lambda d: d["issuer"].update(id="did:ion:abc"), verificationMethod="did:ion:abc#1"),
        None,
        Outcome.UNCHECKED,
    ),
    (
        "issuer_unsupported",
        token(
            lambda h, c: (
                c.update(iss="https://a.example"),
                c["issuer"].update(id="https://a.example"),
                h.update(kid="1"),
            )
        ),
        None,
        Outcome.UNCHECKED,
    ),
    ("proof_unsupported", tampered(lambda d: d["proof"].update(cryptosuite="ecdsa-sd-2023")), None, Outcome.UNCHECKED),
    (
        "proof_unsupported",
        tampered(lambda d: d.update(proof={"type": "MerkleProof2019", "proofValue": "z"})),
        None,
        Outcome.UNCHECKED,
    ),
    (
        "status_unsupported",
        resigned(
            lambda d: d.update(credentialStatus={"id": "https://example.org/list", "type": "1EdTechRevocationList"})
        ),
        None,
        Outcome.UNKNOWN,
    ),
    (
        "status_unsupported",
        resigned(lambda d: d["credentialStatus"].update(statusPurpose="message")),
        None,
        Outcome.UNKNOWN,
    ),
    ("status_unreachable", SIGNED, list_page(None), Outcome.UNKNOWN),
    (
        "status_other_list",
        resigned(lambda d: d["credentialStatus"].update(statusListCredential=f"{LIST_URL}1")),
        world(pages={f"{LIST_URL}1": signed_list([INDEX])}),
        Outcome.UNKNOWN,
    ),
    ("status_unreadable", SIGNED, list_page(b"<html>"), Outcome.UNKNOWN),
    ("status_unreadable", SIGNED, list_page(DOCUMENT), Outcome.UNKNOWN),
    (
        "status_unreadable",
        SIGNED,
        list_page(signed_list([INDEX]).replace(b"revocation", b"suspension")),
        Outcome.UNKNOWN,
    ),
    (
        "status_unreadable",
        SIGNED,
        list_page(signed_list().replace(b'"proofValue":"z', b'"proofValue":"z2')),
        Outcome.UNKNOWN,
    ),
    (
        "status_foreign",
        SIGNED,
        list_page(signed_list([INDEX], signer=ed25519_key(did=ELSEWHERE), issuer=replace(SCHOOL, did=ELSEWHERE))),
        Outcome.UNKNOWN,
    ),
    ("status_expired", SIGNED, list_page(signed_list([INDEX], until=NOW)), Outcome.UNKNOWN),
    ("status_purpose", SIGNED, list_page(signed_list([INDEX], statusPurpose="suspension")), Outcome.UNKNOWN),
    (
        "status_length",
        resigned(lambda d: d["credentialStatus"].update(statusListIndex="131072")),
        None,
        Outcome.UNKNOWN,
    ),
]


@pytest.mark.parametrize(("code", "document", "fetch"), ours, ids=[f"{n}-{row[0]}" for n, row in enumerate(ours)])
def test_the_report_names_what_is_wrong(code, document, fetch):
    report = look(document, fetch)
    assert report.reason is not None
    assert (report.reason.code, report.reason.ok) == (code, False)
    own = {"revoked": Outcome.REVOKED, "expired": Outcome.EXPIRED, "not_yet_valid": Outcome.NOT_YET_VALID}
    assert report.outcome is own.get(code, Outcome.INVALID)


@pytest.mark.parametrize(
    ("code", "document", "fetch", "outcome"), undecided, ids=[f"{n}-{row[0]}" for n, row in enumerate(undecided)]
)
def test_what_cannot_be_known_is_neither_valid_nor_revoked(code, document, fetch, outcome):
    report = look(document, fetch)
    assert (report.reason.code, report.reason.ok, report.outcome) == (code, None, outcome)


def test_every_code_has_a_document_that_shows_it():
    shown = {row[0] for row in ours} | {row[0] for row in undecided}
    right_or_told = {"key", "schema", "status", "schema_absent", "status_absent", "not_a_badge", "subject_unnamed"}
    elsewhere = {"suspended", "too_complex"}
    assert shown | right_or_told | elsewhere == set(CHECKS)


LIMITS = ("size", "encoding", "json", "nesting", "members", "blank_nodes", "context")


def test_the_limits_can_be_asked_alone():
    assert check_limits(DOCUMENT) is None
    assert check_limits(TOKEN) is None
    for code, document, _ in ours:
        data = to_bytes(document) if isinstance(document, dict) else document
        check = check_limits(data)
        assert check is None or check.code == code
        assert check is not None or code not in LIMITS or code == "context"
