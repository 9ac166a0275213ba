"""Several people at the same moment. SQLite has one writer at a time anyway; PostgreSQL needs the locks."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from feltwork.apps.credentials import actions, works
from feltwork.apps.credentials.models import Certificate, CredentialVersion, IssuerKey, StatusBit, StatusList
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.credentials.tests.test_signing import issuer, own_keys, run_work
from feltwork.apps.schools.models import Programme
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory
from feltwork.apps.schools.tests.test_races import at_once

__all__ = ["issuer", "own_keys"]  # fixtures
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs several writers"),
]


def proposed(cohort, by, number):
    enrolment = EnrolmentFactory(cohort=cohort, student=UserFactory())
    return CertificateFactory(
        enrolment=enrolment, proposed_by=by, state="proposed", issued_on=None, number=f"AH-{number:04d}-00"
    )


def refused(results):
    return [type(one) for one in results if isinstance(one, Exception)]


def test_a_certificate_is_approved_once(issuer, cohort, ruth, dino, at):
    one = proposed(cohort, ruth, 1)
    results = at_once(*[lambda: actions.approve(certificate=one, by=dino, at=at)] * 3)
    assert (refused(results), CredentialVersion.objects.count()) == ([ValidationError] * 2, 1)


def test_the_first_certificates_of_a_school_share_one_list_and_no_place(issuer, cohort, ruth, dino, at):
    rows = [proposed(cohort, ruth, number) for number in range(4)]
    results = at_once(*[lambda row=row: actions.approve(certificate=row, by=dino, at=at) for row in rows])
    places = set(CredentialVersion.objects.values_list("status_list", "status_index"))
    assert (refused(results), len(places), StatusList.objects.get().used) == ([], 4, 4)


def test_two_withdrawals_at_once_are_both_in_the_list(issuer, cohort, ruth, dino, at):
    rows = [actions.approve(certificate=proposed(cohort, ruth, n), by=dino, at=at) for n in range(3)]
    for row in rows:
        actions.propose_revocation(certificate=row, reason="x", by=ruth, at=at)
    results = at_once(*[lambda row=row: actions.approve_revocation(certificate=row, by=dino, at=at) for row in rows])
    assert (refused(results), StatusBit.objects.count()) == ([], 3)


def test_two_workers_renew_each_certificate_once(issuer, cohort, ruth, dino, at):
    Programme.objects.update(certificate_months=24)
    for number in range(4):
        actions.approve(certificate=proposed(cohort, ruth, number), by=dino, at=at)
    Certificate.objects.update(valid_until=date(2026, 12, 1))
    results = at_once(*[lambda: run_work(works.renew_many, issuer, dino, at, before="2027-01-01")] * 2)
    ends = set(Certificate.objects.values_list("valid_until", flat=True))
    assert (refused(results), CredentialVersion.objects.filter(kind="renewal").count()) == ([], 4)
    assert ends == {date(2028, 12, 1)}


def test_a_key_is_changed_while_certificates_are_approved(issuer, cohort, ruth, dino, at):
    rows = [proposed(cohort, ruth, number) for number in range(3)]
    acts = [lambda row=row: actions.approve(certificate=row, by=dino, at=at) for row in rows]
    results = at_once(*acts, lambda: actions.rotate_key(issuer=issuer, algorithm="Ed25519", by=dino, at=at))
    assert (refused(results), CredentialVersion.objects.count()) == ([], 3)
    assert IssuerKey.objects.filter(state="active").count() == 2


def test_a_school_is_set_up_once(school, dino, at):
    results = at_once(*[lambda: actions.set_up_issuer(school=school, domain="", by=dino, at=at)] * 3)
    assert (refused(results), IssuerKey.objects.count()) == ([ValidationError] * 2, 2)
