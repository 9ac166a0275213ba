"""An issuer is a domain, and its keys are those its did.json lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.credentials import KeyFormatError, PublicKey, did_document, did_web, did_web_url, jwks, key_id
from feltwork.core.credentials._keys import from_base64url, from_jwk, from_multibase, to_base64url
from feltwork.core.credentials.tests.cast import DID, ED, P


@pytest.mark.parametrize(
    ("url", "did", "document"),
    [
        # did:web method specification, sections 2.5.2 and 3.2
        ("https://w3c-ccg.github.io/", "did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        (
            "https://w3c-ccg.github.io/user/alice",
            "did:web:w3c-ccg.github.io:user:alice",
            "https://w3c-ccg.github.io/user/alice/did.json",
        ),
        (
            "https://example.com:3000/user/alice/",
            "did:web:example.com%3A3000:user:alice",
            "https://example.com:3000/user/alice/did.json",
        ),
    ],
)
def test_a_did_web_is_an_address_and_back(url, did, document):
    assert did_web(url) == did
    assert did_web_url(did) == document


@pytest.mark.parametrize(
    "url", ["http://example.com", "https:///x", "https://a.example/?q", "https://a.example/#x", "https://u@a.example/"]
)
def test_what_is_no_plain_https_address_is_no_did_web(url):
    with pytest.raises(ValueError, match="no plain https"):
        did_web(url)


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web::path",
        "did:web:a.example:",
        "did:web:a.example/path",
        "did:web:a.example:..:secret",
        "did:web:a.example:%2e%2e:secret",
        "did:web:a.example:x%2fy",
        "did:web:user%40a.example",
        "did:web:a.example%3Aport",
        "did:web:a.example?q",
        "did:web:a example",
        "did:web:ехаmple.com",
        " did:web:a.example",
        "did:web:a.example%3A80%2F",
    ],
)
def test_a_did_web_that_leads_elsewhere_is_refused(did):
    with pytest.raises(ValueError):
        did_web_url(did)


def test_every_key_is_listed_for_assertions_by_its_full_address():
    document = did_document(DID, [ED.public, P.public])
    assert document["id"] == DID
    assert document["assertionMethod"] == [key_id(DID, ED.public), key_id(DID, P.public)]
    first, second = document["verificationMethod"]
    assert first == {
        "id": f"{DID}#{ED.public.multibase}",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": ED.public.multibase,
    }
    assert second["type"] == "JsonWebKey"
    assert from_jwk(second["publicKeyJwk"]) == P.public


def test_the_key_set_names_keys_as_the_did_document_does():
    keys = jwks(DID, [ED.public, P.public])["keys"]
    assert [key["kid"] for key in keys] == [ED.key_id, P.key_id]
    assert [from_jwk(key) for key in keys] == [ED.public, P.public]
    assert [(key["alg"], key["use"], "d" in key) for key in keys] == [("EdDSA", "sig", False), ("ES256", "sig", False)]


@pytest.mark.parametrize("key", [ED.public, P.public])
def test_a_key_is_the_same_in_every_writing(key):
    assert from_multibase(key.multibase) == key == from_jwk(key.jwk("k"))


@pytest.mark.parametrize(
    "text",
    ["", "z", "u6Mk", "z0OIl", ED.public.multibase[:-1], ED.public.multibase + "1", P.public.multibase[:-2], "z" * 500],
)
def test_what_is_no_multikey_is_no_key(text):
    with pytest.raises(KeyFormatError):
        from_multibase(text)


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "OKP", "crv": "X25519", "x": to_base64url(bytes(32))},
        {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(bytes(31))},
        {"kty": "OKP", "crv": "Ed25519", "x": 7},
        {"kty": "EC", "crv": "P-256", "x": to_base64url(bytes(32)), "y": to_base64url(bytes(32))},
        {"kty": ["EC"], "crv": {"a": 1}},
    ],
)
def test_what_is_no_jwk_of_ours_is_no_key(jwk):
    with pytest.raises(KeyFormatError):
        from_jwk(jwk)


def test_a_point_off_the_curve_is_no_key():
    with pytest.raises(KeyFormatError):
        PublicKey("P-256", b"\x04" + bytes(64))


@given(st.binary(max_size=40))
def test_base64url_is_read_only_as_it_is_written(data):
    text = to_base64url(data)
    assert from_base64url(text) == data
    for other in (text + "=", text + "\n", "+" + text[1:], f" {text}"):
        if other != text:
            with pytest.raises(KeyFormatError):
                from_base64url(other)
