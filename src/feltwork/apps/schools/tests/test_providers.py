"""Who may give what, and when."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.accounts.models import Membership
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.events import approvals_changed, provider_linked
from feltwork.apps.schools.tests.factories import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lars(school):
    return ProviderFactory(school=school, name="Lars Holmqvist", email="lars@example.org")


@pytest.fixture
def approve(lars, ruth, at):
    def make(**words):
        given = {"kind": "personal_session", "levels": [], "issuer": "SEI", "valid_from": date(2026, 12, 1)}
        return actions.approve_provider(provider=lars, **{**given, "reason": "", **words}, by=ruth, at=at)

    return make


def approved(lars, on, level="beginning", kind="personal_session"):
    return queries.is_approved(provider=lars, kind=kind, level=level, on=on)


def test_a_gap_between_two_approvals_is_a_gap(lars, approve):
    approve(valid_from=date(2022, 1, 1), valid_to=date(2023, 6, 30), reason="from the list of 2022")
    approve(valid_from=date(2023, 10, 1), reason="signed the new agreement")
    days = (date(2021, 12, 31), date(2022, 1, 1), date(2023, 6, 30), date(2023, 8, 15), date(2023, 10, 1))
    assert [approved(lars, on) for on in days] == [False, True, True, False, True]


def test_an_approval_is_for_a_kind_and_for_levels(lars, approve):
    approve(levels=["beginning"])
    on = date(2026, 12, 1)
    assert approved(lars, on)
    assert not approved(lars, on, level="intermediate")
    assert not approved(lars, on, kind="consultation_individual")


def test_approvals_may_overlap_and_are_not_merged(lars, approve):
    approve(valid_to=date(2027, 5, 31))
    approve(valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31))
    rows = queries.approvals_of([lars.pk])[lars.pk]
    assert [(r.valid_from, r.valid_to) for r in rows] == [
        (date(2026, 12, 1), date(2027, 5, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ]


def test_backdating_needs_a_reason_and_is_in_the_audit_trail(lars, approve):
    with pytest.raises(ValidationError) as refused:
        approve(valid_from=date(2024, 3, 1))
    assert list(refused.value.message_dict) == ["reason"]
    row = approve(valid_from=date(2024, 3, 1), reason="letter of 2 March 2024")
    facts = AuditRecord.objects.get(code="schools.approve_provider").facts
    assert facts["before"] is None
    assert facts["after"]["valid_from"] == "2024-03-01"
    assert facts["after"]["approval"] == str(row.uuid)


def test_taking_an_approval_back_leaves_the_row_and_says_why(lars, approve, ruth, at):
    row = approve()
    actions.retract_approval(approval=row, reason="meant for somebody else", by=ruth, at=at)
    row.refresh_from_db()
    assert (row.retracted_at, row.retracted_by, row.retracted_reason) == (at, ruth, "meant for somebody else")
    assert not approved(lars, date(2026, 12, 1))
    with pytest.raises(ValidationError, match="already taken back"):
        actions.retract_approval(approval=row, reason="again", by=ruth, at=at)


def test_ending_an_approval_writes_a_shorter_row(lars, approve, ruth, at):
    row = approve(levels=["beginning"], valid_to=date(2027, 12, 31))
    shorter = actions.end_approval(approval=row, on=date(2027, 1, 31), reason="stopped", by=ruth, at=at)
    row.refresh_from_db()
    assert row.retracted_at == at
    assert (shorter.pk != row.pk, shorter.levels, shorter.valid_to) == (True, ["beginning"], date(2027, 1, 31))
    assert [approved(lars, on) for on in (date(2027, 1, 31), date(2027, 2, 1))] == [True, False]
    facts = AuditRecord.objects.get(code="schools.end_approval").facts
    assert (facts["before"]["valid_to"], facts["after"]["valid_to"]) == ("2027-12-31", "2027-01-31")


@pytest.mark.parametrize("on", [date(2026, 11, 30), date(2027, 12, 31)])
def test_an_approval_ends_within_itself(on, approve, ruth, at):
    row = approve(valid_to=date(2027, 12, 31))
    with pytest.raises(ValidationError, match="within the approval"):
        actions.end_approval(approval=row, on=on, reason="stopped", by=ruth, at=at)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "magic"}, "kind"),
        ({"levels": ["masterly"]}, "levels"),
        ({"issuer": ""}, "issuer"),
        ({"valid_to": date(2026, 11, 30)}, "valid_to"),
    ],
)
def test_a_wrong_approval_says_what_is_wrong(wrong, field, approve):
    with pytest.raises(ValidationError) as refused:
        approve(**wrong)
    assert list(refused.value.message_dict) == [field]


def test_every_change_of_approvals_is_told(lars, approve, ruth, at):
    told = []

    def listen(sender, provider, at, **kwargs):
        told.append(provider.uuid)

    approvals_changed.connect(listen)
    row = approve()
    row = actions.end_approval(approval=row, on=date(2027, 1, 1), reason="x", by=ruth, at=at)
    actions.retract_approval(approval=row, reason="x", by=ruth, at=at)
    approvals_changed.disconnect(listen)
    assert told == [lars.uuid] * 3


def test_a_provider_is_in_the_list_once(school, lars, ruth, at):
    with pytest.raises(ValidationError) as refused:
        actions.add_provider(
            school=school, name="Lars", email="LARS@example.org", town="", languages="", by=ruth, at=at
        )
    assert list(refused.value.message_dict) == ["email"]
    for name in ("Maja", "Nils"):
        actions.add_provider(school=school, name=name, email="", town="Oslo", languages="no", by=ruth, at=at)
    assert [row["name"] for row in queries.providers_for_choice(school)] == ["Lars Holmqvist", "Maja", "Nils"]


def test_only_who_is_approved_on_that_day_can_be_chosen(school, lars, approve):
    approve()
    assert queries.providers_for_choice(school, on=date(2026, 11, 30)) == []
    assert [row["pk"] for row in queries.providers_for_choice(school, on=date(2026, 12, 1))] == [lars.pk]


def test_a_provider_gets_an_account_once(lars, at):
    told = []

    def listen(sender, provider, user, at, **kwargs):
        told.append((provider.uuid, user))

    provider_linked.connect(listen)
    user = UserFactory(email="lars@example.org")
    for _ in range(2):
        actions.link_provider(provider=lars, user=user, at=at)
    with pytest.raises(ValidationError, match="Somebody else"):
        actions.link_provider(provider=lars, user=UserFactory(), at=at)
    provider_linked.disconnect(listen)
    assert told == [(lars.uuid, user)]
    assert Membership.objects.get(user=user).role == "provider"
