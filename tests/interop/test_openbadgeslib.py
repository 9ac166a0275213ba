"""openbadgeslib, the Python library of others, reads both of our forms and the list as a JWT."""

import json
from datetime import timedelta

import pytest
import time_machine
from openbadgeslib import OB3Verifier
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier

from feltwork.core.credentials import to_bytes
from feltwork.core.credentials.tests.cast import NOW
from tests.interop.goldens import GOLDENS, HOUSE, INDEX, House
from tests.interop.world import fetcher

each_golden = pytest.mark.parametrize("changes", GOLDENS.values(), ids=GOLDENS)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def read(document, pages):
    """Return the credential that openbadgeslib finds in one of our two forms, its status checked."""
    download = fetcher(pages)
    if isinstance(document, str):
        return OB3Verifier.for_issuer_did(HOUSE.did, download).verify(document, check_status=True, download=download)
    return OB3LdpVerifier.for_issuer_did(HOUSE.did).verify(document, check_status=True, download=download)


@each_golden
@pytest.mark.parametrize("form", ["signed", "token"])
def test_it_finds_both_forms_valid(form, changes):
    document = getattr(HOUSE, form)(**changes)
    found = read(document, HOUSE.world(form="jwt"))
    assert found.achievement.name == HOUSE.payload(**changes)["credentialSubject"]["achievement"]["name"]


WRONG = {
    "bit set": ({"indices": [INDEX]}, f"set at index {INDEX}"),
    "list ended": ({"list": HOUSE.listed(form="jwt", ends=NOW - timedelta(days=1))}, "expired"),
    "list of another issuer": ({"list": HOUSE.listed(form="jwt", by=House("stranger.example", 8))}, "does not match"),
    "list by another key": ({"list": HOUSE.listed(form="jwt", by=House(seed=8))}, "proof is invalid"),
    "list out of reach": ({"list": None}, "could not fetch status list"),
    "key not listed": ({"did": to_bytes(House(seed=8).document())}, "verif|kid|key"),
}


@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("form", ["signed", "token"])
def test_it_refuses_what_is_wrong_around_it(form, changes, words):
    with pytest.raises(LibOpenBadgesException, match=words):
        read(getattr(HOUSE, form)(), HOUSE.world(form="jwt", **changes))


@pytest.mark.parametrize("change", [{"name": "Sommelier"}, {"nickname": "Al"}])
def test_it_refuses_a_changed_document(change):
    with pytest.raises(LibOpenBadgesException):
        read(to_bytes(json.loads(HOUSE.signed()) | change), HOUSE.world(form="jwt"))


def test_it_refuses_a_changed_token():
    head, body, signature = HOUSE.token().split(".")
    with pytest.raises(LibOpenBadgesException, match=r"[Ss]ignature"):
        read(f"{head}.{body[:-4]}AAAA.{signature}", HOUSE.world(form="jwt"))
