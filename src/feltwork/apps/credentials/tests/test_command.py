"""What an operator types about keys, what is missing, and renewals."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from feltwork.apps.credentials.models import Certificate, IssuerKey
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.credentials.tests.test_signing import issued, issuer, own_keys
from feltwork.apps.jobs.models import Run

__all__ = ["issued", "issuer", "own_keys"]  # fixtures


def say(*words):
    out = StringIO()
    call_command("credentials", *words, stdout=out)
    return out.getvalue()


def test_a_dry_run_names_what_stands_on_a_key_and_changes_nothing(issued):
    key = IssuerKey.objects.get(algorithm="Ed25519")
    said = say("key", "compromise", "--key", str(key.uuid), "--dry-run")
    assert said.splitlines() == [
        "1 certificates stand on this key and are signed anew.",
        f"  {issued.number}",
    ]
    assert set(IssuerKey.objects.values_list("state", flat=True)) == {"active"}


def test_a_stolen_key_is_taken_out_by_somebody(issued, dino):
    key = IssuerKey.objects.get(algorithm="Ed25519")
    with pytest.raises(CommandError, match="--by"):
        say("key", "compromise", "--key", str(key.uuid))
    say("key", "compromise", "--key", str(key.uuid), "--by", dino.email)
    key.refresh_from_db()
    assert (key.state, Run.objects.get().kind) == ("compromised", "credentials.sign_again")


def test_a_key_is_changed_and_listed(issued):
    key = IssuerKey.objects.get(algorithm="P-256")
    say("key", "rotate", "--key", str(key.uuid))
    lines = [line.split()[1:4] for line in say("key", "list").splitlines()]
    assert sorted(lines) == [["Ed25519", "active", "1"], ["P-256", "active", "0"], ["P-256", "retired", "1"]]


def test_what_is_missing_is_handed_to_the_worker_once(issuer, alma, dino):
    assert say("sign-missing") == "did:web:alder-house.example: nothing is missing\n"
    CertificateFactory(enrolment=alma.enrolment, proposed_by=dino)
    assert "handed to the worker" in say("sign-missing", "--school", "alder-house")


def test_renewals_leave_what_has_lapsed(issued, dino):
    Certificate.objects.update(valid_until=date(2026, 1, 1))
    say("renew", "--school", "alder-house", "--before", "2027-01-01", "--by", dino.email)
    say("renew", "--school", "alder-house", "--before", "2027-01-01", "--by", dino.email, "--lapsed")
    assert [sorted(run.params) for run in Run.objects.order_by("pk")] == [["before", "from"], ["before"]]
