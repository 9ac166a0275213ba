"""Documents that are wrong in one way each: tampered with after signing, or signed wrongly by their issuer."""

import base64
import copy
import json
from datetime import UTC, datetime

import base58

from feltwork.core.credentials import build, did_document, did_web_url, sign_jwt, sign_proof, to_bytes, verify
from feltwork.core.credentials._keys import to_base64url
from feltwork.core.credentials._proof import signed_data
from feltwork.core.credentials.tests.cast import DID, ED, LIST_URL, NOW, P, award, ed25519_key, world

DID_URL = did_web_url(DID)
STRANGER = ed25519_key(b"\x66" * 32)
ELSEWHERE = "did:web:elsewhere.example"
PAYLOAD = build(award(valid_until=datetime(2029, 11, 20, tzinfo=UTC)))
SIGNED = sign_proof(PAYLOAD, ED, created=NOW)
DOCUMENT = to_bytes(SIGNED)
TOKEN = sign_jwt(PAYLOAD, P)


def resigned(change=lambda document: None, *, key=ED, suite="eddsa-rdfc-2022", payload=PAYLOAD, **options):
    """Return a document changed before it is signed, by whoever: what a careless or hostile issuer publishes."""
    document = copy.deepcopy(payload)
    change(document)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-11-25T12:00:00Z",
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
    } | options
    proof = {name: value for name, value in proof.items() if value is not None}
    value = base58.b58encode(key.sign(signed_data(document, proof))).decode()
    return document | {"proof": {**proof, "proofValue": f"z{value}"}}


def tampered(change):
    document = copy.deepcopy(SIGNED)
    change(document)
    return document


def token(change=lambda header, claims: None, *, key=P, **headers):
    """Return a JWT of the payload with header and claims changed before signing."""
    head, body, _ = TOKEN.split(".")
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "===")) for part in (head, body))
    header = {name: value for name, value in (header | headers).items() if value is not None}
    change(header, claims)
    data = f"{to_base64url(to_bytes(header))}.{to_base64url(to_bytes(claims))}"
    return f"{data}.{to_base64url(key.sign(data.encode()))}"


def look(document, fetch=None, now=NOW, **options):
    data = to_bytes(document) if isinstance(document, dict) else document
    return verify(data, now=now, fetch=fetch or world(), **options)


def did_page(change=lambda document: None, keys=(ED, P)):
    document = did_document(DID, [key.public for key in keys])
    change(document)
    return world(pages={DID_URL: to_bytes(document)})


def list_page(data):
    return world(pages={LIST_URL: data})
