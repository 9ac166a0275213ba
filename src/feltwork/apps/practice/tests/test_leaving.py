"""How long a file is kept, holding it back, erasing it for good, and new keys."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.keys import KeyStoreError, stores
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change, rekeying
from feltwork.apps.practice.actions.erasing import erase, refusals
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of
from feltwork.apps.practice.models import Addendum, Client, Erasure, Hold, Item, Notebook, PrivateNote, Signature
from feltwork.apps.practice.queries.file import items_of
from feltwork.apps.practice.queries.keeping import keeping_of
from feltwork.apps.practice.queries.notes import notes_of
from feltwork.apps.practice.queries.record import addenda_of, is_genuine, shown_of
from feltwork.apps.practice.tasks import tell_due

FAR = date(2060, 1, 1)


@pytest.fixture
def signed(opened, ben, eva, record, at):
    """The first session, signed and added to; a goal, a private note, a draft of the second."""
    file = opened(ben, eva.file)

    def save(record, **bodies):
        changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in bodies.items()]
        actions.save_items(file=file, record=record, changes=changes, by=ben, at=at)

    save(None, goal={"words": "sleep through"})
    save(record, departure={"activation": 2, "settled": "yes"}, risk={"found": "nothing_new"})
    actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)
    actions.add_addendum(file=file, record=record, words="The bend was on the left.", by=ben, at=at)
    actions.save_note(file=file, note_uuid=uuid4(), seen=0, words="My own shoulder.", by=ben, at=at)
    draft = actions.start_record(file=file, starts_at=at, zone="Europe/London", mode="online", by=ben, at=at)
    save(draft, practice={"words": "look around"})
    return file


def test_a_file_says_until_when_it_is_kept_and_why(signed, practice, at):
    keeping = keeping_of(signed, on=at.date())
    assert (keeping.last_on, keeping.born_known, keeping.rule.country) == (date(2026, 11, 19), True, "GB")
    assert (keeping.due_on, keeping.is_over, keeping.law_forbids) == (date(2034, 11, 19), False, False)
    practice.country = "DE"
    practice.save()
    signed.client.refresh_from_db()
    signed.client.school.refresh_from_db()
    keeping = keeping_of(signed, on=at.date())
    assert (keeping.rule.code, keeping.due_on, keeping.law_forbids) == ("de-bgb-630f", date(2036, 11, 19), True)


def test_a_hold_is_set_and_lifted_with_reasons(signed, opened, jonas, ben, eva, at):
    actions.set_hold(file=signed, reason="A court asked for it.", by=ben, at=at)
    with pytest.raises(ValidationError):
        actions.set_hold(file=signed, reason="Again.", by=ben, at=at)
    assert refusals(keeping_of(signed, on=FAR), asked=True) == ["held"]
    with pytest.raises(ValidationError):
        actions.lift_hold(file=signed, reason="  ", by=ben, at=at)
    actions.lift_hold(file=signed, reason="The case is closed.", by=ben, at=at)
    (said,) = keeping_of(signed, on=FAR).holds
    assert (said.reason, said.ended_reason, said.hold.ended_by) == ("A court asked for it.", "The case is closed.", ben)
    actions.add_carer(file=signed, user=jonas, by=ben, at=at)
    with pytest.raises(PermissionDenied):
        actions.set_hold(file=opened(jonas, eva.file), reason="Mine.", by=jonas, at=at)


def test_setting_aside_comes_after_the_end(signed, ben, at):
    with pytest.raises(ValidationError):
        actions.set_aside(file=signed, by=ben, at=at)
    actions.end_treatment(file=signed, on=at.date(), by=ben, at=at)
    assert actions.set_aside(file=signed, by=ben, at=at).restricted_at == at
    with pytest.raises(ValidationError):
        actions.reopen(file=signed, by=ben, at=at)
    actions.take_back(file=signed, by=ben, at=at)
    assert actions.reopen(file=signed, by=ben, at=at).state == "active"


def test_the_clinician_hears_once_and_nothing_is_erased_by_itself(signed, ben, at):
    actions.end_treatment(file=signed, on=at.date(), by=ben, at=at)
    tell_due(at)
    assert not Notice.objects.filter(code="practice.may_be_erased").exists()
    later = at.replace(year=2035)
    tell_due(later)
    tell_due(later + timedelta(days=1))
    notice = Notice.objects.get(code="practice.may_be_erased")
    assert (notice.to, "Eva" in notice.body + notice.subject) == (ben, False)
    assert Client.objects.get(pk=signed.client.pk).state == "ended"


def test_when_erasing_is_refused(signed, practice, opened, jonas, ben, eva, at):
    with pytest.raises(ValidationError):
        erase(file=signed, asked=False, by=ben, at=at, on=at.date())
    assert refusals(keeping_of(signed, on=at.date()), asked=True) == []  # guidance gives way to the client
    actions.set_hold(file=signed, reason="A court asked for it.", by=ben, at=at)
    with pytest.raises(ValidationError) as told:
        erase(file=signed, asked=True, by=ben, at=at, on=FAR)
    assert told.value.code == "held"
    actions.lift_hold(file=signed, reason="Closed.", by=ben, at=at)
    signed.client.school.country = "DE"
    assert refusals(keeping_of(signed, on=at.date()), asked=True) == ["law"]
    actions.add_carer(file=signed, user=jonas, by=ben, at=at)
    with pytest.raises(PermissionDenied):
        erase(file=opened(jonas, eva.file), asked=True, by=jonas, at=at, on=FAR)


def test_an_erased_file_is_nobodys(signed, opened, ben, eva, timo, at, django_capture_on_commit_callbacks):
    notebook = Notebook.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase(file=signed, asked=True, by=ben, at=at, on=at.date())
    client = Client.objects.get(pk=signed.client.pk)
    assert (client.state, bytes(client.identity), client.index, client.user) == ("erased", b"", "", None)
    assert {bytes(one.body) for one in Item.objects.exclude(record__in=Signature.objects.values("record"))} == {b""}
    assert {bytes(one.body) for one in PrivateNote.objects.all()} == {b""}
    for key_id in (client.key_id, notebook.key_id):
        with pytest.raises(KeyStoreError):
            stores.store().data_key(key_id)
    assert opened(ben, client) is None
    assert opened(ben, timo).identity["name"] == "Timo Kranz"
    assert erasure.complete_on == at.date() + timedelta(days=django_settings.KEY_BACKUP_DAYS)
    said = erasure.statement
    assert (said["sessions"], said["signed"], said["kept_boxes"], said["notebooks"]) == (2, 1, 3, 1)
    assert "Eva" not in str(said)
    with pytest.raises((ValidationError, KeyStoreError)):
        erase(file=signed, asked=True, by=ben, at=at, on=at.date())
    assert Erasure.objects.count() == 1


def test_a_copy_of_the_data_from_before_cannot_be_read_with_the_keys_of_today(
    signed, ben, timo, at, django_capture_on_commit_callbacks
):
    """The drill: the oldest data with the newest key store, every key of it tried on every box."""
    oldest = [*Client.objects.all(), *Item.objects.all(), *Addendum.objects.all(), *PrivateNote.objects.all()]
    boxes = [(row, "identity" if isinstance(row, Client) else "body") for row in oldest]
    with django_capture_on_commit_callbacks(execute=True):
        erase(file=signed, asked=True, by=ben, at=at, on=at.date())
    keys = [stores.store().data_key(name) for name in stores.store().names()]
    readable = [row for row, column in boxes if any(Cabinet(key).is_current(row, column) for key in keys)]
    assert (len(boxes), readable) == (8, [timo])
    assert not any(signed.client.key_id in path.name for path in django_settings.KEYS_FOLDER.iterdir())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's own pages")
@pytest.mark.django_db(transaction=True)
def test_what_was_emptied_is_in_no_page_of_the_file(signed, ben, at):
    draft = bytes(Item.objects.get(kind="practice").body)
    identity = bytes(Client.objects.get(pk=signed.client.pk).identity)
    path = Path(connection.settings_dict["NAME"])
    on_disk = lambda: b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))  # noqa: E731
    assert draft[:40] in on_disk()
    erase(file=signed, asked=True, by=ben, at=at, on=at.date())
    left = on_disk()
    assert draft[:40] not in left and identity[:40] not in left


def test_a_new_key_leaves_everything_readable_and_signed(signed, opened, ben, eva, record, at):
    old = signed.client.key_id
    actions.set_hold(file=signed, reason="A court asked for it.", by=ben, at=at)
    sealed = rekeying.rekey(client=signed.client, by=None, at=at)
    client = Client.objects.get(pk=signed.client.pk)
    file = opened(ben, client)
    assert sealed == 4  # the private note, the goal, the draft's item, the hold
    assert rekeying.is_current(client)
    assert file.identity["name"] == "Eva Brandt"
    assert [one.body for one in items_of(file)] == [{"words": "sleep through"}]
    assert is_genuine(file, Signature.objects.get())
    assert [one.words for one in addenda_of(file, record)] == ["The bend was on the left."]
    with pytest.raises(KeyStoreError):
        stores.store().data_key(old)
    assert rekeying.rekey(client=client, by=None, at=at) == 4
    again = opened(ben, Client.objects.get(pk=client.pk))
    assert is_genuine(again, Signature.objects.get())
    assert len(items_of(again, record=record)) == 2


def test_private_notes_get_a_new_key_of_their_own(signed, opened, ben, jonas, at):
    """Of each author; whoever runs the command reads none of them, and the former keys are destroyed."""
    actions.add_carer(file=signed, user=jonas, by=ben, at=at)
    theirs = opened(jonas, signed.client)
    actions.save_note(file=theirs, note_uuid=uuid4(), seen=0, words="I felt it, too.", by=jonas, at=at)
    gone = actions.save_note(file=signed, note_uuid=uuid4(), seen=0, words="Not this.", by=ben, at=at)
    actions.remove_note(file=signed, note_uuid=gone.uuid, by=ben, at=at)
    before = set(Notebook.objects.values_list("key_id", flat=True))
    rekeying.rekey(client=signed.client, by=None, at=at)
    after = set(Notebook.objects.values_list("key_id", flat=True))
    assert (len(before), len(after), before & after) == (2, 2, set())
    for key_id in before:
        with pytest.raises(KeyStoreError):
            stores.store().data_key(key_id)
    assert [one.words for one in notes_of(ben, signed.client)] == ["My own shoulder."]
    assert [one.words for one in notes_of(jonas, signed.client)] == ["I felt it, too."]
    rows = AuditRecord.objects.filter(code="practice.rekey", subject_type="practice.notebook")
    assert (rows.count(), AuditRecord.objects.filter(code="practice.read", at__gt=at).count()) == (2, 0)


def test_a_former_key_of_private_notes_goes_after_a_kill(signed, ben, at, monkeypatch):
    old = Notebook.objects.get().key_id
    with monkeypatch.context() as patch:
        patch.setattr(rekeying, "_let_notebook_go", lambda notebook: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rekeying.rekey(client=signed.client, by=None, at=at)
    assert stores.store().data_key(old)
    assert [one.words for one in notes_of(ben, signed.client)] == ["My own shoulder."]
    assert not rekeying.is_current(Client.objects.get(pk=signed.client.pk))
    call_command("practice", "rekey", "--practice", signed.client.school.slug, "--all", "--go-on")
    assert rekeying.is_current(Client.objects.get(pk=signed.client.pk))
    with pytest.raises(KeyStoreError):
        stores.store().data_key(old)


def test_erasing_destroys_what_a_killed_change_of_key_left(
    signed, ben, at, monkeypatch, django_capture_on_commit_callbacks
):
    old = [signed.client.key_id, Notebook.objects.get().key_id]
    with monkeypatch.context() as patch:
        patch.setattr(rekeying, "_let_notebook_go", lambda notebook: None)
        patch.setattr(rekeying, "_let_go", lambda client: None)
        rekeying.rekey(client=signed.client, by=None, at=at)
    client = Client.objects.get(pk=signed.client.pk)
    assert all(stores.store().data_key(key) for key in old)
    signed.client.refresh_from_db()
    file = replace(signed, client=client, cabinet=cabinet_of(client))
    with django_capture_on_commit_callbacks(execute=True):
        erase(file=file, asked=True, by=ben, at=at, on=at.date())
    client.refresh_from_db()
    for key_id in (*old, client.key_id, Notebook.objects.get().key_id):
        with pytest.raises(KeyStoreError):
            stores.store().data_key(key_id)
    assert client.ring is None


def test_a_change_of_key_goes_on_after_a_kill(signed, opened, ben, at, monkeypatch):
    old = signed.client.key_id
    with monkeypatch.context() as patch:
        patch.setattr(rekeying, "reseal", lambda client: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rekeying.rekey(client=signed.client, by=None, at=at)
    client = Client.objects.get(pk=signed.client.pk)
    assert client.key_id != old
    assert [one.body for one in items_of(opened(ben, client))] == [{"words": "sleep through"}]
    assert not rekeying.is_current(client)
    call_command("practice", "rekey", "--practice", client.school.slug, "--client", str(client.uuid), "--go-on")
    assert rekeying.is_current(Client.objects.get(pk=client.pk))
    with pytest.raises(KeyStoreError):
        stores.store().data_key(old)


def test_a_hold_stays_readable_in_its_box(signed, ben, at):
    hold = actions.set_hold(file=signed, reason="A court asked for it.", by=ben, at=at)
    assert b"court" not in bytes(Hold.objects.get(pk=hold.pk).reason)


def test_nobody_writes_in_a_file_that_is_set_aside(opened, ben, eva, at):
    change = actions.Change(uuid4(), uuid4(), "goal", 0, {"words": "rest"})
    file, twice = opened(ben, eva.file), uuid4()
    first, second, third = (
        actions.Change(uuid4(), twice, "goal", seen, {"words": words})
        for seen, words in ((0, "sleep"), (1, "sleep better"), (1, "sleep longer"))
    )
    *_, late = actions.save_items(file=file, record=None, changes=[first, second, third], by=ben, at=at)
    actions.end_treatment(file=file, on=at.date(), by=ben, at=at)
    actions.set_aside(file=opened(ben, eva.file), by=ben, at=at)
    with pytest.raises(ValidationError, match="set aside"):
        actions.save_items(file=opened(ben, eva.file), record=None, changes=[change], by=ben, at=at)
    with pytest.raises(ValidationError, match="set aside"):
        actions.settle_conflict(file=opened(ben, eva.file), item=twice, keep=late.beside, by=ben, at=at)
