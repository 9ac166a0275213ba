"""Who gets in: strangers find nothing, members without the role are refused, and reading is not deciding."""

import pytest

from feltwork.apps.certification.models import GateRecord, Inquiry, Waiver
from feltwork.apps.certification.tests.staff_tools import make_ready, proved, url
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, WorkItemFactory

PLAIN = ("queue", "candidates", "providers", "provider-new", "approved")
POSTS = ("queue-bulk", "work-close", "approval-preview")


@pytest.fixture
def things(alma, ben, ruth, dino, cohort, school, at):
    """For each address with an object, the object."""
    proved(alma.enrolment, ben.provider, at)
    item = WorkItem.objects.get(kind="evidence")
    report = WorkItemFactory(school=school, kind="report")
    make_ready(alma.enrolment, author=dino, at=at)
    other = EnrolmentFactory(cohort=CohortFactory(programme=cohort.programme, edition=cohort.edition), student=ben)
    certificate = CertificateFactory(enrolment=other, proposed_by=ruth, state="proposed", issued_on=None)
    gate = GateRecord.objects.create(
        school=school, enrolment=alma.enrolment, code="degree", valid_from=at.date(), entered_by=dino, entered_at=at
    )
    inquiry = Inquiry.objects.create(school=school, item=item, student=alma, text="?", asked_by=ruth, asked_at=at)
    approval = ben.provider.approvals.first()
    found = dict.fromkeys(("work", "work-effect", "work-earlier", "work-next", "work-pass"), item)
    found |= dict.fromkeys(("candidate", "candidate-decisions", "candidate-ledger"), alma.enrolment)
    found |= dict.fromkeys(("ruling-new", "waiver-new", "gate-new", "certify"), alma.enrolment)
    found |= dict.fromkeys(("provider", "approval-new", "approval-preview"), ben.provider)
    found |= dict.fromkeys(("approval-end", "approval-retract"), approval)
    found |= dict.fromkeys(("certify-approve", "certify-reject"), certificate)
    return found | {
        "work-close": report,
        "paper": alma.enrolment.log.get().evidence.get(),
        "inquiry": inquiry,
        "waiver-end": Waiver.objects.first(),
        "gate-retract": gate,
    }


def addresses(things, school="alder-house"):
    yield from ((name, url(name, school)) for name in (*PLAIN, "queue-bulk"))
    yield from ((name, url(name, school, uuid=thing.uuid)) for name, thing in things.items())


def test_a_stranger_finds_none_of_these_pages(things, farid, sign_in):
    client = sign_in(farid, fresh=True)
    answers = {}
    for name, address in addresses(things):
        if name not in POSTS:
            answers["GET", name] = client.get(address).status_code
        answers["POST", name] = client.post(address, {"reason": "x", "save": "1"}).status_code
    # a page that takes no POST says so to everybody, before it looks at who asks
    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}
    assert {key for key, status in answers.items() if status == 405 and key[0] == "GET"} == set()


def test_at_his_own_school_he_finds_none_of_our_things(things, farid, sign_in):
    client = sign_in(farid, fresh=True)
    for name, address in addresses(things, "birch-hall"):
        if name in (*PLAIN, "queue-bulk"):
            continue
        answers = {client.post(address, {"reason": "x"}).status_code}
        if name not in POSTS:
            answers.add(client.get(address).status_code)
        assert (name, answers - {404, 405}) == (name, set())


def test_members_without_the_role_are_refused(things, alma, ben, sign_in):
    for person in (alma, ben):
        client = sign_in(person, fresh=True)
        for name, address in addresses(things):
            if name in ("approved", "inquiry"):
                continue
            answer = client.post(address) if name in POSTS else client.get(address)
            assert (person.name, name, answer.status_code) == (person.name, name, 403)


def test_signed_out_people_are_sent_to_sign_in(things, client):
    for name, address in addresses(things):
        answer = client.post(address) if name in POSTS else client.get(address)
        assert (name, answer.status_code, answer.url.startswith("/accounts/")) == (name, 302, True)


def test_what_a_registrar_may_open(things, sign_in, greta):
    client = sign_in(greta, fresh=True)
    readable = {"queue", "candidates", "providers", "approved", "candidate", "candidate-decisions", "candidate-ledger"}
    readable |= {"provider", "gate-new", "gate-retract"}
    opened = {
        name for name, address in addresses(things) if name not in POSTS and client.get(address).status_code == 200
    }
    assert opened == readable
