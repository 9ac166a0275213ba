"""The pages of staff and of the holder: who gets in, what they see, what they can do."""

from datetime import date

import pytest
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.credentials import actions
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.schools.tests.factories import EnrolmentFactory, MembershipFactory, UserFactory

ACTS = ("suspend", "reinstate", "renew-one", "revoke", "revoke-approve", "revoke-drop")
HOLDERS = ("list-publicly", "unlist")


@pytest.fixture
def certificate(alma, ruth):
    return CertificateFactory(enrolment=alma.enrolment, proposed_by=ruth)


def url(name, certificate=None, school="alder-house"):
    more = {"uuid": certificate.uuid} if certificate else {}
    return reverse(f"credentials-staff:{name}", kwargs={"school": school, **more})


def test_a_stranger_finds_nothing(sign_in, farid, certificate):
    client = sign_in(farid, fresh=True)
    for name in ("list", "mine"):
        assert client.get(url(name)).status_code == 404
    for name in ("detail", *ACTS):
        assert client.get(url(name, certificate)).status_code == 404
    for name in (*ACTS, *HOLDERS):
        assert client.post(url(name, certificate), {"reason": "x"}).status_code == 404
    certificate.refresh_from_db()
    assert certificate.state == "in_force"


def test_from_his_own_school_he_finds_nothing_either(sign_in, farid, certificate):
    client = sign_in(farid, fresh=True)
    for name in ("detail", *ACTS):
        assert client.get(url(name, certificate, "birch-hall")).status_code == 404


def test_signed_out_people_are_sent_to_sign_in(client, certificate):
    for address in (url("list"), url("mine"), url("detail", certificate), url("suspend", certificate)):
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_who_may_look_and_who_may_act(sign_in, cast, certificate):
    looks = {"dino": 200, "ruth": 200, "greta": 200, "carla": 403, "ben": 403, "alma": 403, "eva": 404}
    decides = looks | {"greta": 403}
    for name in looks:
        client = sign_in(getattr(cast, name), fresh=True)
        assert (name, client.get(url("list")).status_code) == (name, looks[name])
        assert (name, client.get(url("detail", certificate)).status_code) == (name, looks[name])
        assert (name, client.get(url("suspend", certificate)).status_code) == (name, decides[name])


def test_every_act_asks_who_you_are_first(sign_in, ruth, certificate):
    client = sign_in(ruth)
    for name in ACTS:
        response = client.post(url(name, certificate), {"reason": "x"})
        assert response.status_code == 302
        assert response.url.split("?")[0] == reverse("accounts:step-up")
    certificate.refresh_from_db()
    assert certificate.state == "in_force"


def test_suspend_and_reinstate(sign_in, ruth, certificate):
    client = sign_in(ruth, fresh=True)
    page = client.get(url("suspend", certificate)).content.decode()
    assert "The public page says “suspended” at once" in page
    assert "Please give a reason." in client.post(url("suspend", certificate), {"reason": ""}).content.decode()
    response = client.post(url("suspend", certificate), {"reason": "A complaint."}, follow=True)
    assert "Suspended. The holder has been told." in response.content.decode()
    response = client.post(url("suspend", certificate), {"reason": "Again."}, follow=True)
    assert "This is not possible now" in response.content.decode()
    client.post(url("reinstate", certificate), {"reason": "Nothing found."})
    certificate.refresh_from_db()
    assert certificate.state == "in_force"


def test_one_certificate_is_renewed(sign_in, ruth, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=date(2027, 6, 9))
    client = sign_in(ruth, fresh=True)
    assert "Please choose the last day." in client.post(url("renew-one", certificate), {"until": ""}).text

    earlier = client.post(url("renew-one", certificate), {"until": "2027-06-08"}, follow=True)
    assert "It holds longer than that already; please choose a later day." in earlier.text
    later = client.post(url("renew-one", certificate), {"until": "2029-06-09"}, follow=True)
    assert "Renewed. The holder has been told." in later.text
    certificate.refresh_from_db()
    assert certificate.valid_until == date(2029, 6, 9)


def test_withdrawal_by_two(sign_in, ruth, dino, certificate):
    client = sign_in(ruth, fresh=True)
    client.post(url("revoke", certificate), {"reason": "Given in error."})
    mine = client.get(url("detail", certificate)).content.decode()
    assert "You proposed it, so a colleague has to agree." in mine
    assert "Agree and withdraw it" not in mine
    refused = client.post(url("revoke-approve", certificate), follow=True).content.decode()
    assert "A second person has to decide." in refused
    client = sign_in(dino, fresh=True)
    assert "Agree and withdraw it" in client.get(url("detail", certificate)).content.decode()
    client.post(url("revoke-approve", certificate))
    certificate.refresh_from_db()
    assert certificate.state == "revoked"


def test_staff_cannot_act_on_their_own_certificate(sign_in, ruth, dino, cohort, school):
    MembershipFactory(school=school, user=ruth, role="student")
    own = CertificateFactory(enrolment=EnrolmentFactory(cohort=cohort, student=ruth), proposed_by=dino)
    client = sign_in(ruth, fresh=True)
    assert client.get(url("detail", own)).status_code == 200
    for name in ACTS:
        assert client.post(url(name, own), {"reason": "x"}).status_code == 403


def test_looking_at_a_certificate_is_noted(sign_in, greta, certificate):
    sign_in(greta).get(url("detail", certificate))
    row = AuditRecord.objects.get(kind="saw")
    assert (row.code, row.by, row.subject_uuid) == ("credentials.see", greta, certificate.uuid)


def test_the_list_filters_by_state_and_words(sign_in, greta, certificate, cohort, ruth):
    other = CertificateFactory(
        enrolment=EnrolmentFactory(cohort=cohort, student=UserFactory(name="Jo Bell")),
        proposed_by=ruth,
        state="suspended",
    )
    client = sign_in(greta)

    def found(**query):
        text = client.get(url("list"), query).content.decode()
        return sorted(name for name in ("Alma Reyes", "Jo Bell") if name in text)

    assert found() == ["Alma Reyes", "Jo Bell"]
    assert found(state="suspended") == ["Jo Bell"]
    assert found(q="alma") == ["Alma Reyes"]
    assert found(q=other.number) == ["Jo Bell"]
    assert found(q="nobody") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_however_long_it_is(
    sign_in, greta, cohort, ruth, rows, django_assert_num_queries
):
    for _ in range(rows):
        CertificateFactory(enrolment=EnrolmentFactory(cohort=cohort, student=UserFactory()), proposed_by=ruth)
    client = sign_in(greta)
    with django_assert_num_queries(6):
        client.get(url("list"))


def test_the_holder_chooses_to_be_found_and_hides_again(sign_in, alma, certificate):
    client = sign_in(alma)
    page = client.get(url("mine")).content.decode()
    assert "Off unless you choose it." in page
    assert certificate.check_code in page
    client.post(url("list-publicly", certificate), {"town": "Bristol", "languages": "English"})
    certificate.refresh_from_db()
    assert (certificate.is_listed, certificate.listed_town) == (True, "Bristol")
    assert "Do not show me any more" in client.get(url("mine")).content.decode()
    client.post(url("unlist", certificate))
    certificate.refresh_from_db()
    assert not certificate.is_listed


def test_what_is_too_long_is_said_and_nothing_is_listed(sign_in, alma, certificate):
    response = sign_in(alma).post(url("list-publicly", certificate), {"town": "x" * 200})
    assert "at most 80 characters" in response.content.decode()
    assert not Certificate.objects.get().is_listed


def test_a_holder_reads_the_reason_that_the_public_does_not(sign_in, alma, ruth, certificate, at):
    actions.suspend(certificate=certificate, reason="A complaint is being looked into.", by=ruth, at=at)
    text = sign_in(alma).get(url("mine")).content.decode()
    assert "A complaint is being looked into." in text


def test_a_holder_does_not_see_a_proposal(sign_in, alma, certificate):
    Certificate.objects.update(state="proposed")
    assert "Nothing here yet" in sign_in(alma).get(url("mine")).content.decode()


def test_a_holder_without_any_role_left_still_has_the_page(sign_in, alma, certificate):
    from feltwork.apps.accounts.models import Membership

    Membership.objects.all().delete()
    assert sign_in(alma).get(url("mine")).status_code == 200


def test_nobody_lists_somebody_else(sign_in, ruth, dino, certificate):
    for person in (ruth, dino):
        client = sign_in(person, fresh=True)
        for name in HOLDERS:
            assert client.post(url(name, certificate), {"town": "x"}).status_code == 404
