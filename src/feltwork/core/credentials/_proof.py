"""Data Integrity proofs: eddsa-rdfc-2022 made and checked, ecdsa-rdfc-2019 (P-256) and Ed25519Signature2020 checked.

Sources: Data Integrity EdDSA Cryptosuites v1.0 section 3.2, Data Integrity ECDSA Cryptosuites v1.0 section 3.2,
Verifiable Credential Data Integrity 1.0 section 4.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import base58

from feltwork.core.credentials._closed import check_payload
from feltwork.core.credentials._errors import PayloadError, Refused
from feltwork.core.credentials._keys import Algorithm, KeyFormatError, PublicKey, Signer, SigningError, from_multibase
from feltwork.core.credentials._payload import instant
from feltwork.core.credentials._template import canonical
from feltwork.core.credentials._twins import TooComplex

CRYPTOSUITE: Final = "eddsa-rdfc-2022"
SUITES: Final[Mapping[str, Algorithm]] = {
    CRYPTOSUITE: "Ed25519",
    "ecdsa-rdfc-2019": "P-256",
    "Ed25519Signature2020": "Ed25519",
}
"""What is read: cryptosuites of a DataIntegrityProof, and a proof type from before there were any."""


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """Return the exact bytes to keep and to serve: UTF-8, members in their order, no white space."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def signed_data(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """Return the 64 bytes that a proof signs: SHA-256 of its options, then of the document without proof.

    Raises:
        Refused: not everything in the two would be covered.
    """
    configuration = {"@context": document["@context"], **options}
    try:
        return _hash(configuration) + _hash(document)
    except TooComplex as problem:
        raise Refused("too_complex", problem=str(problem)) from None


def _hash(document: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical(document).encode()).digest()


def sign_proof(payload: Mapping[str, Any], signer: Signer, *, created: datetime) -> dict[str, Any]:
    """Return *payload* with an eddsa-rdfc-2022 proof by *signer*, made at *created*.

    What is signed is not *payload* but what its bytes read back as, and the signature is verified before it is
    returned: a credential that leaves here can be read, is complete, and fits the key that it names.

    Raises:
        PayloadError: the payload may not be signed, or the key is not the issuer's.
        SigningError: the signature does not fit the key.
    """
    document = read_back(payload)
    key = own_key(document, signer, "Ed25519")
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": instant(created, "proof.created"),
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
    }
    try:
        data = signed_data(document, options)
    except Refused as refused:
        raise PayloadError("not_covered", refused.data.get("member", refused.code)) from refused
    signature = signer.sign(data)
    if not key.made(signature, data):
        raise SigningError(f"{signer.key_id}: the signature does not fit the key")
    return {**document, "proof": {**options, "proofValue": "z" + base58.b58encode(signature).decode()}}


def read_back(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return *payload* as its bytes read, after holding it to the closed shape.

    Raises:
        PayloadError: the payload may not be signed.
    """
    check_payload(payload)
    document: dict[str, Any] = json.loads(to_bytes(payload))
    if document != payload:
        raise PayloadError("not_plain_json", "")
    return document


def own_key(document: Mapping[str, Any], signer: Signer, algorithm: Algorithm) -> PublicKey:
    """Return the key that *signer* names, which has to be the issuer's and of the right kind.

    Raises:
        PayloadError: "foreign_key".
        SigningError: the key's name is not the key, or of another algorithm.
    """
    issuer = document["issuer"] if isinstance(document["issuer"], str) else document["issuer"]["id"]
    did, _, fragment = signer.key_id.partition("#")
    if did != issuer:
        raise PayloadError("foreign_key", "issuer")
    try:
        key = from_multibase(fragment)
    except KeyFormatError as problem:
        raise SigningError(f"{signer.key_id}: the fragment is not a multikey") from problem
    if key.algorithm != algorithm or signer.algorithm != algorithm:
        raise SigningError(f"{signer.key_id}: {algorithm} is needed")
    return key


@dataclass(frozen=True)
class Claim:
    """What a proof claims to be: *signature*, by a key of *algorithm*, over *data*."""

    algorithm: Algorithm
    data: bytes
    signature: bytes

    def check(self, key: PublicKey) -> None:
        """Pass when *key* made it.

        Raises:
            Refused: "key_malformed" (another kind of key) or "signature".
        """
        if key.algorithm != self.algorithm:
            raise Refused("key_malformed", algorithm=key.algorithm)
        if not key.made(self.signature, self.data):
            raise Refused("signature")


def suite_of(proof: object) -> str:
    """Return the cryptosuite of *proof*, or its type when it is no DataIntegrityProof.

    Raises:
        Refused: "proof".
    """
    if not isinstance(proof, dict):
        raise Refused("proof")
    suite = proof.get("cryptosuite") if proof.get("type") == "DataIntegrityProof" else proof.get("type")
    if not isinstance(suite, str) or (suite == proof.get("type")) != ("cryptosuite" not in proof):
        raise Refused("proof")
    return suite


def claimed(document: Mapping[str, Any], proof: Mapping[str, Any]) -> Claim:
    """Return what *proof* claims of *document* (without its proofs); no key is needed to find that it covers all.

    Raises:
        Refused: "proof_value", or what keeps the document from being read as statements.
    """
    options = {name: value for name, value in proof.items() if name not in {"proofValue", "@context"}}
    data = signed_data(document, options)
    return Claim(SUITES[suite_of(proof)], data, _signature(proof.get("proofValue")))


def _signature(value: object) -> bytes:
    if not isinstance(value, str) or not value.startswith("z") or not 40 < len(value) < 100:
        raise Refused("proof_value")
    try:
        signature = base58.b58decode(value[1:])
    except ValueError:
        raise Refused("proof_value") from None
    if len(signature) != 64:
        raise Refused("proof_value")
    return signature
