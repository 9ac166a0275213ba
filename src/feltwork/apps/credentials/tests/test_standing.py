"""The page says what a verifier would find, and never mixes "we do not know" with "withdrawn"."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feltwork.apps.credentials import actions
from feltwork.apps.credentials.models import Certificate, IssuerKey, StatusBit, StatusList
from feltwork.apps.credentials.tests.test_public import heading
from feltwork.apps.credentials.tests.test_signing import issued, issuer, own_keys  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _a_day_later(at, time_machine):
    time_machine.move_to(at + timedelta(days=1))


def page_of(client, certificate, query=""):
    return client.get(reverse("credentials:show", args=[certificate.check_code]) + query)


def test_what_verifies_is_in_force_and_the_page_says_that_it_looked(client, issued):  # noqa: F811
    page = page_of(client, issued)
    assert heading(page) == "This certificate is in force"
    assert "The signature was checked against the school’s public key." in page.text


def test_a_page_asks_the_database_for_what_it_verifies_and_no_more(client, issued, django_assert_num_queries):  # noqa: F811
    page_of(client, issued)
    with django_assert_num_queries(4):  # certificate, version with its list and issuer, keys, entry of the log
        page_of(client, issued)


def test_a_list_that_nobody_signed_for_months_makes_it_unknown_and_not_withdrawn(client, issued, at, time_machine):  # noqa: F811
    time_machine.move_to(at + timedelta(days=200))
    page = page_of(client, issued)
    assert (page.status_code, heading(page)) == (200, "We cannot say it just now")
    assert "nobody has withdrawn it" in page.text
    assert "Withdrawn on" not in page.text
    assert "This is to certify that" not in page.text


@pytest.mark.parametrize("broken", ["key", "list", "bit"])
def test_whatever_keeps_verifiers_from_confirming_it_makes_it_unknown(client, issued, issuer, at, broken):  # noqa: F811
    if broken == "key":
        IssuerKey.objects.update(state="compromised")
    elif broken == "list":
        StatusList.objects.update(document="{}")
    else:  # a backup that was put back knows nothing of the withdrawal that the published list shows
        version = issued.versions.get()
        actions.signing.set_bits([version], StatusBit.Why.REVOKED, at=at)
        actions.signing.publish_lists(
            StatusList.objects.filter(pk=version.status_list_id), actions.signing.desk_of(issued.school_id), at=at
        )
    assert heading(page_of(client, issued)) == "We cannot say it just now"


def test_a_withdrawn_one_stays_withdrawn_when_nothing_can_be_verified(client, issued, ruth, dino, at):  # noqa: F811
    actions.propose_revocation(certificate=issued, reason="x", by=ruth, at=at)
    actions.approve_revocation(certificate=issued, by=dino, at=at)
    assert heading(page_of(client, issued)).startswith("Withdrawn on")
    StatusList.objects.update(document="{}")
    assert heading(page_of(client, issued)).startswith("Withdrawn on")


def test_the_square_of_an_older_print_says_that_it_was_replaced(client, issued, dino, at):  # noqa: F811
    Certificate.objects.filter(pk=issued.pk).update(valid_until=(at + timedelta(days=40)).date())
    actions.renew(certificate=issued, until=(at + timedelta(days=700)).date(), by=dino, at=at)

    old, new = page_of(client, issued, "?v=1"), page_of(client, issued, "?v=2")
    assert (heading(old), heading(new)) == ("This print has been replaced", "This certificate is in force")
    assert "The certificate itself is in force: Alma Reyes is certified by Alder House" in old.text
    for odd in ("?v=3", "?v=0", "?v=-1", "?v=x", "?v=", "?v=٢"):
        assert heading(page_of(client, issued, odd)) == "This certificate is in force"


def test_an_older_print_of_a_suspended_one_is_suspended(client, issued, ruth, dino, at):  # noqa: F811
    Certificate.objects.filter(pk=issued.pk).update(valid_until=(at + timedelta(days=40)).date())
    actions.renew(certificate=issued, until=(at + timedelta(days=700)).date(), by=dino, at=at)
    actions.suspend(certificate=issued, reason="x", by=ruth, at=at)
    assert heading(page_of(client, issued, "?v=1")).startswith("Suspended since")
