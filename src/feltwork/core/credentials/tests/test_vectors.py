"""What the specifications print, we compute; and the world's signatures hold with our hashing."""

import hashlib

import base58
import pytest

from feltwork.core.credentials import Bits, PublicKey, decode_bits, encode_bits
from feltwork.core.credentials._canon import canonical_nquads
from feltwork.core.credentials._contexts import VC_V2
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._jwt import Token, check_signature
from feltwork.core.credentials._keys import from_base64url, from_jwk, from_multibase
from feltwork.core.credentials._proof import SUITES, Claim
from feltwork.core.credentials._template import canonical
from feltwork.core.credentials.tests import vectors
from feltwork.core.credentials.tests.graphs import quads_of


def test_the_published_document_is_canonical_and_hashes_as_published():
    statements = canonical_nquads(quads_of(vectors.ALUMNI_STATEMENTS))
    assert statements == vectors.ALUMNI_STATEMENTS
    assert hashlib.sha256(statements.encode()).hexdigest() == vectors.ALUMNI_HASH


@pytest.mark.parametrize(("suite", "multikey", "options_hash", "proof_value"), vectors.PROOFS)
def test_the_published_proof_options_hash_as_published_and_the_editors_signature_holds(
    suite, multikey, options_hash, proof_value
):
    options = {
        "@context": [VC_V2],
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "proofPurpose": "assertionMethod",
    }
    digest = hashlib.sha256(canonical(options).encode())
    assert digest.hexdigest() == options_hash
    data = digest.digest() + bytes.fromhex(vectors.ALUMNI_HASH)
    Claim(SUITES[suite], data, base58.b58decode(proof_value[1:])).check(from_multibase(multikey))


@pytest.mark.parametrize(("public", "message", "signature"), vectors.ED25519)
def test_ed25519_of_rfc_8032(public, message, signature):
    key = PublicKey("Ed25519", bytes.fromhex(public))
    assert key.made(bytes.fromhex(signature), bytes.fromhex(message))
    assert not key.made(bytes.fromhex(signature), bytes.fromhex(message) + b"!")


@pytest.mark.parametrize(
    ("key", "jws", "algorithm"),
    [(vectors.ES256_KEY, vectors.ES256_JWS, "ES256"), (vectors.EDDSA_KEY, vectors.EDDSA_JWS, "EdDSA")],
)
def test_jws_of_rfc_7515_and_rfc_8037(key, jws, algorithm):
    signature = from_base64url(jws.rpartition(".")[2])
    check_signature(Token(jws, {"alg": algorithm}, {}, signature), key)
    head, body, tail = jws.split(".")
    other = f"{head}.{body[:-4]}AAAA.{tail}"
    with pytest.raises(Refused, match="signature"):
        check_signature(Token(other, {"alg": algorithm}, {}, signature), key)


def test_a_p256_multikey_and_its_jwk_are_one_key():
    multikey, x, y = vectors.P256_MULTIKEY
    key = from_multibase(multikey)
    assert key == from_jwk({"kty": "EC", "crv": "P-256", "x": x, "y": y})
    assert key.multibase == multikey
    assert {"x": x, "y": y}.items() <= key.jwk("k").items()


def test_the_published_empty_list_has_131072_entries_and_none_is_set():
    assert decode_bits(vectors.EMPTY_LIST) == Bits(bytes(16_384)) == decode_bits(encode_bits(()))
