"""Credentials that others signed: test data of the Digital Credentials Consortium.

Source: github.com/digitalcredentials/verifier-core (MIT), src/test-fixtures, after the example of the Open Badges 3.0
specification. The words have to stand as they are: the signatures cover them.
"""

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
KEY = "z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q"
DID_KEY = f"did:key:{KEY}"
DID_WEB = "did:web:digitalcredentials.github.io:dcc-did-web:multikey"
LIST_URL = (
    "https://raw.githubusercontent.com/digitalcredentials/verifier-core/refs/heads/main/src/test-fixtures/status"
    "/e5WK8CbZ1GjycuPombrj"
)
_CRITERIA = (
    "Team members are nominated for this badge by their peers and recognized upon review by Example Corp management."
)
_DESCRIPTION = "This badge recognizes the development of the capacity to collaborate within a group environment."


def _achievement(name):
    return {
        "id": "https://example.com/achievements/21st-century-skills/teamwork",
        "type": ["Achievement"],
        "name": name,
        "criteria": {"narrative": _CRITERIA},
        "description": _DESCRIPTION,
    }


def _proof(kind, created, value, issuer=DID_KEY):
    suite = {"type": "Ed25519Signature2020"}
    if kind == "eddsa":
        suite = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}
    return suite | {
        "created": created,
        "verificationMethod": f"{issuer}#{KEY}",
        "proofPurpose": "assertionMethod",
        "proofValue": value,
    }


SPEC_EXAMPLE = {
    "@context": CONTEXTS,
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": DID_KEY, "type": ["Profile"], "name": "Example Corp"},
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": _achievement("Teamwork"),
    },
    "proof": _proof(
        "eddsa",
        "2025-10-16T11:17:36Z",
        "z24kX1hKxQCgTH7sZZuAXHJYRwDSMqNPtmM8UbTb2ryCXyHr1VeHdkt2xxUYSPrFJBuEivBqifYRYwg7p1jLNMbo9",
    ),
}
"""v2OBv3SpecExample.ts"""


def taylor(proof, issuer=DID_KEY):
    """Return Taylor's badge with one of the proofs below, or several."""
    return {
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Teamwork Badge",
        "issuer": {"type": ["Profile"], "name": "Example Corp", "id": issuer},
        "@context": [*CONTEXTS, ED25519_2020],
        "validFrom": "2010-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "name": "Taylor Tuna",
            "achievement": _achievement("Masters - v2 - unrevoked"),
        },
        "id": "urn:uuid:677fe8a6cacf98774d482d07",
        "credentialStatus": {
            "id": f"{LIST_URL}#9",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListCredential": LIST_URL,
            "statusListIndex": "9",
        },
        "proof": proof,
    }


EDDSA = _proof(  # v2EddsaWithValidStatus.ts
    "eddsa",
    "2025-01-15T17:08:56Z",
    "z2gSJFxCToKUpGAf4DfjvVPjW6F9ktz6UgCAg7siW5usS3GCbiWSuMaiExapnDox2YLvEtcPyx7ZHMPmfDexJYXKm",
)
ED25519 = _proof(  # v2WithValidStatus.ts
    "ed25519",
    "2025-01-09T17:39:28Z",
    "z5ZzyLDUsPtvXM4o7atD5n14vg8BFh4RRUppDvbWeg3e1cGWqRvchu7npkjQK4mLsxTt81Bqqqv4necWcse734Y1S",
)
BOTH = [  # v2DoubleSigWithValidStatus.ts
    _proof(
        "eddsa",
        "2025-01-15T16:29:50Z",
        "z5Hk3nDNYGeuXfSqMTjiFsa2FLWbQn6KfXSioDc6PufxkngVgEQayTWZ5RpbBy9K2FU6tZacsWrQEqB2wgmsVKoUh",
    ),
    _proof(
        "ed25519",
        "2025-01-15T16:34:28Z",
        "zCXYPtKh6M5TEe4YTAk7FNPvLHfP7wrroxkfwECF7GK4GJjS9aRkMYw4Ns9E5PZ8GCZ53MV1bMzhsVuSWTLq885h",
    ),
]
BY_DOMAIN = _proof(  # v2didWebMultikeyWithValidStatus.ts
    "ed25519",
    "2025-03-12T16:09:36Z",
    "z5SxwZaLkxTqKp8Fcx5gzzfHq5Ho1aDAJchx8wZ55qRQFw1VCDk1rwAgDCjv8vYHyuJXTstMUcHm6BRsNLUX9vJuH",
    DID_WEB,
)

LIST = {
    # status/e5WK8CbZ1GjycuPombrj; its id is not the address that the credentials name
    "@context": [CONTEXTS[0], ED25519_2020],
    "id": "https://testing.dcconsortium.org/status/e5WK8CbZ1GjycuPombrj",
    "type": ["VerifiableCredential", "BitstringStatusListCredential"],
    "credentialSubject": {
        "id": "https://testing.dcconsortium.org/status/e5WK8CbZ1GjycuPombrj#list",
        "type": "BitstringStatusList",
        "encodedList": "uH4sIAAAAAAAAA-3BMQEAAAwCoGUx6aLbwgvIHwAAAAAAAAAAAAAAwFwBZnztF9QwAAA",
        "statusPurpose": "revocation",
    },
    "issuer": DID_KEY,
    "validFrom": "2025-01-09T15:20:02.183Z",
    "proof": _proof(
        "ed25519",
        "2025-01-09T15:20:02Z",
        "z4WFodWdHXGieqNtWYK2448A7qZdhMkxyqjVuMqifdanFYXXAqPT8xatjncxjDsXT6fskz8pC8TLBmEhnd7BC7Tqb",
    ),
}
