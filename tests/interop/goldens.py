"""Credentials made here with fixed keys and instants, and the world in which others check them."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from feltwork.core.credentials import (
    Achievement,
    build,
    did_document,
    did_web_url,
    encode_bits,
    jwks,
    sign_jwt,
    sign_proof,
    status_list,
    to_bytes,
)
from feltwork.core.credentials.tests.cast import INDEX, SCHOOL, award, ed25519_key, p256_key

MADE = datetime(2026, 11, 20, tzinfo=UTC)
ENDS = datetime(2027, 2, 18, tzinfo=UTC)

MODULE = Achievement(
    id="https://credentials.example.school/achievements/beginning-1/1",
    name="Beginning I",
    description="Attended all days of the first module.",
    type="CertificateOfCompletion",
    criteria="Twenty-four hours of training, signed by the faculty.",
)
HOSTILE = {
    "markup": "<script>alert(1)</script> #let x = \\ $y$ &amp; ]]>",
    "quotes": "Zoë “Z” O'Brien\" \\ / \\u0041",
    "arabic": "علي بن محمد الأندلسي",
    "bidi": "\u202eamla\u202c אבג",
    "lines": "Alma\tA.\nB.\r\nC.\u2028D.\u2029E.",
    "emoji": "👩🏽\u200d⚕️ \U0001f1e9\U0001f1ea",
    "spaces": "Alma\u00a0\u3000\u200bA",
    "long": "Ångström-" * 30,
    "thai": "สมชาย ใจดี",
    "nquads": '" . <urn:a> <urn:b> "',
    "like an id": "_:b0",
    "like an address": "https://example.org/a b",
    "null": "undefined undefined",
}


@dataclass(frozen=True)
class House:
    """A school on a domain of its own (verifiers remember keys by domain), with one key of each kind."""

    domain: str = "credentials.example.school"
    seed: int = 1

    @property
    def did(self):
        return f"did:web:{self.domain}"

    @property
    def issuer(self):
        return replace(SCHOOL, did=self.did)

    @property
    def ed(self):
        return ed25519_key(bytes([self.seed]) * 32, self.did)

    @property
    def p(self):
        return p256_key(0x1234567890ABCDEF + self.seed, self.did)

    @property
    def list_url(self):
        return self.did_url.removesuffix("/did.json").removesuffix("/.well-known") + "/status/1"

    @property
    def did_url(self):
        return did_web_url(self.did)

    def payload(self, **changes):
        return build(award(**({"issuer": self.issuer, "status_list_url": self.list_url} | changes)))

    def signed(self, **changes):
        return to_bytes(sign_proof(self.payload(**changes), self.ed, created=MADE))

    def token(self, **changes):
        return sign_jwt(self.payload(**changes), self.p)

    def listed(
        self, indices=(), *, begins=MADE, ends=ENDS, encoded=None, form="embedded", by=None, purpose="revocation"
    ):
        """Return the signed status list with *indices* set, as one of its two forms."""
        issuer = by or self
        payload = status_list(
            issuer.issuer,
            self.list_url,
            encoded or encode_bits(indices),
            valid_from=begins,
            valid_until=ends,
            purpose=purpose,
        )
        if form == "jwt":
            return sign_jwt(payload, issuer.p).encode()
        return to_bytes(sign_proof(payload, issuer.ed, created=MADE))

    def keys(self, *more):
        """Return the keys in the order in which `apps.credentials.documents` publishes them."""
        return [self.p.public, self.ed.public, *more]

    def document(self):
        return did_document(self.did, self.keys())

    def jwks(self):
        return json.dumps(jwks(self.did, [self.p.public]))

    def world(self, *, indices=(), form="embedded", **pages):
        """Return address → bytes of all that the school publishes; *pages* (`did`, `list`) take its place."""
        published = {
            self.did_url: pages.get("did", to_bytes(self.document())),
            self.list_url: pages.get("list", self.listed(indices, form=form)),
        }
        return {url: data for url, data in published.items() if data is not None}


HOUSE = House()
GOLDENS = {
    "a practitioner, for ever": {},
    "a practitioner, for three years": {"valid_until": datetime(2029, 11, 20, tzinfo=UTC)},
    "a module": {"achievement": MODULE, "number": "B1-2026-000001"},
    "without a list": {"status_list_url": "", "status_index": None},
    "without a picture": {"issuer": replace(SCHOOL, image="")},
    "the first of a list": {"status_index": 0},
    "the last of a list": {"status_index": 131_071},
    "spaces in addresses": {"issuer": replace(SCHOOL, url="https://example.school/about us")},
} | {f"a name: {name}": {"holder_name": value} for name, value in HOSTILE.items()}

__all__ = ["ENDS", "GOLDENS", "HOSTILE", "HOUSE", "INDEX", "MADE", "MODULE", "House"]
