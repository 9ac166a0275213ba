"""Whatever is done to a credential, a token, a list or a key document, our verifier refuses it for the right reason."""

import base64
import copy
import json

import pytest

from feltwork.core.credentials import Outcome, to_bytes
from feltwork.core.credentials._keys import to_base64url
from feltwork.core.credentials.tests.forged import DOCUMENT, PAYLOAD, SIGNED, TOKEN, look


def code_of(document, fetch=None):
    report = look(document, fetch)
    return report.reason and report.reason.code


def neighbour(byte):
    """Return another byte of the same class, so that what is broken is the meaning and not the spelling."""
    character = chr(byte)
    for first, last in ("az", "AZ", "09"):
        if first <= character <= last:
            return ord(first) + (byte - ord(first) + 1) % (ord(last) - ord(first) + 1)
    return byte ^ 1


def test_every_byte_of_a_document_counts():
    """One after the other, each is put in place of a neighbour of its class: letters, digits, signs, bytes of UTF-8."""
    for place, byte in enumerate(DOCUMENT):
        changed = DOCUMENT[:place] + bytes([neighbour(byte)]) + DOCUMENT[place + 1 :]
        assert look(changed).outcome in {Outcome.INVALID, Outcome.UNCHECKED}, (place, changed[place - 9 : place + 9])


def test_every_character_of_a_token_counts():
    for place, character in enumerate(TOKEN):
        changed = TOKEN[:place] + chr(neighbour(ord(character))) + TOKEN[place + 1 :]
        assert look(changed).outcome in {Outcome.INVALID, Outcome.UNCHECKED}, place


def test_every_cut_is_noticed():
    for document in (DOCUMENT, TOKEN.encode()):
        for length in range(0, len(document), 7):
            assert look(document[:length]).outcome is Outcome.INVALID


def leaves(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from leaves(inner, (*path, key))
    if not isinstance(value, dict | list):
        yield path, value


def held(document, path):
    for step in path[:-1]:
        document = document[step]
    return document, path[-1]


def another(value):
    """Return a value of the same kind that says something else: a later date, another address, another word."""
    if isinstance(value, bool):
        return not value
    for old, new in (("2029-", "2039-"), ("2026-", "2016-"), ("urn:uuid:", "urn:uuid:9"), ("https://", "https://x.")):
        if value.startswith(old):
            return value.replace(old, new, 1)
    return value + "x"


# claims whose change is seen before the signature is: by what stands at the beginning of their path
CLAIM_CODES = {
    "@context": "context",
    "type.0": "credential_type",
    "type.1": "not_covered",
    "issuer.id": "key_foreign",
    "issuer.type": "not_covered",
    "issuer.image.type": "not_covered",
    "credentialSubject.type": "not_covered",
    "credentialSubject.identifier.0.type": "not_covered",
    "credentialSubject.identifier.1.type": "not_covered",
    "credentialSubject.achievement.type": "not_covered",
    "credentialSchema.0.type": "not_covered",
    "credentialStatus.type": "not_covered",
}
CLAIMS = {".".join(map(str, path)): path for path, _ in leaves(PAYLOAD)}


def expected(name):
    found = [code for start, code in CLAIM_CODES.items() if name == start or name.startswith(f"{start}.")]
    return found[0] if found else "signature"


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_changed_is_refused(name):
    document = copy.deepcopy(SIGNED)
    holder, key = held(document, CLAIMS[name])
    holder[key] = another(holder[key])
    assert code_of(document) == expected(name)


NOT_COVERED_WITHOUT = (
    "@context.1",
    "@context.2",
    "credentialSubject.type.0",
    "credentialSubject.identifier.0.type",
    "credentialSubject.identifier.1.type",
    "credentialSubject.achievement.type.0",
    "credentialSubject.achievement.criteria.id",
    "credentialStatus.type",
)
TAKEN_OUT = {"@context.0": "context", "type.0": "credential_type", "issuer.id": "issuer"}
TAKEN_OUT |= dict.fromkeys(NOT_COVERED_WITHOUT, "not_covered")  # what gave the neighbours their meaning


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_taken_out_is_refused(name):
    document = copy.deepcopy(SIGNED)
    holder, key = held(document, CLAIMS[name])
    del holder[key]
    assert code_of(document) == TAKEN_OUT.get(name, "signature")


HOLDERS = ["", *sorted({".".join(map(str, path[:-1])) for path in CLAIMS.values()} - {"", "@context"})]
ADDED = [
    ("nickname", "Al"),
    ("description", "More than was signed"),
    ("validUntil", "2099-01-01T00:00:00Z"),
    ("id", "type"),
]


@pytest.mark.parametrize("name", HOLDERS)
@pytest.mark.parametrize(("member", "value"), ADDED)
def test_a_claim_added_anywhere_is_refused(name, member, value):
    """As a member of every object, and as one more entry of every list: of types, too."""
    document = copy.deepcopy(SIGNED)
    holder = document
    for step in filter(None, name.split(".")):
        holder = holder[int(step) if isinstance(holder, list) else step]
    if isinstance(holder, list):
        holder.append(value)
    else:
        holder[member] = value
    assert look(document).outcome is Outcome.INVALID


def test_every_claim_of_a_token_counts():
    head, body, signature = TOKEN.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "==="))
    for path, value in leaves(claims):
        changed = copy.deepcopy(claims)
        holder, key = held(changed, path)
        holder[key] = value + 1 if isinstance(value, int) and not isinstance(value, bool) else another(value)
        forged = f"{head}.{to_base64url(to_bytes(changed))}.{signature}"
        assert look(forged).outcome is Outcome.INVALID, path
