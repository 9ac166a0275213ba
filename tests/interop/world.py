"""Small things that the tests of this folder share: addresses answered, documents signed anew, the official schema."""

import gzip
import json
from pathlib import Path

import base58

from feltwork.core.credentials import Unreachable, to_bytes
from feltwork.core.credentials._keys import to_base64url
from feltwork.core.credentials._proof import signed_data

SCHEMA = Path(__file__).parents[2] / ".uv" / "open-badges" / "ob_v3p0_achievementcredential_schema.json"
REGISTRY_URL = "https://registry.example/legacy.json"
registries = [{"name": "Schools", "type": "dcc-legacy", "url": REGISTRY_URL}]


def registry():
    """Return the page of a registry that knows our school."""
    return {REGISTRY_URL: json.dumps({"registry": {"did:web:credentials.example.school": {"name": "Example"}}})}


def fetcher(pages):
    """Return a `fetch` for our own verifier that knows *pages* only."""

    def fetch(url):
        if url not in pages:
            raise Unreachable("404")
        data = pages[url]
        return data if isinstance(data, bytes) else data.encode()

    return fetch


def official_schema():
    """Return the JSON Schema that 1EdTech publishes; None where set-up did not bring it."""
    return json.loads(SCHEMA.read_text("utf-8")) if SCHEMA.is_file() else None


def signed_by(document, house, *, key=None, **subject):
    """Return *document* signed anew by the house (or *key*), members of its subject changed first."""
    signer = key or house.ed
    claims = json.loads(document)
    proof = claims.pop("proof") | {"verificationMethod": signer.key_id}
    proof.pop("proofValue")
    claims["credentialSubject"] |= subject
    value = base58.b58encode(signer.sign(signed_data(claims, proof))).decode()
    return to_bytes(claims | {"proof": proof | {"proofValue": f"z{value}"}})


def small_list(size):
    """Return an encoded list of *size* entries, fewer than our own code would make."""
    return "u" + to_base64url(gzip.compress(bytes(size // 8), mtime=0))
