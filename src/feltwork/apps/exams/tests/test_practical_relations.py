"""Who may not rate whom; consents that live in a client's file; what goes by itself."""

from datetime import timedelta

import pytest

from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import consents, practicals
from feltwork.apps.exams.lots import drawn, order_of
from feltwork.apps.exams.models import Examination
from feltwork.apps.exams.queries.consents import holds
from feltwork.apps.exams.queries.own_clients import agreeing_clients
from feltwork.apps.exams.queries.relations import pool_of
from feltwork.apps.exams.relations import in_words
from feltwork.apps.exams.tasks.practical import follow_recordings, remind_raters
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.practical_world import rate, send, sheet, state_consent
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions as practice
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.models import Carer, Client, Supervision
from feltwork.apps.schools.models import Approval
from feltwork.apps.schools.tests.factories import ApprovalFactory, EnrolmentFactory, MembershipFactory
from feltwork.apps.signoffs.tests.factories import ask, seal_one

pytestmark = pytest.mark.django_db


def codes(world, at):
    return {user: set(why) for user, why in pool_of(world.practical, at).left_out}


@pytest.fixture
def treating(school, alma, at):
    """Alma treats clients at this school, too: `treating.file` is one of hers, who agreed to the use."""
    school.has_practice = True
    school.save(update_fields=["has_practice"])
    MembershipFactory(school=school, user=alma, role="practitioner")
    practice.begin_practice(school=school, by=alma, at=at)
    alma.client = practice.open_client(school=school, identity={"name": "Wren Oak"}, clinician=alma, by=alma, at=at)
    answer(alma, "given", at)
    return alma


def answer(alma, decision, at):
    roles = frozenset({"practitioner", "student"})
    file = open_file(alma, roles, alma.client.uuid, what="consents", at=at)
    practice.answer_consent(file=file, topic="training_exam_use", decision=decision, text=None, by=alma, at=at)


def test_everybody_is_free_who_stands_in_no_relation(world, at):
    pool = pool_of(world.practical, at)
    assert (set(pool.free), pool.left_out, pool.is_enough) == (set(world.people), (), True)


def test_whoever_signed_or_was_asked_to_is_left_out(world, alma, ben, carla, school, at):
    seal_one(school, alma, ben, at=at, kind="confirmed")
    ask(alma, carla.provider, at=at)
    assert codes(world, at) == {ben: {"signed"}, carla: {"asked"}}


def test_whoever_supervises_or_stands_close_is_left_out_and_it_is_not_told_how(world, treating, ben, rosa, nils, at):
    Supervision.objects.create(
        school=treating.client.school, client=treating.client, supervisor=ben, since=at, by=treating
    )
    Carer.objects.create(school=treating.client.school, client=treating.client, user=rosa, since=at, by=treating)
    Client.objects.filter(pk=treating.client.pk).update(user=nils)  # he is her client
    found = codes(world, at)
    assert found == {ben: {"supervises"}, rosa: {"apart"}, nils: {"apart"}}
    assert in_words({"apart"}) == in_words({"said"}) == in_words({"said", "apart"})


def test_one_who_trained_beside_the_candidate_is_left_out(world, rosa, cohort, at):
    EnrolmentFactory(cohort=cohort, student=rosa)
    assert codes(world, at) == {rosa: {"cohort"}}


def test_the_candidate_is_never_drawn_for_themselves(world, alma, ruth, at):
    from feltwork.apps.exams.tests.practical_world import appoint

    MembershipFactory(school=alma.enrolment.school, user=alma, role="provider")
    appoint(alma, world.examination, by=ruth, at=at)
    assert codes(world, at)[alma] >= {"own"}


def test_of_those_who_teach_the_group_one_sits_at_most(world, ben, carla, nils, cohort, at):
    for user in (ben, carla):
        ApprovalFactory(provider=user.provider, kind=Approval.Kind.ASSISTS, cohort=cohort)
    pool = pool_of(world.practical, at)
    assert pool.partly == {ben.pk, carla.pk}
    free, partly = [str(one.uuid) for one in pool.free], [str(ben.uuid), str(carla.uuid)]
    for number in range(40):
        sitting = drawn(f"seed {number}", free, seats=2, partly=partly)
        assert len(sitting) == 2
        assert len(set(sitting) & set(partly)) <= 1
    assert not set(drawn("seed", free, seats=1, partly=partly, is_taken=True)) & set(partly)


def test_a_lot_depends_on_its_seed_and_not_on_the_order_of_the_pool():
    pool = [f"person {n}" for n in range(20)]
    assert order_of("one", pool) == order_of("one", pool[::-1])
    assert order_of("one", pool) != order_of("two", pool)


def test_training_that_is_older_than_a_year_does_not_count(world, at):
    found = codes(world, at + timedelta(days=366))
    assert found == {user: {"training"} for user in world.people}


def test_only_clients_who_agreed_are_offered_and_nobody_elses(treating, at):
    roles = frozenset({"practitioner", "student"})
    assert agreeing_clients(treating, roles, at) == [(str(treating.client.uuid), "Wren Oak")]
    answer(treating, "withdrawn", at)
    assert agreeing_clients(treating, roles, at) == []


def test_an_answer_in_the_file_that_is_taken_back_destroys_the_recording(
    world, treating, ruth, at, django_capture_on_commit_callbacks
):
    roles = frozenset({"practitioner", "student"})
    consent = consents.consent_by_file(
        practical=world.practical, client=treating.client, roles=roles, by=treating, at=at
    )
    recording = send(world.practical, by=treating, at=at)
    row = practicals.hand_in(practical=world.practical, by=treating, at=at)
    assert row.state == "rating"  # nobody has to read anything
    with django_capture_on_commit_callbacks(execute=True):
        answer(treating, "withdrawn", at)
    consent.refresh_from_db()
    recording.refresh_from_db()
    assert (consent.ended, recording.removed, vault.owners()) == ("withdrawn", "consent", [])
    row.refresh_from_db()
    assert row.state == "open"


def test_what_nobody_looks_at_goes_on_its_day(rated, alma, at, django_capture_on_commit_callbacks):
    consent = rated.practical.consents.get()
    later = at + timedelta(days=91)
    assert holds(consent, later - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        follow_recordings(later)
    consent.refresh_from_db()
    assert (consent.ended, vault.owners()) == ("over", [])


def test_a_recording_expires_though_its_consent_would_go_on(
    world, alma, at, settings, django_capture_on_commit_callbacks
):
    settings.RECORDING_DAYS = 10
    state_consent(world.practical, by=alma, at=at)
    row = send(world.practical, by=alma, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        follow_recordings(at + timedelta(days=10))
        assert vault.there(row.uuid)
        follow_recordings(at + timedelta(days=11))
    row.refresh_from_db()
    assert (row.removed, vault.owners()) == ("expired", [])


def test_what_a_kill_left_is_cleared(world, alma, at, settings):
    from uuid import uuid4

    vault.put(uuid4(), 0, b"left over", key=bytes(32), is_last=True)
    follow_recordings(at)
    assert len(vault.owners()) == 1  # it may be on its way still
    from django.utils import timezone

    follow_recordings(timezone.now() + timedelta(days=2))
    assert vault.owners() == []


def test_a_piece_that_was_moved_or_changed_does_not_open(settings):
    from uuid import uuid4

    from feltwork.core.sealing import Tampered

    one, other, key = uuid4(), uuid4(), bytes(range(32))
    content = b"a" * vault.PIECE + b"b" * 10
    for owner in (one, other):
        vault.put(owner, 0, content[: vault.PIECE], key=key, is_last=False)
        vault.put(owner, 1, content[vault.PIECE :], key=key, is_last=True)
    size = len(content)
    assert b"".join(vault.read(one, 0, size, size=size, key=key)) == content
    folder = settings.RECORDINGS_FOLDER
    first, second = folder / str(one) / "000000.box", folder / str(one) / "000001.box"
    second.write_bytes((folder / str(other) / "000001.box").read_bytes())
    with pytest.raises(Tampered):
        list(vault.read(one, 0, size, size=size, key=key))
    second.unlink()  # cut off at the end
    with pytest.raises(Tampered):
        list(vault.read(one, 0, vault.PIECE + 5, size=size, key=key))
    with pytest.raises(Tampered):
        list(vault.read(one, 0, vault.PIECE, size=vault.PIECE, key=key))  # said to be shorter than it is
    first.write_bytes(b"x" + first.read_bytes()[1:])
    with pytest.raises(Tampered):
        list(vault.read(one, 0, 5, size=size, key=key))


def test_a_rater_is_reminded_once(rated, at):
    day = rated.first.due_on - timedelta(days=4)
    soon = at + (day - at.date())
    remind_raters(soon)
    remind_raters(soon)
    assert Notice.objects.filter(code="exams.rating_due").count() == 2
    rate(rated.first, sheet(2), at=at)
    assert Examination.objects.count() == 1
