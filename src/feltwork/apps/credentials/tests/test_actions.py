"""From proposal to withdrawal: each step from its own state only, issue and withdrawal by two people."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.credentials import actions
from feltwork.apps.credentials.models import Certificate, CertificateEvent
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.signoffs.queries import entries_about

State = Certificate.State


@pytest.fixture
def proposed(alma, ruth, at):
    return actions.propose(
        enrolment=alma.enrolment,
        holder_name="  Alma   Reyes ",
        title="Somatic Experiencing Practitioner",
        edition_code="2024-2",
        levels=["Beginning", "Intermediate", "Advanced"],
        by=ruth,
        at=at,
    )


@pytest.fixture
def issued(proposed, dino, at):
    return actions.approve(certificate=proposed, by=dino, at=at)


def test_a_proposal_waits_for_a_second_person_and_is_told_to_nobody_outside(proposed, alma, ruth):
    assert (proposed.state, proposed.holder_name, proposed.signer) == (State.PROPOSED, "Alma Reyes", "Ruth Pellow")
    item = WorkItem.objects.get(kind="second", closed_at=None)
    assert (item.subject_uuid, item.person, item.data["what"], item.data["by_name"]) == (
        proposed.uuid,
        alma,
        "issue",
        "Ruth Pellow",
    )
    assert item.url == f"credentials/{proposed.uuid}/"
    assert Notice.objects.filter(to=alma).count() == 0
    assert entries_about(proposed.uuid, proposed.school) == []


def test_a_second_person_issues_it(proposed, alma, dino, at):
    issued = actions.approve(certificate=proposed, by=dino, at=at)
    assert (issued.state, issued.issued_on) == (State.IN_FORCE, date(2026, 11, 19))
    assert [entry.kind for entry in entries_about(issued.uuid, issued.school)] == ["issued"]
    assert entries_about(issued.uuid, issued.school)[0].statement == {
        "number": issued.number,
        "holder_name": "Alma Reyes",
        "title": "Somatic Experiencing Practitioner",
        "edition": "2024-2",
        "issued_on": "2026-11-19",
        "proposed_by": "Ruth Pellow",
    }
    assert WorkItem.objects.filter(closed_at=None).count() == 0
    assert [notice.subject for notice in Notice.objects.filter(to=alma)] == ["Your certificate has been issued"]


def test_the_day_of_issue_is_the_day_at_the_school(proposed, dino, at):
    late = at.replace(month=7, day=1, hour=23, minute=30)  # half past midnight in Bristol
    assert actions.approve(certificate=proposed, by=dino, at=late).issued_on == date(2026, 7, 2)


def test_whoever_proposed_cannot_issue(proposed, ruth, at):
    with pytest.raises(ValidationError, match="second person"):
        actions.approve(certificate=proposed, by=ruth, at=at)
    proposed.refresh_from_db()
    assert proposed.state == State.PROPOSED


def test_nobody_decides_about_their_own_certificate(proposed, alma, at):
    for act in (actions.approve, actions.reject):
        with pytest.raises(ValidationError, match="own certificate"):
            act(certificate=proposed, by=alma, at=at, **({"reason": "x"} if act is actions.reject else {}))


def test_a_proposal_is_refused_with_a_reason_and_the_proposer_is_told(proposed, ruth, dino, at):
    assert actions.reject(certificate=proposed, reason="The name is not hers.", by=dino, at=at).state == State.REJECTED
    assert [n.body for n in Notice.objects.filter(to=ruth)] == [
        "Dino Marchetti did not approve it: The name is not hers."
    ]
    assert WorkItem.objects.filter(closed_at=None).count() == 0


def test_after_a_refusal_it_can_be_proposed_again_but_never_twice_at_once(proposed, alma, ruth, dino, at):
    facts = {"enrolment": alma.enrolment, "title": "SEP", "edition_code": "2024-2", "levels": [], "by": ruth, "at": at}
    with pytest.raises(ValidationError, match="already a certificate"):
        actions.propose(holder_name="Alma Reyes", **facts)
    actions.reject(certificate=proposed, reason="Name", by=dino, at=at)
    again = actions.propose(holder_name="Alma María Reyes", **facts)
    assert again.number != proposed.number
    with pytest.raises(ValidationError, match="name"):
        actions.propose(holder_name="  ", **facts)


def test_suspended_and_in_force_again_are_sealed_and_told(issued, alma, ruth, at):
    actions.suspend(certificate=issued, reason="A complaint is being looked into.", by=ruth, at=at)
    back = actions.reinstate(certificate=issued, reason="Nothing was found.", by=ruth, at=at + timedelta(days=9))
    assert back.state == State.IN_FORCE
    entries = entries_about(issued.uuid, issued.school)
    assert [(entry.kind, entry.statement.get("reason")) for entry in entries] == [
        ("issued", None),
        ("suspended", "A complaint is being looked into."),
        ("reinstated", "Nothing was found."),
    ]
    assert sorted(n.subject for n in Notice.objects.filter(to=alma)) == [
        "Your certificate has been issued",
        "Your certificate is in force again",
        "Your certificate is suspended",
    ]


def test_withdrawal_takes_two_people(issued, alma, ruth, dino, at):
    actions.propose_revocation(certificate=issued, reason="Given in error.", by=ruth, at=at)
    issued.refresh_from_db()
    assert issued.state == State.IN_FORCE
    assert WorkItem.objects.get(kind="second", closed_at=None).data["what"] == "revoke"
    with pytest.raises(ValidationError, match="second person"):
        actions.approve_revocation(certificate=issued, by=ruth, at=at)
    gone = actions.approve_revocation(certificate=issued, by=dino, at=at)
    assert gone.state == State.REVOKED
    last = entries_about(issued.uuid, issued.school)[-1]
    assert (last.kind, last.by_name, last.statement["reason"], last.statement["proposed_by"]) == (
        "revoked",
        "Dino Marchetti",
        "Given in error.",
        "Ruth Pellow",
    )
    assert Notice.objects.filter(to=alma, subject="Your certificate was withdrawn").count() == 1
    assert WorkItem.objects.filter(closed_at=None).count() == 0


def test_a_proposed_withdrawal_can_be_dropped_and_proposed_anew(issued, ruth, dino, at):
    actions.propose_revocation(certificate=issued, reason="Given in error.", by=ruth, at=at)
    with pytest.raises(ValidationError, match="already proposed"):
        actions.propose_revocation(certificate=issued, reason="Again", by=dino, at=at)
    actions.drop_revocation(certificate=issued, reason="It was not.", by=dino, at=at)
    with pytest.raises(ValidationError, match="Nobody has proposed"):
        actions.approve_revocation(certificate=issued, by=dino, at=at)
    actions.propose_revocation(certificate=issued, reason="It was.", by=dino, at=at)
    assert actions.approve_revocation(certificate=issued, by=ruth, at=at).state == State.REVOKED


ALLOWED = {
    "approve": {"proposed"},
    "reject": {"proposed"},
    "suspend": {"in_force"},
    "reinstate": {"suspended"},
    "propose_revocation": {"in_force", "suspended"},
    "list_publicly": {"in_force"},
    "unlist": {"in_force", "suspended", "revoked"},
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", ALLOWED)
def test_every_step_from_any_other_state_is_refused(alma, ruth, dino, at, verb, state):
    certificate = CertificateFactory(enrolment=alma.enrolment, proposed_by=ruth, state=state)
    by = alma if verb in ("list_publicly", "unlist") else dino
    more = {"list_publicly": {"town": "", "languages": ""}}.get(verb, {"reason": "Because."})
    if verb in ("approve", "unlist"):
        more = {}
    act = getattr(actions, verb)
    if state in ALLOWED[verb]:
        act(certificate=certificate, by=by, at=at, **more)
        return
    with pytest.raises(ValidationError) as refused:
        act(certificate=certificate, by=by, at=at, **more)
    assert refused.value.code == "state"
    certificate.refresh_from_db()
    assert certificate.state == state
    assert CertificateEvent.objects.count() == 0


def test_every_act_needs_a_reason_where_one_is_read(issued, ruth, at):
    for act in (actions.suspend, actions.propose_revocation):
        with pytest.raises(ValidationError, match="reason"):
            act(certificate=issued, reason="  ", by=ruth, at=at)


def test_only_the_holder_chooses_the_register(issued, alma, ruth, at):
    with pytest.raises(ValidationError, match="Only the holder"):
        actions.list_publicly(certificate=issued, town="Bristol", languages="", by=ruth, at=at)
    row = actions.list_publicly(certificate=issued, town=" Bristol ", languages="English, Spanish", by=alma, at=at)
    assert (row.is_listed, row.listed_town, row.listed_search) == (True, "Bristol", "alma reyes bristol")
    assert not actions.unlist(certificate=issued, by=alma, at=at).is_listed
    actions.unlist(certificate=issued, by=alma, at=at)
    kinds = list(issued.events.values_list("kind", flat=True))
    assert kinds == ["proposed", "approved", "listed", "unlisted"]


def test_each_act_leaves_an_audit_row_without_words(issued, ruth, at):
    actions.suspend(certificate=issued, reason="A secret reason.", by=ruth, at=at)
    rows = AuditRecord.objects.filter(subject_uuid=issued.uuid).order_by("pk").values_list("code", "by__name", "facts")
    assert list(rows) == [
        ("credentials.propose", "Ruth Pellow", {"state": "proposed"}),
        ("credentials.approve", "Dino Marchetti", {"state": "in_force"}),
        ("credentials.suspend", "Ruth Pellow", {"state": "suspended"}),
    ]
