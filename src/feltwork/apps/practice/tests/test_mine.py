"""The client's own side: let in by a code, shown part by part, writing for themselves alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from feltwork.apps.keys import KeyStoreError
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Client, Invitation, JournalEntry
from feltwork.apps.practice.queries.mine import entries_of, shown_entries
from feltwork.apps.practice.views.mine.home import KNOWN
from feltwork.apps.schools.tests.factories import UserFactory
from feltwork.core.sealing import Tampered


def to(name, **own):
    return reverse(f"practice:{name}", kwargs={"school": "alder-house", **own})


@pytest.fixture
def as_eva(sign_in, eva):
    client = sign_in(eva)
    client.cookies[KNOWN] = "1"
    return client


@pytest.fixture
def rosa(practice, ben, at):
    """Ben's client without an own side yet."""
    return actions.open_client(school=practice, identity={"name": "Rosa Lind"}, clinician=ben, by=ben, at=at)


def write(eva, at, **body):
    return actions.write_entry(school=eva.file.school, entry=uuid4(), seen=0, body=body, by=eva, at=at)


def test_the_mail_alone_opens_nothing(opened, ben, rosa, at):
    file = opened(ben, rosa)
    row, code = actions.invite(file=file, email="rosa@example.org", by=ben, at=at)
    notice = Notice.objects.get(code="practice.invitation")
    assert ("Rosa" in notice.body, code in notice.body, "Ben" in notice.body) == (False, False, False)
    stranger = UserFactory(name="Somebody Else", email="typo@example.org")
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(ValidationError, match=f"{left} tries"):
            actions.join(invitation=row.uuid, code="AAAA AAAA", user=stranger, at=at)
    with pytest.raises(ValidationError, match="no longer"):
        actions.join(invitation=row.uuid, code=code, user=stranger, at=at)
    assert Client.objects.get(pk=rosa.pk).user is None


def test_the_code_opens_the_side_once(opened, ben, rosa, at):
    row, code = actions.invite(file=opened(ben, rosa), email="rosa@example.org", by=ben, at=at)
    user = UserFactory(name="Rosa Lind", email="rosa@example.org")
    actions.join(invitation=row.uuid, code=f"{code[:4].lower()} {code[4:]}", user=user, at=at)
    assert opened(user, rosa).sight == "client"
    with pytest.raises(ValidationError):
        actions.join(invitation=row.uuid, code=code, user=UserFactory(), at=at)
    with pytest.raises(ValidationError, match="open already"):
        actions.invite(file=opened(ben, rosa), email="x@example.org", by=ben, at=at)


def test_an_invitation_ends(opened, ben, rosa, at):
    row, code = actions.invite(file=opened(ben, rosa), email="rosa@example.org", by=ben, at=at)
    with pytest.raises(ValidationError, match="no longer"):
        actions.join(invitation=row.uuid, code=code, user=UserFactory(), at=at + timedelta(days=15))


def test_the_page_invites_and_shows_the_code_once(sign_in, ben, rosa, client):
    browser = sign_in(ben, fresh=True)
    page = browser.post(to("client-invite", uuid=rosa.uuid), {"email": "rosa@example.org"}).text
    code = page.split('m-code">')[1].split("</p>")[0]
    assert code not in browser.get(to("client-invite", uuid=rosa.uuid)).text
    user = UserFactory(name="", email="rosa@example.org")
    own = sign_in(user, with_client=client)
    join = to("join", uuid=Invitation.objects.get().uuid)
    assert "That is not the code" in own.post(join, {"code": "ZZZZZZZZ"}).text
    assert own.post(join, {"code": code}).url == to("mine")
    assert mail.outbox == [] or "Rosa" not in mail.outbox[0].body


def test_before_anything_else_how_to_leave(sign_in, eva):
    client = sign_in(eva)
    assert client.get(to("mine")).url == to("mine-safety")
    assert "the shift key three times" in client.get(to("mine-safety")).text
    assert client.post(to("mine-safety"), {"shared": "1"}).url == to("mine")
    assert client.session.get_expire_at_browser_close()
    assert client.get(to("mine")).status_code == 200


def test_every_page_has_the_way_out_and_a_neutral_title(as_eva, eva, at):
    entry = write(eva, at, words="tired")
    own = {"uuid": eva.file.uuid}
    for name, more in (
        ("mine", {}), ("mine-journal", {}), ("mine-checkin", {}), ("mine-entry", {"entry": entry.uuid}),
        ("mine-kept", {"entry": entry.uuid}), ("mine-erase", {}), ("mine-sessions", own), ("mine-consents", own),
        ("mine-consent", {**own, "topic": "touch"}), ("mine-reads", own), ("mine-reach", own),
    ):  # fmt: skip
        page = as_eva.get(to(name, **more))
        assert (name, page.status_code, "data-leave" in page.text) == (name, 200, True)
        assert page.text.split("<title>")[1].split("</title>")[0] == "Today"


def test_what_is_shared_part_by_part(as_eva, opened, ben, eva, record, at):
    shown = Change(uuid4(), uuid4(), "practice", 0, {"words": "feet while the kettle boils"}, "client")
    kept = Change(uuid4(), uuid4(), "next_step", 0, {"words": "leave the bend alone"}, "team")
    actions.save_items(file=opened(ben, eva.file), record=record, changes=[shown, kept], by=ben, at=at)
    page = as_eva.get(to("mine-sessions", uuid=eva.file.uuid)).text
    assert ("kettle" in page, "bend" in page) == (True, False)
    assert "kettle" in as_eva.get(to("mine")).text


def test_a_guardian_sees_what_is_shared_with_guardians(sign_in, opened, ben, timo, gesa, eva, at):
    items = [
        Change(uuid4(), uuid4(), "resource", 0, {"words": "the dog"}, "guardian"),
        Change(uuid4(), uuid4(), "resource", 0, {"words": "the cave"}, "client"),
    ]
    actions.save_items(file=opened(ben, timo), record=None, changes=items, by=ben, at=at)
    client = sign_in(gesa)
    client.cookies[KNOWN] = "1"
    page = client.get(to("mine")).text
    assert ("the dog" in page, "the cave" in page) == (True, False)
    assert client.get(to("mine-reads", uuid=timo.uuid)).status_code == 404
    assert client.get(to("mine-sessions", uuid=eva.file.uuid)).status_code == 404
    assert client.post(to("mine-consent", uuid=timo.uuid, topic="touch"), {"decision": "given"}).status_code == 302


def test_a_check_in_is_ones_own_until_it_is_shown(as_eva, opened, ben, eva):
    given = {
        "regions": ["front-throat", "front-belly"],
        "family": "tension",
        "intensity": "6",
        "after": "3",
        "shown": "",
    }
    page = as_eva.post(to("mine-checkin"), given, follow=True)
    assert "Kept, for you alone." in page.text
    (entry,) = entries_of(eva)
    assert [one["region"] for one in entry.body["regions"]] == ["front-throat", "front-belly"]
    assert shown_entries(opened(ben, eva.file)) == []
    address = to("mine-entry", entry=entry.row.uuid)
    as_eva.post(address, given | {"seen": "1", "shown": str(eva.file.uuid)})
    assert len(shown_entries(opened(ben, eva.file))) == 1
    as_eva.post(to("mine-show", entry=entry.row.uuid), {"to": ""})
    assert shown_entries(opened(ben, eva.file)) == []


def test_nothing_at_all_is_asked_for_and_nothing_is_an_answer(as_eva):
    assert "are answers, too" in as_eva.post(to("mine-checkin"), {}).text
    assert as_eva.post(to("mine-checkin"), {"answer": "nothing"}).status_code == 302


def test_who_leaves_worse_is_offered_company(as_eva):
    page = as_eva.post(to("mine-checkin"), {"intensity": "4", "after": "7"}, follow=True).text
    assert "You do not have to be alone with it." in page


def test_two_devices_write_one_entry(as_eva, eva, at):
    entry = write(eva, at, words="one")
    address = to("mine-entry", entry=entry.uuid)
    as_eva.post(address, {"words": "two", "seen": "1"})
    assert "Nothing of yours is lost" in as_eva.post(address, {"words": "three", "seen": "1"}).text
    assert entries_of(eva)[0].body["words"] == "two"


def test_a_journal_is_sealed_with_another_key_and_another_client_finds_nothing(as_eva, opened, ben, eva, rosa, at):
    entry = write(eva, at, words="canary-0815")
    row = JournalEntry.objects.get(pk=entry.pk)
    assert b"canary" not in bytes(row.body)
    with pytest.raises(Tampered):
        opened(ben, eva.file).cabinet.open(row, "body")
    stranger = UserFactory()
    with pytest.raises(PermissionDenied):
        actions.show_entry(entry=row, client=eva.file, by=stranger, at=at)
    with pytest.raises(PermissionDenied):
        actions.show_entry(entry=row, client=rosa, by=eva, at=at)


def test_a_child_is_asked_by_comparison(sign_in, timo, practice, member, at):
    child = member("Timo Kranz", "client")
    Client.objects.filter(pk=timo.pk).update(user=child)
    client = sign_in(child)
    page = client.get(to("mine-checkin")).text
    assert ("A hedgehog that curls up" in page, "child-" in page, "A word of your own" in page) == (True, True, False)


def test_reaching_and_reminders_are_the_clients_to_say(as_eva, opened, ben, eva):
    given = {"safe_channel": "text", "reminder_hours": "24", "reminder_words": "Tea at {time}", "time_zone": "Berlin"}
    address = to("mine-reach", uuid=eva.file.uuid)
    assert "Please write it as in Europe/Berlin." in as_eva.post(address, given).text
    page = as_eva.post(address, given | {"time_zone": "Europe/Berlin"}, follow=True).text
    assert "Tea at " in page
    identity = opened(ben, Client.objects.get(pk=eva.file.pk)).identity
    assert (identity["name"], identity["born_on"], identity["safe_channel"]) == ("Eva Brandt", "1988-04-02", "text")


def test_a_consent_is_taken_back_at_once(as_eva, opened, ben, carla, eva, at):
    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="supervision_use", decision="given", text=None, by=ben, at=at)
    actions.begin_supervision(file=file, supervisor=carla, by=ben, at=at)
    as_eva.post(to("mine-consent", uuid=eva.file.uuid, topic="supervision_use"), {"decision": "withdrawn"})
    assert opened(carla, eva.file) is None


def test_the_space_is_closed_and_opened_again_together(as_eva, sign_in, ben, eva, opened):
    as_eva.post(to("mine-pause", uuid=eva.file.uuid))
    eva.file.refresh_from_db()
    assert opened(eva, eva.file) is None
    sign_in(ben, fresh=True).post(to("client-reopen", uuid=eva.file.uuid))
    eva.file.refresh_from_db()
    assert opened(eva, eva.file) is not None


def test_taking_the_journal_out_and_destroying_it(as_eva, eva, at, django_capture_on_commit_callbacks):
    entry = write(eva, at, words="mine alone")
    assert "mine alone" in as_eva.get(to("mine-takeout")).text
    journal = entry.journal
    cabinet_of(journal)
    assert "Please tick the box" in as_eva.post(to("mine-erase"), {"sure": ""}).text
    with django_capture_on_commit_callbacks(execute=True):
        as_eva.post(to("mine-erase"), {"sure": "on"})
    with pytest.raises(KeyStoreError):
        cabinet_of(journal)
    assert entries_of(eva) == []
