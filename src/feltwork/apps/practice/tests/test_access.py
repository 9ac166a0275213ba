"""Who stands to a file in which way, and what the others get: nothing, as where there is no file."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions
from feltwork.apps.practice.models import ConsentText, Guardian
from feltwork.apps.practice.permissions import Sight, visible_clients
from feltwork.apps.practice.queries.consents import consents_of, current_text
from feltwork.apps.practice.queries.notes import notes_of
from feltwork.apps.practice.queries.reads import reads_of
from feltwork.apps.practice.tasks import end_guardians


def test_each_sees_a_file_in_one_way(opened, ben, jonas, otto, carla, dino, eva, timo, gesa, farid):
    people = {"ben": ben, "jonas": jonas, "otto": otto, "carla": carla, "dino": dino, "eva": eva, "farid": farid}
    seen = {name: opened(person, eva.file) for name, person in people.items()}
    assert {name: file.sight for name, file in seen.items() if file} == {
        "ben": Sight.CLINICIAN,
        "otto": Sight.ASSISTANT,
        "eva": Sight.CLIENT,
    }
    assert opened(gesa, timo).sight is Sight.GUARDIAN
    assert opened(gesa, eva.file) is None


def test_an_assistant_sees_how_to_reach_somebody_and_nothing_else(opened, otto, eva, at):
    identity = {"name": "Eva Brandt", "emergency": [{"name": "Ida", "phone": "1"}], "born_on": "1988-04-02"}
    ben_file = opened(eva.file.clinician, eva.file)
    actions.change_identity(file=ben_file, identity=identity, seen=1, by=ben_file.user, at=at)
    assert set(opened(otto, eva.file).identity) == {"name"}
    changed = actions.change_identity(file=opened(otto, eva.file), identity={"name": "Eva B."}, seen=2, by=otto, at=at)
    assert changed.version == 3
    assert "born_on" in opened(ben_file.user, eva.file).identity


def test_two_tabs_on_who_the_client_is(opened, ben, eva, at):
    file = opened(ben, eva.file)
    actions.change_identity(file=file, identity={"name": "Eva", "phone": "1"}, seen=1, by=ben, at=at)
    with pytest.raises(actions.ChangedMeanwhile) as told:
        actions.change_identity(file=file, identity={"name": "Eva", "phone": "2"}, seen=1, by=ben, at=at)
    assert told.value.theirs["phone"] == "1"


def test_a_colleague_is_let_in_and_out(opened, ben, jonas, eva, at):
    carer = actions.add_carer(file=opened(ben, eva.file), user=jonas, by=ben, at=at)
    assert opened(jonas, eva.file).sight is Sight.CARER
    actions.end_carer(file=opened(ben, eva.file), carer=carer, by=ben, at=at + timedelta(hours=1))
    assert opened(jonas, eva.file, when=at + timedelta(hours=2)) is None


def test_a_file_is_passed_on_once_its_sessions_are_signed(opened, ben, jonas, eva, record, at):
    with pytest.raises(ValidationError, match="sign your sessions"):
        actions.hand_over(file=opened(ben, eva.file), to=jonas, by=ben, at=at)
    actions.remove_draft(file=opened(ben, eva.file), record=record, by=ben, at=at)
    actions.hand_over(file=opened(ben, eva.file), to=jonas, by=ben, at=at)
    assert opened(ben, eva.file) is None
    assert opened(jonas, eva.file).sight is Sight.CLINICIAN


def test_supervision_needs_a_yes(opened, ben, carla, eva, at):
    with pytest.raises(ValidationError, match="has not agreed"):
        actions.begin_supervision(file=opened(ben, eva.file), supervisor=carla, by=ben, at=at)


def test_breaking_the_glass_is_told_and_ends(opened, ben, jonas, eva, farid, at, django_capture_on_commit_callbacks):
    roles = frozenset({"practitioner"})
    with pytest.raises(ValidationError):
        actions.break_glass(user=jonas, roles=roles, client_uuid=eva.file.uuid, reason="now", at=at)
    reason = "She called in danger and Ben cannot be reached."
    actions.break_glass(user=jonas, roles=roles, client_uuid=eva.file.uuid, reason=reason, at=at)
    assert opened(jonas, eva.file).sight is Sight.EMERGENCY
    assert opened(jonas, eva.file, when=at + timedelta(minutes=61)) is None
    notice = Notice.objects.get(to=ben)
    assert "Eva" not in notice.subject + notice.body
    with pytest.raises(PermissionDenied):
        actions.break_glass(user=farid, roles=frozenset({"client"}), client_uuid=eva.file.uuid, reason=reason, at=at)


def test_the_client_reads_who_opened_the_file(opened, ben, otto, eva):
    opened(ben, eva.file, what="record")
    opened(otto, eva.file, what="calendar")
    opened(eva, eva.file)
    assert [(read.name, read.what, read.sight) for read in reads_of(eva.file)] == [
        ("Otto Lindgren", "calendar", "assistant"),
        ("Ben Okafor", "record", "clinician"),
    ]


def test_a_guardian_ends_when_the_child_is_of_age(opened, timo, gesa, at):
    end_guardians(at)
    assert opened(gesa, timo).sight is Sight.GUARDIAN
    later = at.replace(year=2036, month=2, day=28)
    assert opened(gesa, timo, when=later) is None
    end_guardians(later)
    assert opened(gesa, timo, when=later) is None
    assert Guardian.objects.get().until == later


def test_every_look_is_listed_however_many_there_were(
    client, sign_in, practice, ben, eva, at, django_assert_num_queries
):
    """Page by page for the clinician and for the client, at the same cost on the first page and the last; and whole in
    an archive."""
    rows = [
        AuditRecord(
            at=at + timedelta(minutes=number), kind=AuditRecord.Kind.SAW, code="practice.read", by=ben, school=practice,
            subject_type="practice.client", subject_uuid=eva.file.uuid, facts={"what": "record", "sight": "clinician"},
        )
        for number in range(1234)
    ]  # fmt: skip
    AuditRecord.objects.bulk_create(rows)
    reads = reads_of(eva.file)
    assert (len(reads), reads[0].at, [one.at for one in reads[1233:]]) == (1234, rows[-1].at, [rows[0].at])
    with django_assert_num_queries(1):
        assert sum(1 for _read in reads) == 1234
    with django_assert_num_queries(1):
        assert len(reads[1200:1250]) == 34
    for person, name in ((ben, "client-reads"), (eva, "mine-reads")):
        address = reverse(f"practice:{name}", kwargs={"school": practice.slug, "uuid": eva.file.uuid})
        last = sign_in(person).get(address, {"page": "999"}).context["page"]
        assert (last.number, last[-1].at) == (last.paginator.num_pages, rows[0].at)
        assert last.paginator.count >= 1234


def test_consents_stand_topic_by_topic(practice, opened, ben, eva, at):
    actions.begin_practice(school=practice, by=ben, at=at)
    actions.begin_practice(school=practice, by=ben, at=at)
    assert ConsentText.objects.count() == 18
    text = current_text(practice, "treatment", "de")
    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="treatment", decision="given", text=text, detail="no video", by=ben, at=at)
    given = {one.topic: (one.decision, one.detail, one.is_outdated) for one in consents_of(file) if one.decision}
    assert given == {"treatment": ("given", "no video", False)}
    actions.change_text(school=practice, topic="treatment", language="de", text="Anders.", by=ben, at=at)
    assert [one.topic for one in consents_of(file) if one.is_outdated] == ["treatment"]
    with pytest.raises(ValidationError):
        actions.answer_consent(file=file, topic="touch", decision="withdrawn", text=None, by=ben, at=at)


def test_a_new_wording_in_german_leaves_what_was_agreed_to_in_english(practice, opened, ben, eva, timo, at):
    actions.begin_practice(school=practice, by=ben, at=at)
    files = {"en": opened(ben, eva.file), "de": opened(ben, timo)}
    for language, file in files.items():
        text = current_text(practice, "treatment", language)
        actions.answer_consent(file=file, topic="treatment", decision="given", text=text, by=ben, at=at)

    def outdated():
        return {name: [one.topic for one in consents_of(file) if one.is_outdated] for name, file in files.items()}

    made = actions.change_text(school=practice, topic="treatment", language="de", text="Anders.", by=ben, at=at)
    assert (made.version, outdated()) == (2, {"en": [], "de": ["treatment"]})
    assert current_text(practice, "treatment", "en").version == 1
    made = actions.change_text(school=practice, topic="treatment", language="en", text="Otherwise.", by=ben, at=at)
    assert (made.version, outdated()) == (2, {"en": ["treatment"], "de": ["treatment"]})
    answer = {"topic": "treatment", "decision": "given", "text": made, "by": ben, "at": at}
    actions.answer_consent(file=files["en"], **answer)
    assert outdated() == {"en": [], "de": ["treatment"]}


def test_nobody_answers_with_somebody_elses_guardian_or_session(opened, ben, eva, timo, gesa, record, at):
    yes = {"topic": "treatment", "decision": "given", "text": None, "by": ben, "at": at}
    with pytest.raises(PermissionDenied):
        actions.answer_consent(file=opened(ben, eva.file), guardian=gesa.guardian, **yes)
    with pytest.raises(PermissionDenied):
        actions.answer_consent(file=opened(ben, timo), record=record, **yes)


def test_private_notes_are_their_authors_alone(opened, ben, jonas, eva, at):
    file, name = opened(ben, eva.file), uuid4()
    actions.save_note(file=file, note_uuid=name, seen=0, words="My own shoulder went up.", by=ben, at=at)
    assert [one.words for one in notes_of(ben, eva.file)] == ["My own shoulder went up."]
    assert notes_of(jonas, eva.file) == []
    with pytest.raises(actions.ChangedMeanwhile):
        actions.save_note(file=file, note_uuid=name, seen=0, words="Other.", by=ben, at=at)
    actions.remove_note(file=file, note_uuid=name, by=ben, at=at)
    assert notes_of(ben, eva.file) == []


def test_lists_hold_whom_one_may_know_of(ben, jonas, otto, carla, eva, timo, at):
    def known(user, role):
        return visible_clients(user, frozenset({role}), at).count()

    assert [known(ben, "practitioner"), known(jonas, "practitioner"), known(otto, "assistant")] == [2, 0, 2]
    assert known(carla, "supervisor") == 0


def test_whoever_broke_the_glass_reads_and_shows_nothing_to_others(opened, ben, jonas, eva, at):
    change = actions.Change(uuid4(), uuid4(), "goal", 0, {"words": "rest"})
    actions.save_items(file=opened(ben, eva.file), record=None, changes=[change], by=ben, at=at)
    reason = "She called in danger and Ben cannot be reached."
    actions.break_glass(user=jonas, roles=frozenset({"practitioner"}), client_uuid=eva.file.uuid, reason=reason, at=at)
    with pytest.raises(PermissionDenied):
        actions.set_audience(file=opened(jonas, eva.file), item=change.item, audience="guardian", by=jonas, at=at)


def test_a_guardian_learns_nothing_of_who_the_child_is_beyond_the_figure(opened, timo, gesa):
    assert opened(gesa, timo).identity == {"figure": "fw-child-1"}
