"""From everything met to a certificate: two people, and the rules asked again by each of them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from feltwork.apps.certification.actions import certify, staff
from feltwork.apps.certification.models import Waiver
from feltwork.apps.certification.standing import refresh_standing
from feltwork.apps.certification.tests.staff_tools import make_ready, url
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.schools.actions import hold, release
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.tests.factories import MembershipFactory
from feltwork.apps.signoffs.queries import entries_of


@pytest.fixture
def ready(alma, dino, at):
    make_ready(alma.enrolment, author=dino, at=at)
    return alma.enrolment


def waiting():
    return list(WorkItem.objects.filter(closed_at=None).order_by("kind").values_list("kind", flat=True))


def test_from_ready_to_certified(ready, alma, ruth, dino, school, at):
    assert waiting() == ["ready"]
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma María Reyes", by=ruth, at=at)
    assert waiting() == ["second"]
    assert (certificate.title, certificate.edition_code, certificate.levels) == (
        "Somatic Experiencing Practitioner",
        "2024-2",
        ["Beginning", "Intermediate", "Advanced"],
    )
    refresh_standing(enrolment=ready, at=at)
    assert waiting() == ["second"]
    certify.approve_certificate(certificate=certificate, by=dino, at=at)
    ready.refresh_from_db()
    assert (ready.state, waiting()) == ("completed", [])
    assert [entry.kind for entry in entries_of(alma, school)] == ["issued"]


def test_nothing_is_proposed_before_everything_is_met(alma, ruth, at):
    with pytest.raises(ValidationError, match="Not everything is met"):
        certify.propose_certificate(enrolment=alma.enrolment, holder_name="Alma Reyes", by=ruth, at=at)
    assert Certificate.objects.count() == 0


def test_while_it_is_held_nothing_is_proposed(ready, ruth, greta, at):
    hold(enrolment=ready, code="invoice", reason="An invoice is open.", by=greta, at=at)
    assert WorkItem.objects.get(kind="ready", closed_at=None).data["held"] is True
    with pytest.raises(ValidationError, match="held"):
        certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    release(enrolment=ready, code="invoice", by=greta, at=at)
    assert WorkItem.objects.get(kind="ready", closed_at=None).data["held"] is False
    certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)


def test_the_rules_are_asked_again_when_the_second_person_approves(ready, ruth, dino, at):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    Waiver.objects.filter(requirement="documents").delete()
    with pytest.raises(ValidationError, match="Not everything is met"):
        certify.approve_certificate(certificate=certificate, by=dino, at=at)
    certificate.refresh_from_db()
    ready.refresh_from_db()
    assert (certificate.state, ready.state) == ("proposed", "active")


def test_a_hold_that_came_meanwhile_stops_it(ready, ruth, dino, greta, at):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    hold(enrolment=ready, code="invoice", reason="An invoice is open.", by=greta, at=at)
    with pytest.raises(ValidationError, match="held"):
        certify.approve_certificate(certificate=certificate, by=dino, at=at)


def test_whoever_proposed_cannot_approve(ready, ruth, at):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    with pytest.raises(ValidationError, match="second person"):
        certify.approve_certificate(certificate=certificate, by=ruth, at=at)
    ready.refresh_from_db()
    assert ready.state == "active"


def test_after_a_no_the_candidate_is_ready_again(ready, ruth, dino, at):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    certify.reject_certificate(certificate=certificate, reason="The name is wrong.", by=dino, at=at)
    assert waiting() == ["ready"]


def test_nobody_certifies_themselves(ready, alma, school, at):
    MembershipFactory(school=school, user=alma, role="credentialing")
    with pytest.raises(ValidationError, match="themselves"):
        certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=alma, at=at)


def test_backwards_nothing_changes_what_was_issued(ready, ruth, dino, at):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    certify.approve_certificate(certificate=certificate, by=dino, at=at)
    staff.end_waiver(waiver=Waiver.objects.first(), reason="By mistake.", by=dino, at=at)
    certificate.refresh_from_db()
    ready.refresh_from_db()
    assert (certificate.state, ready.state, waiting()) == ("in_force", "completed", [])


def test_the_walk_through_the_pages(ready, sign_in, ruth, dino):
    client = sign_in(ruth, fresh=True)
    page = client.get(url("certify", uuid=ready.uuid)).content.decode()
    assert "Everything is met, and nothing holds it" in page
    assert "Please write the name" in client.post(url("certify", uuid=ready.uuid), {"holder_name": ""}).content.decode()
    client.post(url("certify", uuid=ready.uuid), {"holder_name": "Alma Reyes"})
    certificate = Certificate.objects.get()
    approve = url("certify-approve", uuid=certificate.uuid)
    assert "You proposed it, so somebody else has to approve it." in client.get(approve).content.decode()
    assert "A second person has to decide." in client.post(approve, follow=True).content.decode()
    client = sign_in(dino, fresh=True)
    assert "Approve and issue it" in client.get(approve).content.decode()
    assert "Issued. The holder has been told." in client.post(approve, follow=True).content.decode()
    certificate.refresh_from_db()
    assert certificate.state == "in_force"
    assert "This has been decided already." in client.get(approve).content.decode()


def test_saying_no_on_its_page(ready, sign_in, ruth, dino, at):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    client = sign_in(dino, fresh=True)
    reject = url("certify-reject", uuid=certificate.uuid)
    assert "give a reason" in client.post(reject, {"reason": ""}).content.decode()
    client.post(reject, {"reason": "Wrong name."})
    certificate.refresh_from_db()
    assert certificate.state == "rejected"


def test_proving_oneself_comes_first(ready, sign_in, ruth, dino, at):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    client = sign_in(dino)
    for address in (
        url("certify", uuid=ready.uuid),
        url("certify-approve", uuid=certificate.uuid),
        url("certify-reject", uuid=certificate.uuid),
    ):
        response = client.post(address, {"holder_name": "x", "reason": "x"})
        assert response.url.split("?")[0] == reverse("accounts:step-up")
    certificate.refresh_from_db()
    assert certificate.state == "proposed"


@pytest.mark.parametrize("name", ["certify", "certify-approve"])
def test_at_most_twelve_questions_to_the_database(ready, sign_in, ruth, dino, at, name, django_assert_max_num_queries):
    certificate = certify.propose_certificate(enrolment=ready, holder_name="Alma Reyes", by=ruth, at=at)
    client = sign_in(dino, fresh=True)
    uuid = ready.uuid if name == "certify" else certificate.uuid
    with django_assert_max_num_queries(12):
        client.get(url(name, uuid=uuid))
