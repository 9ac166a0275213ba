"""Badges that others signed years ago verify, and do not when a word is changed."""

import pytest

from feltwork.core.credentials import Outcome, did_document, did_web_url, to_bytes
from feltwork.core.credentials._keys import from_multibase
from feltwork.core.credentials.tests import others
from feltwork.core.credentials.tests.cast import world
from feltwork.core.credentials.tests.forged import look

DOMAIN = world(
    pages={did_web_url(others.DID_WEB): to_bytes(did_document(others.DID_WEB, [from_multibase(others.KEY)]))}
)


def test_the_example_of_the_specification_is_valid():
    report = look(others.SPEC_EXAMPLE)
    assert (report.outcome, report.facts["achievement_name"]) == (Outcome.VALID, "Teamwork")
    assert look(others.SPEC_EXAMPLE | {"name": "Teamwork badge"}).reason.code == "signature"


@pytest.mark.parametrize(
    ("proof", "issuer", "signatures"),
    [
        (others.EDDSA, others.DID_KEY, 1),
        (others.ED25519, others.DID_KEY, 1),
        (others.BOTH, others.DID_KEY, 2),
        (others.BY_DOMAIN, others.DID_WEB, 1),
    ],
)
def test_each_kind_of_proof_of_the_consortium_holds(proof, issuer, signatures):
    badge = others.taylor(proof, issuer)
    report = look(badge, DOMAIN)
    assert [c.ok for c in report.checks if c.code == "signature"] == [True] * signatures
    assert (report.outcome, report.reason.code) == (Outcome.UNKNOWN, "status_unreachable")
    assert "subject_unnamed" in {check.code for check in report.checks}
    assert look(badge | {"name": "Teamwork badge"}, DOMAIN).reason.code == "signature"


def test_a_list_that_calls_itself_by_another_name_says_nothing():
    fetch = world(pages={others.LIST_URL: to_bytes(others.LIST)})
    report = look(others.taylor(others.EDDSA), fetch)
    assert (report.outcome, report.reason.code) == (Outcome.UNKNOWN, "status_other_list")


def test_the_consortiums_list_is_read_where_it_says_it_is():
    badge = others.taylor(others.EDDSA)
    badge["credentialStatus"]["statusListCredential"] = others.LIST["id"]
    fetch = world(pages={others.LIST["id"]: to_bytes(others.LIST)})
    assert look(badge, fetch).reason.code == "signature"  # the address is part of what was signed
    assert look(others.LIST).outcome is Outcome.VALID
