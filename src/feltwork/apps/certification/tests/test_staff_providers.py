"""Providers: what they may give now, gaps, and what a change of approvals does to others before it is saved."""

from datetime import date
from fractions import Fraction

import pytest

from feltwork.apps.certification.actions import certify
from feltwork.apps.certification.queries.approvals import current_of, gaps_of, tracks_of
from feltwork.apps.certification.queries.effects import effects_of_approvals
from feltwork.apps.certification.standing import verdict_of
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import make_ready, students, url
from feltwork.apps.schools.models import Approval, Provider
from feltwork.apps.schools.queries import approvals_of
from feltwork.apps.schools.tests.factories import ApprovalFactory, ProviderFactory, UserFactory
from feltwork.core.certification import Counted

LEVELS = ["beginning", "intermediate", "advanced"]


@pytest.fixture
def ada(school):
    """Approved for personal sessions with a pause from 1 July to 30 September 2026, and for groups at two levels."""
    user = UserFactory(name="Ada Merriwether")
    provider = ProviderFactory(school=school, name=user.name, user=user, town="Cardiff")
    ApprovalFactory(provider=provider, valid_from=date(2024, 1, 1), valid_to=date(2026, 6, 30))
    ApprovalFactory(provider=provider, valid_from=date(2026, 10, 1))
    ApprovalFactory(
        provider=provider, kind="consultation_group", valid_from=date(2025, 1, 1), levels=["beginning", "intermediate"]
    )
    return provider


def names(response):
    rows = response.content.decode().split('<th scope="row"><a')[1:]
    return [row.split(">", 1)[1].split("<")[0] for row in rows]


def approval(**more):
    data = {"kind": "personal_session", "levels": [], "issuer": "Alder House", "valid_from": "2026-07-01", "cohort": ""}
    return data | {"valid_to": "2026-09-30", "reason": "The form was lost at our office."} | more


# --- reading


def test_what_holds_on_a_day(ada):
    rows = approvals_of([ada.pk])[ada.pk]
    assert [one.kind for one in current_of(rows, date(2026, 8, 15))] == ["consultation_group"]
    assert [(one.kind, one.levels) for one in current_of(rows, date(2026, 11, 1))] == [
        ("personal_session", ()),
        ("consultation_group", ("beginning", "intermediate")),
    ]


def test_a_gap_is_two_approvals(ada):
    gaps = gaps_of(approvals_of([ada.pk])[ada.pk], LEVELS)
    assert [(gap.kind, gap.first, gap.last) for gap in gaps] == [
        ("personal_session", date(2026, 7, 1), date(2026, 9, 30))
    ]


def test_approvals_that_touch_or_overlap_leave_no_gap(school):
    provider = ProviderFactory(school=school)
    for first, last in ((date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2025, 1, 31))):
        ApprovalFactory(provider=provider, valid_from=first, valid_to=last)
    ApprovalFactory(provider=provider, valid_from=date(2025, 1, 1))
    assert gaps_of(approvals_of([provider.pk])[provider.pk], LEVELS) == []


def test_the_timeline_has_a_track_for_each_kind_and_level(ada):
    tracks = tracks_of(approvals_of([ada.pk])[ada.pk], LEVELS, date(2024, 1, 1), date(2027, 1, 1))
    assert [(track.kind, track.level, len(track.bars)) for track in tracks] == [
        ("personal_session", "", 2),
        ("consultation_group", "beginning", 1),
        ("consultation_group", "intermediate", 1),
    ]
    first = tracks[0].bars[0]
    assert (first.x, first.width) == (0, 832)  # 912 of 1096 days


def test_the_list_and_its_filters(ada, ben, carla, sign_in, ruth):
    client = sign_in(ruth)
    queries = (
        "",
        "q=ada",
        "q=card",
        "kind=faculty",
        "kind=consultation_group",
        "kind=consultation_group&level=advanced",
    )
    assert {query: names(client.get(f"{url('providers')}?{query}")) for query in queries} == {
        "": ["Ada Merriwether", "Ben Okafor", "Carla Lindqvist"],
        "q=ada": ["Ada Merriwether"],
        "q=card": ["Ada Merriwether"],
        "kind=faculty": ["Carla Lindqvist"],
        "kind=consultation_group": ["Ada Merriwether", "Carla Lindqvist"],
        "kind=consultation_group&level=advanced": ["Carla Lindqvist"],
    }
    text = client.get(url("providers")).content.decode()
    assert "group consultation: Beginning, Intermediate" in text
    assert text.count("had a gap") == 1


def test_members_see_who_may_give_what_now(ada, ben, carla, alma, sign_in):
    ProviderFactory(school=ada.school, name="Nobody Yet")
    text = sign_in(alma).get(url("approved")).content.decode()
    assert "3 people may give it" in text
    assert "Nobody Yet" not in text
    assert ben.email not in text
    assert "One person may give it" in sign_in(alma).get(f"{url('approved')}?q=cardiff").content.decode()


@pytest.mark.parametrize("name", ["providers", "approved"])
@pytest.mark.parametrize("rows", [1, 3])
def test_both_lists_ask_as_often_however_long(school, sign_in, ruth, name, rows, django_assert_num_queries):
    for _ in range(rows):
        ApprovalFactory(provider=ProviderFactory(school=school))
    client = sign_in(ruth)
    with django_assert_num_queries({"providers": 8, "approved": 9}[name]):
        client.get(url(name))


def test_one_provider_with_reasons_gaps_and_what_was_taken_back(ada, sign_in, ruth, at):
    ApprovalFactory(
        provider=ada,
        kind="faculty",
        retracted_at=at,
        retracted_by=ruth,
        retracted_reason="Another person of that name.",
    )
    page = sign_in(ruth).get(url("provider", uuid=ada.uuid)).content.decode()
    assert "No approval for personal sessions from 1 July 2026 to 30 September 2026" in page
    assert "Another person of that name." in page
    assert page.count('class="q-track-bar" x=') == 4


def test_a_registrar_reads_and_changes_nothing(ada, sign_in, greta):
    client = sign_in(greta)
    page = client.get(url("provider", uuid=ada.uuid)).content.decode()
    assert "Add an approval" not in page
    row = ada.approvals.first()
    for address in (
        url("approval-new", uuid=ada.uuid),
        url("approval-end", uuid=row.uuid),
        url("approval-retract", uuid=row.uuid),
        url("provider-new"),
    ):
        assert client.get(address).status_code == 403
    assert client.post(url("approval-preview", uuid=ada.uuid), approval()).status_code == 403


def test_somebody_new_on_the_list(sign_in, ruth, school):
    client = sign_in(ruth)
    assert "Please write a name." in client.post(url("provider-new"), {"name": ""}).content.decode()
    client.post(url("provider-new"), {"name": "Tomas Wreford", "email": "tomas@example.org", "town": "Exeter"})
    made = Provider.objects.get()
    assert (made.name, made.email, made.town) == ("Tomas Wreford", "tomas@example.org", "Exeter")


# --- what a change would do, before it is saved


@pytest.fixture
def in_the_gap(alma, ada, cohort, at):
    """Three signed sessions of two people inside the pause, none of which counts."""
    other = students(cohort, 1, at)[0]
    entries = [
        LogEntryFactory(enrolment=enrolment, provider=ada, on=on)
        for enrolment, on in (
            (alma.enrolment, date(2026, 8, 15)),
            (alma.enrolment, date(2026, 9, 1)),
            (other, date(2026, 7, 1)),
        )
    ]
    for entry in entries:
        signed(entry)
    return entries


def test_a_backdated_approval_makes_refused_sessions_count(in_the_gap, alma, ada, sign_in, ruth, at):
    """SE-22 of the domain's test cases, through the pages."""
    entry = in_the_gap[0]
    refused = verdict_of(alma.enrolment, at.date()).entry(str(entry.uuid))
    assert [one.code for one in refused.reasons if one.code.startswith("approval")] == ["approval_gap"]
    client = sign_in(ruth)
    page = client.post(url("approval-preview", uuid=ada.uuid), approval()).content.decode()
    assert "3 entries would count" in page
    assert "Of 2 people." in page
    assert "Certificates already issued stay as they are." in page
    assert Approval.objects.filter(provider=ada).count() == 3
    client.post(url("approval-preview", uuid=ada.uuid), approval(save="1"))
    counted = verdict_of(alma.enrolment, at.date()).entry(str(entry.uuid))
    assert counted.counted is Counted.COUNTS
    alma.enrolment.standing.refresh_from_db()
    assert alma.enrolment.standing.sessions == 2
    made = Approval.objects.latest("pk")
    assert (made.valid_from, made.reason, made.entered_by) == (
        date(2026, 7, 1),
        "The form was lost at our office.",
        ruth,
    )


def test_backdating_needs_a_reason(ada, sign_in, ruth):
    page = sign_in(ruth).post(url("approval-preview", uuid=ada.uuid), approval(reason="", save="1")).content.decode()
    assert "The first day lies in the past: please say why." in page
    assert Approval.objects.filter(provider=ada).count() == 3


def test_an_approval_that_changes_nothing_says_so(ada, sign_in, ruth):
    data = approval(kind="faculty", valid_from="2999-01-01", valid_to="", reason="")
    page = sign_in(ruth).post(url("approval-preview", uuid=ada.uuid), data).content.decode()
    assert "Nothing that was logged changes" in page


def test_a_mistake_in_the_form_is_said_next_to_the_field(ada, sign_in, ruth):
    data = approval(kind="", issuer="", valid_to="2026-01-01")
    page = sign_in(ruth).post(url("approval-preview", uuid=ada.uuid), data).content.decode()
    for words in ("Please choose what for.", "Who approved?", "The last day lies before the first."):
        assert words in page


def test_ending_an_approval_shows_what_stops_counting(alma, ben, sign_in, ruth, at):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 9, 1))
    signed(entry)
    row = ben.provider.approvals.get(kind="personal_session")
    client = sign_in(ruth)
    data = {"on": "2026-08-31", "reason": "The agreement ended."}
    page = client.post(url("approval-end", uuid=row.uuid), data).content.decode()
    assert "One entry would stop counting" in page
    assert "Of one person." in page
    row.refresh_from_db()
    assert row.retracted_at is None
    client.post(url("approval-end", uuid=row.uuid), data | {"save": "1"})
    kept = ben.provider.approvals.get(kind="personal_session", retracted_at=None)
    assert kept.valid_to == date(2026, 8, 31)
    assert verdict_of(alma.enrolment, at.date()).entry(str(entry.uuid)).counted is Counted.DOES_NOT


def test_taking_back_shows_what_stops_counting(alma, ben, sign_in, ruth):
    signed(LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 9, 1)))
    row = ben.provider.approvals.get(kind="personal_session")
    client = sign_in(ruth)
    page = client.post(url("approval-retract", uuid=row.uuid), {"reason": "Entered by mistake."}).content.decode()
    assert "One entry would stop counting" in page
    client.post(url("approval-retract", uuid=row.uuid), {"reason": "Entered by mistake.", "save": "1"})
    row.refresh_from_db()
    assert row.retracted_by == ruth
    assert client.get(url("approval-end", uuid=row.uuid)).status_code == 404


def test_an_issued_certificate_stays_and_is_counted_apart(alma, ben, ruth, dino, sign_in, at):
    signed(LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 9, 1)))
    make_ready(alma.enrolment, author=dino, at=at)
    certificate = certify.propose_certificate(enrolment=alma.enrolment, holder_name="Alma Reyes", by=ruth, at=at)
    certify.approve_certificate(certificate=certificate, by=dino, at=at)
    row = ben.provider.approvals.get(kind="personal_session")
    client = sign_in(ruth)
    page = client.post(url("approval-retract", uuid=row.uuid), {"reason": "Entered by mistake."}).content.decode()
    assert "Nothing that was logged changes" in page
    assert "the certificate stays as it is" in page
    client.post(url("approval-retract", uuid=row.uuid), {"reason": "Entered by mistake.", "save": "1"})
    certificate.refresh_from_db()
    alma.enrolment.refresh_from_db()
    assert (certificate.state, alma.enrolment.state) == ("in_force", "completed")


def test_the_preview_tells_what_saving_then_does(in_the_gap, ada, at):
    """The effect worked out in memory equals the verdicts before and after the rows exist."""
    from feltwork.core.certification import Approval as Fact
    from feltwork.core.certification import compare

    fact = Fact(
        provider=str(ada.uuid),
        kind="personal_session",
        issuer="Alder House",
        valid_from=date(2026, 7, 1),
        valid_to=date(2026, 9, 30),
    )
    as_of = at.date()
    foreseen = {one.enrolment: one.changes for one in effects_of_approvals(ada, add=[fact], as_of=as_of)}
    before = {enrolment: verdict_of(enrolment, as_of) for enrolment in foreseen}
    ApprovalFactory(provider=ada, valid_from=date(2026, 7, 1), valid_to=date(2026, 9, 30))
    after = {enrolment: compare(verdict, verdict_of(enrolment, as_of)) for enrolment, verdict in before.items()}
    assert foreseen == after
    assert sum(change.counted_after or Fraction(0) for change in foreseen[in_the_gap[0].enrolment]) > 0


@pytest.mark.parametrize("people", [1, 3])
def test_the_preview_asks_as_often_however_many_it_touches(
    people, ben, cohort, sign_in, ruth, at, django_assert_num_queries
):
    for enrolment in students(cohort, people, at):
        LogEntryFactory(enrolment=enrolment, provider=ben.provider)
    row = ben.provider.approvals.get(kind="personal_session")
    client = sign_in(ruth)
    with django_assert_num_queries(12):
        client.post(url("approval-retract", uuid=row.uuid), {"reason": "x"})
