"""CPU seconds that one credential takes to issue and verify: ours, openbadgeslib, @digitalbazaar/vc and jose in node.

All get the same credentials of one school (another name, number, id and status index each), the same keys, contexts in
memory, and the key document and the status list at hand. Ours runs every check that it has: limits, the closed shape,
a signature verified before it leaves, dates, key bound to the issuer, status list with its own signature.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feltwork.core.credentials import (
    CONTEXTS,
    Outcome,
    build,
    did_document,
    did_web_url,
    encode_bits,
    jwks,
    sign_jwt,
    sign_proof,
    status_list,
    to_bytes,
    verify,
)
from feltwork.core.credentials import _template as template  # only to forget what it remembers
from feltwork.core.credentials.tests.cast import LIST_URL, NOW, SCHOOL, award, ed25519_key, p256_key

ROUNDS = 3
WORKS = ("issue", "verify", "verify with list", "jwt issue", "jwt verify")
ED, P = ed25519_key(), p256_key()


@dataclass(frozen=True)
class Given:
    """What everybody gets: payloads, both signed forms, the same without a status, and what the school publishes."""

    payloads: list[dict[str, Any]]
    documents: list[bytes]
    plain: list[bytes]
    tokens: list[str]
    pages: Mapping[str, bytes]
    list_jwt: bytes


def given(number: int) -> Given:
    """*number* credentials of one school, one in a hundred of the list revoked, but none of these."""
    awards = [
        award(
            id=f"urn:uuid:6f9ae2c4-4d0e-4a6f-9a5c-{n:012x}",
            subject_id=f"urn:uuid:0f8e5f9c-51c5-4f0e-8e43-{n:012x}",
            holder_name=f"Alma Ångström-Núñez {n}",
            number=f"SEP-2026-{n:06d}",
            status_index=2 * n,
        )
        for n in range(number)
    ]
    payloads = [build(one) for one in awards]
    bits = encode_bits(range(1, 2 * 1310, 2))
    listed = status_list(SCHOOL, LIST_URL, bits, valid_from=NOW, valid_until=NOW.replace(year=2027))
    unlisted = [{key: value for key, value in one.items() if key != "credentialStatus"} for one in payloads]
    pages = {
        did_web_url(SCHOOL.did): to_bytes(did_document(SCHOOL.did, [P.public, ED.public])),
        LIST_URL: to_bytes(sign_proof(listed, ED, created=NOW)),
    }
    return Given(
        payloads,
        [to_bytes(sign_proof(one, ED, created=NOW)) for one in payloads],
        [to_bytes(sign_proof(one, ED, created=NOW)) for one in unlisted],
        [sign_jwt(one, P) for one in payloads],
        pages,
        sign_jwt(listed, P).encode(),
    )


def best(number: int, work: Callable[[int], object]) -> float:
    """CPU seconds for one, the best of some rounds over all."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for n in range(number):
            work(n)
        taken.append((time.process_time() - began) / number)
    return min(taken)


def valid(report: Any) -> None:
    if report.outcome is not Outcome.VALID:
        raise RuntimeError(f"ours: {report.reason}")


def ours(all_: Given) -> dict[str, float]:
    """From an award's payload to bytes, and from bytes to a report."""
    pages, number = all_.pages, len(all_.payloads)

    def checked(documents: list[Any]) -> float:
        return best(number, lambda n: valid(verify(documents[n], now=NOW, fetch=pages.__getitem__)))

    return {
        "issue": best(number, lambda n: to_bytes(sign_proof(all_.payloads[n], ED, created=NOW))),
        "verify": checked(all_.plain),
        "verify with list": checked(all_.documents),
        "jwt issue": best(number, lambda n: sign_jwt(all_.payloads[n], P)),
        "jwt verify": checked(all_.tokens),
    }


def first_of_a_shape(all_: Given) -> float:
    """CPU seconds to verify a credential whose shape was never seen: what somebody else's costs the first time."""

    def forget_and_verify(n: int) -> None:
        template._template.cache_clear()
        valid(verify(all_.documents[n], now=NOW, fetch=all_.pages.__getitem__))

    return best(min(20, len(all_.documents)), forget_and_verify)


def openbadgeslib(all_: Given) -> dict[str, float]:
    """Its signer of any document, and its verifier anchored to the issuer, without and with the list (as a JWT)."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from openbadgeslib import OB3Verifier
    from openbadgeslib.ob3 import OB3LdpVerifier
    from openbadgeslib.ob3.ldp import add_data_integrity_proof

    pem = ED.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    download = ({**all_.pages, LIST_URL: all_.list_jwt}).__getitem__
    proofs = OB3LdpVerifier.for_issuer_did(SCHOOL.did)
    tokens = OB3Verifier.for_issuer_did(SCHOOL.did, download)
    number, documents, plain = len(all_.payloads), all_.documents, all_.plain

    def listed(n: int) -> object:
        return proofs.verify(documents[n], check_status=True, download=download)

    return {
        "issue": best(number, lambda n: add_data_integrity_proof(all_.payloads[n], pem, ED.key_id, created=NOW)),
        "verify": best(number, lambda n: proofs.verify(plain[n], download=download)),
        "verify with list": best(number, listed),
        "jwt verify": best(number, lambda n: tokens.verify(all_.tokens[n], check_status=True, download=download)),
    }


def in_node(all_: Given) -> dict[str, float]:
    """@digitalbazaar/vc with its suite and list checker; jose for tokens (no list, no binding to the issuer)."""
    node = os.environ.get("NODE") or shutil.which("node")
    if not node:
        raise RuntimeError("no node here")
    numbers = P.private.private_numbers()
    jwk = P.public.jwk(P.key_id) | {"d": _base64url(numbers.private_value.to_bytes(32))}
    facts = {
        "now": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "rounds": ROUNDS,
        "didUrl": did_web_url(SCHOOL.did),
        "edKey": ED.key_id,
        "pKey": P.key_id,
        "seed": ED.private.private_bytes_raw().hex(),
        "privateJwk": jwk,
        "jwks": jwks(SCHOOL.did, [P.public]),
        "pages": {url: data.decode() for url, data in {**CONTEXTS, **all_.pages}.items()},
        "payloads": all_.payloads,
        "documents": [one.decode() for one in all_.documents],
        "plain": [one.decode() for one in all_.plain],
        "tokens": all_.tokens,
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(facts, file)
        file.flush()
        words = [node, str(Path(__file__).with_suffix(".mjs")), file.name]
        done = subprocess.run(words, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "node failed")
    taken: dict[str, float] = json.loads(done.stdout)
    return taken


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
