"""Whatever bytes come in, from a document or from the world, there is a report and never an exception."""

import copy
import json
import random
import time

import pytest

from feltwork.core.credentials import Outcome, Report, Unreachable, check_limits, did_document, to_bytes
from feltwork.core.credentials.tests.cast import DID, ED, LIST_URL, P, signed_list, world
from feltwork.core.credentials.tests.forged import DID_URL, DOCUMENT, SIGNED, TOKEN, look

SEEDS = [
    DOCUMENT,
    TOKEN.encode(),
    signed_list([7]),
    signed_list([7], signer=P),
    to_bytes(did_document(DID, [ED.public])),
]
SNIPPETS = [b'"', b"{", b"}", b"[", b"]", b":", b",", b"\\", b"\\u0000", b"\\ud800", b".", b"..", b"null", b"true"]
SNIPPETS += [b"1e999", b"-0", b"_:", b"#", b"did:web:"]
SNIPPETS += [b"\xff", b"\xc3", b"\x00", b"\xef\xbb\xbf", "\u202e".encode(), b"1" * 400]
SNIPPETS += [b'{"@value":', b'"@id":"_:b0",', b'"@context":null,', b'"@type":"@json",', b'"@list":[', b'"@reverse":{']
SNIPPETS += [b'"@graph":', b'"id":7,', b'"type":[],', b"urn:feltwork-gap:0", b"feltwork-relative://base/"]
SECONDS = 3


def mutated(data, chance):
    """Return *data* after a few strokes: bytes changed, parts cut, doubled, moved or taken from another seed."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        a, b = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        b = min(b, a + chance.choice([1, 8, 64, 4096]))
        match chance.randrange(6):
            case 0:
                data[a:b] = bytes(chance.randrange(256) for _ in range(min(b - a, 8)))
            case 1:
                del data[a:b]
            case 2:
                data[a:a] = data[a:b]
            case 3:
                data[a:a] = chance.choice(SNIPPETS)
            case 4:
                data[a:b] = chance.choice(SNIPPETS)
            case _:
                other = chance.choice(SEEDS)
                at = chance.randrange(len(other))
                data[a:b] = other[at : at + chance.choice([4, 40, 400])]
    return bytes(data)


@pytest.mark.parametrize("place", ["document", "keys", "list"])
def test_there_is_always_a_report(place):
    chance, ends = random.Random(2026), time.process_time() + SECONDS / 3
    seed = {"document": None, "keys": SEEDS[4], "list": SEEDS[2]}[place]
    while time.process_time() < ends:
        data = mutated(seed or chance.choice(SEEDS), chance)
        pages = {"keys": {DID_URL: data}, "list": {LIST_URL: data}}.get(place, {})
        report = look(data if place == "document" else chance.choice([DOCUMENT, TOKEN]), world(pages=pages))
        assert isinstance(report, Report), data
        check_limits(data)


def test_members_put_anywhere_never_break_the_check():
    """JSON stays JSON here, so that the strokes reach what reads JSON-LD. Empty lists say nothing, and may stand."""
    true = look(DOCUMENT).facts.items()
    chance, ends = random.Random(2027), time.process_time() + 1
    values = [
        None,
        0,
        -1.5,
        True,
        "",
        "id",
        "@id",
        "_:b0",
        [],
        {},
        [[]],
        {"@value": 1},
        {"@list": []},
        {"id": ""},
        {"@set": [7]},
    ]
    names = [
        "id",
        "type",
        "name",
        "issuer",
        "proof",
        "@id",
        "@type",
        "@graph",
        "@json",
        "@context",
        "related",
        "hashed",
        "x",
        "",
    ]
    while time.process_time() < ends:
        document = copy.deepcopy(SIGNED)
        for _ in range(chance.randint(1, 3)):
            holder = document
            while isinstance(holder, dict | list) and holder and chance.random() < 0.7:
                inner = chance.choice(list(holder.values()) if isinstance(holder, dict) else holder)
                holder = inner if isinstance(inner, dict | list) else holder
            if isinstance(holder, dict):
                holder[chance.choice(names)] = copy.deepcopy(chance.choice(values))
            else:
                holder.append(copy.deepcopy(chance.choice(values)))
        report = look(json.dumps(document).encode())
        assert report.outcome is not Outcome.VALID or report.facts.items() <= true, document


def test_a_fetch_that_says_no_is_an_answer():
    def away(_url):
        raise Unreachable("no")

    assert look(DOCUMENT, away).outcome is Outcome.UNCHECKED
