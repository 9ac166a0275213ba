"""The process that checks finds what the checker itself finds, and has no means to do anything else."""

import json
import subprocess
import sys
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import RSAKey

from feltwork.apps.credentials.baking.unbaking import Unreadable
from feltwork.apps.credentials.checking.checker import check
from feltwork.core.credentials import build, did_document, did_web_url, sign_jwt, sign_proof, to_bytes, verify
from feltwork.core.credentials._keys import from_multibase
from feltwork.core.credentials.tests import cast, others

PAYLOAD = build(cast.award())
LIMITED = "from feltwork.apps.credentials.checking.child import limit; limit(); "


def rs256():
    """A token signed with RSA; its key is not the issuer's, which is found out only after it was read."""
    key = RSAKey.import_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    payload = json.loads(sign_jwt_claims())
    return jws.serialize_compact({"alg": "RS256", "jwk": key.as_dict(private=False)}, json.dumps(payload), key)


def sign_jwt_claims():
    import base64

    middle = sign_jwt(PAYLOAD, cast.P).split(".")[1]
    return base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))


DOCUMENTS = {
    "ours": to_bytes(sign_proof(PAYLOAD, cast.ED, created=cast.NOW)),
    "ours as a token": sign_jwt(PAYLOAD, cast.P).encode(),
    "the example of the specification": to_bytes(others.SPEC_EXAMPLE),
    "an older signature": to_bytes(others.taylor(others.ED25519)),
    "two signatures": to_bytes(others.taylor(others.BOTH)),
    "a domain": to_bytes(others.taylor(others.BY_DOMAIN, others.DID_WEB)),
    "RSA": rs256().encode(),
    "no form": b'{"a": 1}',
    "not JSON": b"{",
}
WORLDS = {
    "list as JSON": cast.world(
        pages={did_web_url(others.DID_WEB): to_bytes(did_document(others.DID_WEB, [from_multibase(others.KEY)]))}
    ),
    "list as JWT, revoked": cast.world(
        pages={cast.LIST_URL: cast.signed_list([cast.INDEX], signer=cast.P), others.LIST_URL: to_bytes(others.LIST)}
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("world", WORLDS)
def test_it_finds_what_the_checker_finds(name, world):
    document, fetch = DOCUMENTS[name], WORLDS[world]
    found, direct = check(document, now=cast.NOW, fetch=fetch), verify(document, now=cast.NOW, fetch=fetch)
    assert found.outcome == direct.outcome.value
    assert [(one.code, one.ok, dict(one.data)) for one in found.checks] == [
        (one.code, one.ok, dict(one.data)) for one in direct.checks
    ]
    assert dict(found.facts) == dict(direct.facts)


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['/bin/true'])",
        "x = bytearray(700 * 1024 * 1024)",
    ],
)
def test_it_can_open_nothing_and_take_little(deed):
    begun = limited(deed)
    assert (begun.returncode, begun.stderr.strip().splitlines()[-1].split(":")[0]) in {
        (1, "OSError"),
        (1, "MemoryError"),
    }


def test_it_ends_when_its_second_is_over():
    begun = time.monotonic()
    ended = limited("exec('while True: pass')")
    assert ended.returncode < 0
    assert time.monotonic() - begun < 6  # a second of its own, on machines that have other things to do


def limited(deed):
    return subprocess.run([sys.executable, "-c", LIMITED + deed], capture_output=True, text=True, timeout=30)


def test_a_pdf_with_a_thousand_promises_and_no_file_is_soon_answered():
    content = b"%PDF-1.7\n" + b"1 0 obj << /EmbeddedFile " * 60_000 + b"stream\n" * 20_000
    begun = time.process_time()
    with pytest.raises(Unreadable, match="pdf"):
        check(content, now=cast.NOW, fetch=cast.world())
    assert time.process_time() - begun < 1


def test_a_file_that_unpacks_to_gigabytes_is_not_unpacked():
    import zlib

    bomb = zlib.compress(b"{" + b" " * 50_000_000, 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"openbadgecredential\0\1\0\0\0" + bomb)
    pdf = b"%PDF-1.7\n1 0 obj\n<</Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n" + bomb + b"\nendstream"
    for content in (png, pdf):
        with pytest.raises(Unreadable, match="too_large"):
            check(content, now=cast.NOW, fetch=cast.world())


def chunk(body):
    return len(body).to_bytes(4) + b"iTXt" + body + b"\0\0\0\0"
