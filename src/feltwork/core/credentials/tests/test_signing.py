"""What leaves the house can be read, is complete, and fits the key that it names."""

import base64
import copy
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from feltwork.core.credentials import PayloadError, SigningError, build, sign_jwt, sign_proof, to_bytes
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials.tests.cast import DID, ED, NOW, P, award, ed25519_key

PAYLOAD = build(award(valid_until=datetime(2029, 11, 20, tzinfo=UTC)))


@dataclass(frozen=True)
class Broken:
    """A key store that answers with something else than the key's signature."""

    key_id: str
    algorithm: str
    answer: bytes

    def sign(self, data):
        return self.answer


def test_a_proof_is_the_payload_and_six_words_about_the_signature():
    signed = sign_proof(PAYLOAD, ED, created=NOW)
    proof = signed.pop("proof")
    assert signed == PAYLOAD
    value = proof.pop("proofValue")
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-25T12:00:00Z",
        "verificationMethod": ED.key_id,
        "proofPurpose": "assertionMethod",
    }
    assert value.startswith("z")


def test_signing_is_repeatable_and_leaves_the_payload_alone():
    before = copy.deepcopy(PAYLOAD)
    assert to_bytes(sign_proof(PAYLOAD, ED, created=NOW)) == to_bytes(sign_proof(PAYLOAD, ED, created=NOW))
    assert before == PAYLOAD


def test_a_jwt_is_the_payload_at_top_level_and_five_registered_claims():
    head, body, _ = sign_jwt(PAYLOAD, P).split(".")
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "===")) for part in (head, body))
    assert header == {"alg": "ES256", "kid": P.key_id, "typ": "JWT"}
    assert claims == PAYLOAD | {
        "iss": DID,
        "jti": PAYLOAD["id"],
        "sub": PAYLOAD["credentialSubject"]["id"],
        "nbf": int(datetime(2026, 11, 20, tzinfo=UTC).timestamp()),
        "exp": int(datetime(2029, 11, 20, tzinfo=UTC).timestamp()),
    }
    never = json.loads(base64.urlsafe_b64decode(sign_jwt(build(award()), P).split(".")[1] + "==="))
    assert "exp" not in never


@pytest.mark.parametrize(("sign", "key"), [(lambda p, k: sign_proof(p, k, created=NOW), ED), (sign_jwt, P)])
def test_a_signature_that_does_not_fit_its_key_does_not_leave(sign, key):
    other = ed25519_key(b"\x05" * 32) if key is ED else ED
    for answer in (b"", bytes(64), other.sign(b"x"), key.sign(b"something else")):
        with pytest.raises(SigningError, match="does not fit"):
            sign(PAYLOAD, Broken(key.key_id, key.algorithm, answer))
    with pytest.raises(SigningError, match="not a multikey"):
        sign(PAYLOAD, Broken(f"{DID}#key-1", key.algorithm, bytes(64)))
    with pytest.raises(SigningError, match="is needed"):
        sign(PAYLOAD, P if key is ED else ED)
    with pytest.raises(PayloadError, match="foreign_key"):
        sign(PAYLOAD, Broken(key.key_id.replace("credentials.", "elsewhere."), key.algorithm, bytes(64)))


@pytest.mark.parametrize("sign", [lambda p: sign_proof(p, ED, created=NOW), lambda p: sign_jwt(p, P)])
def test_only_closed_payloads_are_signed(sign):
    with pytest.raises(PayloadError, match="undefined_term"):
        sign(PAYLOAD | {"nickname": "Al"})


class Name(str):
    """Text that JSON writes otherwise than it compares."""

    __slots__ = ()

    def __eq__(self, other):
        return False

    __hash__ = str.__hash__


def test_what_does_not_read_back_as_it_was_is_not_signed():
    with pytest.raises(PayloadError, match="not_plain_json"):
        sign_proof(PAYLOAD | {"name": Name("SEP")}, ED, created=NOW)


def test_what_no_statement_holds_is_not_signed_even_if_the_shape_let_it_through(monkeypatch):
    """The second gate: JSON-LD itself, should the closed shape ever be wider than the contexts."""
    monkeypatch.setattr("feltwork.core.credentials._proof.check_payload", lambda payload: None)
    with pytest.raises(PayloadError, match="not_covered") as refused:
        sign_proof(PAYLOAD | {"nickname": "Al"}, ED, created=NOW)
    assert isinstance(refused.value.__cause__, Refused)


def test_a_naive_instant_is_no_moment_of_signing():
    with pytest.raises(PayloadError, match="naive_instant"):
        sign_proof(PAYLOAD, ED, created=datetime(2026, 11, 25))
