"""A school that signs: its keys, a certificate for Alma, and the addresses where things are published."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feltwork.core.credentials import (
    Achievement,
    Award,
    Issuer,
    PublicKey,
    Unreachable,
    did_document,
    did_web_url,
    encode_bits,
    key_id,
    sign_jwt,
    sign_proof,
    status_list,
    to_bytes,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DID = "did:web:credentials.example.school"
LIST_URL = "https://credentials.example.school/status/1"
INDEX = 94_567


@dataclass(frozen=True)
class Key:
    """A signer that keeps its private key in memory, as key stores in earnest use do not."""

    private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    did: str = DID

    @property
    def algorithm(self):
        return "Ed25519" if isinstance(self.private, ed25519.Ed25519PrivateKey) else "P-256"

    @property
    def public(self):
        key = self.private.public_key()
        if self.algorithm == "Ed25519":
            return PublicKey("Ed25519", key.public_bytes_raw())
        return PublicKey("P-256", key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def key_id(self):
        return key_id(self.did, self.public)

    def sign(self, data):
        if self.algorithm == "Ed25519":
            return self.private.sign(data)
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)


def ed25519_key(seed=b"\x01" * 32, did=DID):
    return Key(ed25519.Ed25519PrivateKey.from_private_bytes(seed), did)


def p256_key(secret=0x1234567890ABCDEF, did=DID):
    return Key(ec.derive_private_key(secret, ec.SECP256R1()), did)


ED = ed25519_key()
P = p256_key()

SCHOOL = Issuer(
    did=DID,
    name="Example Institute for Somatic Training",
    url="https://example.school/",
    image="https://example.school/logo.png",
)
SEP = Achievement(
    id="https://credentials.example.school/achievements/sep/3",
    name="Somatic Experiencing Practitioner",
    description="Completed the professional training with all consultations and personal sessions.",
    type="Certification",
    criteria="https://credentials.example.school/achievements/sep/3#criteria",
)


def award(**changes):
    facts = {
        "id": "urn:uuid:6f9ae2c4-4d0e-4a6f-9a5c-0f5f3f0a1d11",
        "subject_id": "urn:uuid:0f8e5f9c-51c5-4f0e-8e43-1f1c7a6d2b22",
        "holder_name": "Alma Ångström-Núñez",
        "number": "SEP-2026-000417",
        "issuer": SCHOOL,
        "achievement": SEP,
        "awarded_at": datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
        "valid_from": datetime(2026, 11, 20, tzinfo=UTC),
        "valid_until": None,
        "status_list_url": LIST_URL,
        "status_index": INDEX,
    }
    return Award(**(facts | changes))


def signed_list(indices=(), *, signer=ED, issuer=SCHOOL, until=datetime(2027, 2, 20, tzinfo=UTC), **changes):
    payload = status_list(
        issuer, LIST_URL, encode_bits(indices), valid_from=datetime(2026, 11, 20, tzinfo=UTC), valid_until=until
    )
    payload["credentialSubject"] |= changes
    if signer.algorithm == "P-256":
        return sign_jwt(payload, signer).encode()
    return to_bytes(sign_proof(payload, signer, created=datetime(2026, 11, 20, tzinfo=UTC)))


def world(*, indices=(), keys=(ED, P), **pages):
    """Return a `fetch` of the school's did.json and status list; *pages* of address → bytes come before them."""
    published = {
        did_web_url(DID): to_bytes(did_document(DID, [key.public for key in keys])),
        LIST_URL: signed_list(indices),
    } | pages.get("pages", {})

    def fetch(url):
        if published.get(url) is None:
            raise Unreachable("404")
        return published[url]

    return fetch
