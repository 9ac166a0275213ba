"""Documents, tokens, lists and key documents built by somebody clever: each is refused for its own reason."""

import gzip
import json
import time
from datetime import UTC, datetime

import pytest

from feltwork.core.credentials import Outcome, Unreachable, did_document, encode_bits, to_bytes
from feltwork.core.credentials._keys import to_base64url
from feltwork.core.credentials.tests.cast import DID, ED, INDEX, P, ed25519_key, p256_key, signed_list, world
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
from tests.interop.goldens import House
from tests.interop.world import signed_by

OUTER = json.dumps(PAYLOAD["credentialSubject"]["identifier"][0]["identityHash"], ensure_ascii=False).encode()


def of(document, **changes):
    return document | changes


def issued_as(did):
    """Return a credential whose issuer calls itself *did*, rightly signed by our school's key."""
    return resigned(lambda d: d["issuer"].update(id=did), verificationMethod=f"{did}#{ED.public.multibase}")


def in_subject(**members):
    return resigned(lambda d: d["credentialSubject"].update(members))


def in_achievement(**members):
    return tampered(lambda d: d["credentialSubject"]["achievement"].update(members))


KYRILLIC = DID.replace("e", "\u0435", 1)
DOCUMENTS = {
    "a member twice, the signed one first": (DOCUMENT[:-1] + b',"name":"Sommelier"}', "json"),
    "a member twice, the signed one last": (b'{"name":"Sommelier",' + DOCUMENT[1:], "json"),
    "a member twice, once as an escape": (b'{"n\\u0061me":"Sommelier",' + DOCUMENT[1:], "json"),
    "a proof twice": (DOCUMENT[:-1] + b',"proof":{}}', "json"),
    "something after the end": (DOCUMENT + b"{}", "json"),
    "two documents in a list": (b"[" + DOCUMENT + b"," + DOCUMENT + b"]", "json"),
    "UTF-16": (DOCUMENT.decode().encode("utf-16"), "encoding"),
    "half a surrogate pair": (DOCUMENT.replace(OUTER, b'"\\ud83d"'), "encoding"),
    "larger than a mebibyte": (DOCUMENT[:-1] + b"," + b" " * 2**20 + b'"x":1}', "size"),
    "a thousand levels": (DOCUMENT[:-1] + b',"a":' + b"[" * 1000 + b"]" * 1000 + b"}", "nesting"),
    "a hundred thousand levels": (b"[" * 100_000, "nesting"),
    "ten thousand members": (to_bytes(SIGNED | {f"x{n}": n for n in range(10_000)}), "members"),
    "no proof": (to_bytes(PAYLOAD), "form"),
    "an empty proof": (of(SIGNED, proof={}), "proof"),
    "a proof that is a list of lists": (of(SIGNED, proof=[[SIGNED["proof"]]]), "proof"),
    "another key signed": (resigned(key=STRANGER), "key_not_listed"),
    "another key under the name of ours": (resigned(key=STRANGER, verificationMethod=ED.key_id), "signature"),
    "a key named only by its fragment": (
        resigned(key=STRANGER, verificationMethod=f"{DID}#{STRANGER.public.multibase}"),
        "key_not_listed",
    ),
    "a key of another issuer": (
        resigned(key=STRANGER, verificationMethod=f"{ELSEWHERE}#{STRANGER.public.multibase}"),
        "key_foreign",
    ),
    "a key of did:key": (
        resigned(key=STRANGER, verificationMethod=f"did:key:{STRANGER.public.multibase}#{STRANGER.public.multibase}"),
        "key_foreign",
    ),
    "a key with a query": (resigned(verificationMethod=f"{DID}?versionId=1#{ED.public.multibase}"), "key_foreign"),
    "a proof for signing in": (resigned(proofPurpose="authentication"), "proof_purpose"),
    "a suite without canonical form": (
        of(SIGNED, proof=SIGNED["proof"] | {"cryptosuite": "eddsa-jcs-2022"}),
        "proof_unsupported",
    ),
    "a suite of another key": (resigned(suite="ecdsa-rdfc-2019"), "key_malformed"),
    "a suite in a list": (of(SIGNED, proof=SIGNED["proof"] | {"cryptosuite": ["eddsa-rdfc-2022"]}), "proof"),
    "another type of proof": (of(SIGNED, proof=SIGNED["proof"] | {"type": "Ed25519Signature2018"}), "proof"),
    "an undefined term": (tampered(lambda d: d.update(nickname="Al")), "not_covered"),
    "an undefined term, signed by the issuer": (
        tampered(lambda d: d["credentialSubject"].update(nickname="Al")),
        "not_covered",
    ),
    "a type with a space": (tampered(lambda d: d["credentialSubject"]["type"].append("Chief Officer")), "not_covered"),
    "a type that is a keyword": (tampered(lambda d: d["credentialSubject"]["type"].append("id")), "not_covered"),
    "a relative id": (in_achievement(id="sep/3"), "relative_id"),
    "an id with a space": (in_achievement(id="https://example.org/a b"), "relative_id"),
    "an id that closes its bracket": (in_achievement(id="https://a.example/> <urn:x"), "relative_id"),
    "a nameless id": (in_achievement(id="_:b0"), "blank_node_id"),
    "a language map": (in_achievement(name={"en": "Sommelier", "de": "Kellner"}), "not_covered"),
    "a name in a language": (in_achievement(name={"@value": "Sommelier", "@language": "en"}), "signature"),
    "a second status": (
        tampered(lambda d: d.update(credentialStatus=[d["credentialStatus"], d["credentialStatus"] | {"id": "urn:x"}])),
        "signature",
    ),
    "the status taken out": (tampered(lambda d: d.pop("credentialStatus")), "signature"),
    "the status under its full address": (
        tampered(
            lambda d: d.update({"https://www.w3.org/2018/credentials#credentialStatus": d.pop("credentialStatus")})
        ),
        "odd_member",
    ),
    "the status in a side room": (
        tampered(lambda d: d.update({"@included": [{"credentialStatus": d.pop("credentialStatus")}]})),
        "odd_member",
    ),
    "a graph beside": (tampered(lambda d: d.update({"@graph": []})), "odd_member"),
    "a context within": (tampered(lambda d: d["credentialSubject"].update({"@context": {"name": None}})), "context"),
    "a context of one's own": (tampered(lambda d: d["@context"].append({"name": "urn:x"})), "context"),
    "a context by http": (
        tampered(lambda d: d["@context"].__setitem__(1, d["@context"][1].replace("https", "http"))),
        "context",
    ),
    "a NUL in a name": (DOCUMENT.replace(OUTER, b'"Al\\u0000ma"'), "signature"),
    "a raw control character in a name": (DOCUMENT.replace(OUTER, b'"Al\x01ma"'), "json"),
    "an issuer in capitals": (issued_as(DID.upper().replace("DID:WEB", "did:web")), "key_document"),
    "an issuer with one capital": (issued_as(DID.replace("credentials", "Credentials")), "key_document"),
    "an issuer with a Cyrillic letter": (issued_as(KYRILLIC), "issuer_unsupported"),
    "an issuer with a dot at its end": (issued_as(f"{DID}."), "key_unreachable"),
    "an issuer by plain http": (issued_as("http://credentials.example.school"), "issuer_unsupported"),
    "an issuer with a user": (issued_as("did:web:credentials.example.school%40evil.example"), "issuer_unsupported"),
    "an issuer that climbs": (issued_as(f"{DID}:..:secret"), "issuer_unsupported"),
    "an issuer that climbs in disguise": (issued_as(f"{DID}:%2e%2e:secret"), "issuer_unsupported"),
    "an issuer with a slash in disguise": (issued_as(f"{DID}:a%2Fb"), "issuer_unsupported"),
    "an issuer with a query": (issued_as(f"{DID}:a%3Fb"), "issuer_unsupported"),
    "an issuer with a port in words": (issued_as(f"{DID}%3Aport"), "issuer_unsupported"),
    "an issuer at no host": (issued_as("did:web:"), "issuer_unsupported"),
    "an older date of signing": (of(SIGNED, proof=SIGNED["proof"] | {"created": "2020-01-01T00:00:00Z"}), "signature"),
    "signed tomorrow": (resigned(created="2026-11-26T12:00:00Z"), "proof_created"),
}


@pytest.mark.parametrize(("document", "code"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_refused_for_its_own_reason(document, code):
    report = look(document, lambda url: world()(url.lower()))  # as names of hosts are found
    assert report.reason is not None
    assert report.reason.code == code
    assert report.outcome in {Outcome.INVALID, Outcome.UNCHECKED}


STOLEN = p256_key(5)
HEAD, BODY, SIGNATURE = TOKEN.split(".")
TOKENS = {
    "alg none": (token(alg="none"), "jwt_algorithm"),
    "alg none, no signature": (token(alg="none").rsplit(".", 1)[0] + ".", "jwt_algorithm"),
    "alg None in capitals": (token(alg="NONE"), "jwt_algorithm"),
    "a shared secret": (token(alg="HS256"), "jwt_algorithm"),
    "RS256 with a key for ES256": (token(alg="RS256"), "jwt_algorithm"),
    "PS256": (token(alg="PS256"), "jwt_algorithm"),
    "no alg": (token(alg=None), "jwt_algorithm"),
    "alg in a list": (token(alg=["ES256"]), "jwt_algorithm"),
    "a key of its own": (token(kid=None, key=STOLEN, jwk=STOLEN.public.jwk("k")), "key_unbound"),
    "a key of its own under our name": (token(key=STOLEN, jwk=STOLEN.public.jwk(P.key_id)), "key_unbound"),
    "a key at an address": (token(kid=None, key=STOLEN, jku="https://evil.example/jwks.json"), "signature"),
    "a certificate at an address": (token(kid=None, key=STOLEN, x5u="https://evil.example/x.pem"), "signature"),
    "a certificate inside": (token(kid=None, key=STOLEN, x5c=["MIIB"]), "signature"),
    "an extension to understand": (token(crit=["exp"], exp=1), "jwt_form"),
    "not base64": (token(b64=False, crit=["b64"]), "jwt_form"),
    "encrypted": (f"{HEAD}.{BODY}.{SIGNATURE}.AAAA.AAAA", "json"),
    "another signature": (f"{HEAD}.{BODY}.{to_base64url(bytes(64))}", "signature"),
    "no signature": (f"{HEAD}.{BODY}.", "signature"),
    "a DER signature": (f"{HEAD}.{BODY}.{to_base64url(b'0E' + bytes(69))}", "signature"),
    "an access token": (token(typ="at+jwt"), "jwt_type"),
    "another issuer": (token(lambda h, c: c.update(iss=ELSEWHERE)), "jwt_claims"),
    "another subject": (token(lambda h, c: c.update(sub="urn:uuid:9")), "jwt_claims"),
    "a later end": (token(lambda h, c: c.update(exp=c["exp"] + 86_400)), "jwt_claims"),
    "the issuer of another, both times": (
        token(lambda h, c: (c.update(iss=ELSEWHERE), c["issuer"].update(id=ELSEWHERE))),
        "key_foreign",
    ),
}


@pytest.mark.parametrize(("text", "code"), TOKENS.values(), ids=TOKENS)
def test_a_token_is_refused_for_its_own_reason(text, code):
    asked = []

    def listening(url):
        asked.append(url)
        return world()(url)

    report = look(text, listening)
    assert (report.outcome, report.reason.code) == (Outcome.INVALID, code)
    assert not [url for url in asked if "evil" in url]


def listed_as(**subject):
    return signed_by(signed_list([INDEX]), House("credentials.example.school"), key=ED, **subject)


BOMB = listed_as(encodedList="u" + to_base64url(gzip.compress(bytes(2**29), mtime=0)))
LISTS = {
    "bits of another purpose": (listed_as(statusPurpose="suspension"), "status_purpose"),
    "cut off": (listed_as(encodedList=encode_bits([INDEX])[:-6]), "status_unreadable"),
    "too few entries": (listed_as(encodedList="u" + to_base64url(gzip.compress(bytes(128)))), "status_length"),
    "no prefix": (listed_as(encodedList=encode_bits([INDEX])[1:]), "status_unreadable"),
    "half a gibibyte of nothing": (BOMB, "status_unreadable"),
    "not yet valid": (signed_list([INDEX], until=datetime(2026, 11, 25, 11, 59, tzinfo=UTC)), "status_expired"),
    "unsigned": (
        to_bytes({k: v for k, v in json.loads(signed_list([INDEX])).items() if k != "proof"}),
        "status_unreadable",
    ),
    "signed by a key of nobody": (signed_list([INDEX], signer=STRANGER), "status_unreadable"),
    "of another issuer": (
        signed_list([INDEX], issuer=House("elsewhere.example").issuer, signer=ed25519_key(did=ELSEWHERE)),
        "status_foreign",
    ),
    "a credential instead": (DOCUMENT, "status_unreadable"),
    "a page": (b"<!doctype html><title>Moved</title>", "status_unreadable"),
    "with a poisoned subject": (
        to_bytes(json.loads(signed_list([INDEX])) | {"credentialSubject": {"id": "_:b0"}}),
        "status_unreadable",
    ),
}


@pytest.mark.parametrize(("data", "code"), LISTS.values(), ids=LISTS)
def test_a_list_that_is_wrong_leaves_the_status_unknown_for_its_own_reason(data, code):
    began = time.process_time()
    report = look(SIGNED, list_page(data))
    assert (report.outcome, report.reason.code) == (Outcome.UNKNOWN, code)
    assert time.process_time() - began < 1


def test_the_list_of_another_address_says_nothing():
    other = "https://credentials.example.school/status/2"
    document = resigned(lambda d: d["credentialStatus"].update(statusListCredential=other))
    report = look(document, world(pages={other: signed_list()}))
    assert (report.outcome, report.reason.code) == (Outcome.UNKNOWN, "status_other_list")


KEY_PAGES = {
    "about somebody else": (did_page(lambda d: d.update(id=ELSEWHERE)), "key_document"),
    "the issuer in capitals": (did_page(lambda d: d.update(id=DID.upper())), "key_document"),
    "a page": (world(pages={DID_URL: b"<html>"}), "key_document"),
    "a member twice with another key": (
        world(pages={DID_URL: to_bytes(did_document(DID, [STRANGER.public]))}),
        "key_not_listed",
    ),
    "keys that others control": (
        did_page(lambda d: [m.update(controller=ELSEWHERE) for m in d["verificationMethod"]]),
        "key_controller",
    ),
    "keys for other purposes": (
        did_page(lambda d: d.update(authentication=d.pop("assertionMethod"))),
        "key_not_for_assertion",
    ),
    "both kinds of key material": (
        did_page(lambda d: d["verificationMethod"][0].update(publicKeyJwk={"kty": "OKP"})),
        "key_malformed",
    ),
    "a mebibyte": (did_page(lambda d: d.update(service=["x" * 2**20])), "key_document"),
}


@pytest.mark.parametrize(("fetch", "code"), KEY_PAGES.values(), ids=KEY_PAGES)
def test_a_key_document_that_is_wrong_makes_the_signature_worthless(fetch, code):
    report = look(SIGNED, fetch)
    assert (report.outcome, report.reason.code) == (Outcome.INVALID, code)


@pytest.mark.parametrize("reason", ["redirect", "404", "timeout", "private address"])
def test_an_issuer_out_of_reach_is_unchecked_and_the_reason_is_told(reason):
    def away(_url):
        raise Unreachable(reason)

    report = look(SIGNED, away)
    assert (report.outcome, report.reason.code, report.reason.data["reason"]) == (
        Outcome.UNCHECKED,
        "key_unreachable",
        reason,
    )


def test_issuers_at_ports_and_paths_and_behind_percent_signs_are_found():
    for domain, url in (
        ("a.example%3A8443", "https://a.example:8443/.well-known/did.json"),
        ("a.example:at:alder-house", "https://a.example/at/alder-house/did.json"),
        ("a.example:caf%C3%A9", "https://a.example/caf%C3%A9/did.json"),
    ):
        house = House(domain)
        assert house.did_url == url
        report = look(house.signed(), lambda asked, house=house: house.world()[asked])
        assert report.outcome is Outcome.VALID


def clique(size):
    nodes = [{"type": "Achievement", "related": [{"type": "Related"} for _ in range(size)]} for _ in range(size)]
    return tampered(lambda d: d["credentialSubject"]["achievement"].update(related=nodes))


def test_a_kilobyte_of_poison_ends_within_a_second():
    for size in (5, 7, 9, 12):
        began = time.process_time()
        assert look(clique(size)).outcome is Outcome.INVALID
        assert time.process_time() - began < 1
