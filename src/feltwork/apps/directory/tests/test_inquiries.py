"""A first message: sealed until it is answered, counted without a trace, told of by an empty mail, and deleted."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from feltwork.apps.directory import sealed
from feltwork.apps.directory.actions import answering, inquiries
from feltwork.apps.directory.letters import mail_sender
from feltwork.apps.directory.models import Block, Inquiry, ReplyFigure
from feltwork.apps.directory.queries import figures_of
from feltwork.apps.directory.queries.contact import contact_of, inbox, sent_by, visible_inquiries
from feltwork.apps.directory.queries.replies import Figures, points, points_of, unanswered
from feltwork.apps.directory.tasks_contact import follow_inquiries
from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.notices.models import Notice
from feltwork.core.sealing import Tampered

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def answer(row, ben, at, answer="yes", **given):
    return answering.answer_inquiry(inquiry=row, answer=answer, by=ben, at=at, **given)


def test_sending_the_same_form_twice_is_one_message(write):
    (first, token), (second, again) = write(once="form-1"), write(once="form-1")

    assert (first, token) == (second, again)
    assert Inquiry.objects.count() == 1
    assert sent_by(token) == first
    assert sent_by("something else") is None


def test_nothing_is_open_to_the_clinician_but_what_is_needed_for_an_answer(write, ben, at):
    row, _token = write()
    shown = inbox(ben.profile, at)[0]

    assert (shown.line, shown.language, shown.times) == ("Tuesdays would suit me.", "en", ("evening",))
    with pytest.raises(PermissionDenied):
        contact_of(row)
    for code in ("not_now", "cannot"):
        with pytest.raises(PermissionDenied):
            contact_of(answer(row, ben, at, code))

    assert contact_of(answer(row, ben, at)).address == "wren@example.org"


def test_an_answer_is_the_clinicians_own_and_given_once(write, ben, carla, farid, at):
    row, _token = write()
    for stranger in (carla, farid):
        with pytest.raises(PermissionDenied):
            answer(row, stranger, at)
    answer(row, ben, at)
    with pytest.raises(ValidationError):
        answer(row, ben, at, "cannot")


def test_how_soon_somebody_answers_is_counted_and_outlives_the_message(write, ben, at):
    first, second = write(address="one@example.org")[0], write(address="two@example.org")[0]
    answer(first, ben, at + 5 * HOUR)
    answer(second, ben, at + 20 * HOUR, "cannot")
    for row in (first, second):
        inquiries.withdraw_inquiry(inquiry=row, at=at + DAY)

    assert figures_of(ben.profile, at + DAY) == Figures(asked=2, share=1.0, median_hours=12.5)
    assert {field.name for field in ReplyFigure._meta.fields} == {
        "id", "uuid", "school", "profile", "week", "hours", "kind",
    }  # fmt: skip
    assert points_of([ben.profile], at + DAY) == {ben.profile.pk: 50}  # what is public waits for its Monday
    assert points_of([ben.profile], at + 14 * DAY) == {ben.profile.pk: 75}


def test_points_rise_with_answers_and_fall_with_hours():
    assert points(Figures()) == 50
    many = [points(Figures(20, share, 10.0)) for share in (0.2, 0.5, 1.0)]
    slow = [points(Figures(20, 1.0, hours)) for hours in (24.0, 60.0, 96.0, 500.0)]
    assert many == sorted(many) and many[0] < 50 < many[2]
    assert slow == sorted(slow, reverse=True) and slow[2] == slow[3]


def test_after_two_days_the_clinician_is_reminded_and_after_four_the_sender_is_told(
    write, ben, at, mailoutbox, django_capture_on_commit_callbacks
):
    row, _token = write()
    with django_capture_on_commit_callbacks(execute=True):
        follow_inquiries(at + 2 * DAY - HOUR)
        assert Notice.objects.filter(code="directory.waits").count() == 0
        follow_inquiries(at + 2 * DAY)
        follow_inquiries(at + 2 * DAY + HOUR)
    assert Notice.objects.filter(code="directory.waits", to=ben).count() == 1

    follow_inquiries(at + 4 * DAY)
    follow_inquiries(at + 4 * DAY + HOUR)
    row.refresh_from_db()
    assert (row.told_at, row.state) == (at + 4 * DAY, "sent")
    assert [figure.kind for figure in ReplyFigure.objects.all()] == ["silent"]
    assert unanswered(at + 4 * DAY) == {ben.profile.pk}

    answer(row, ben, at + 5 * DAY)  # late, and welcome: it changes no figure
    assert figures_of(ben.profile, at + 5 * DAY) == Figures(asked=1, share=0.0, median_hours=None)
    assert unanswered(at + 5 * DAY) == set()


def test_a_letter_is_a_link_and_nothing_else_and_goes_to_mailboxes_only(write, mailoutbox):
    by_mail, token = write()
    by_phone, _token = write(channel="text", address="+44 7700 900123")
    for row in (by_mail, by_phone):
        mail_sender.func(row.pk)

    letter = mailoutbox[0]
    assert len(mailoutbox) == 1
    assert (letter.subject, letter.to, letter.cc, letter.bcc) == ("Your enquiry", ["wren@example.org"], [], [])
    assert f"/directory/sent/{token}/" in letter.body
    whole = letter.message().as_string()
    assert [word for word in ("Wren", "Ben", "Okafor", "Tuesdays", "Alder", "Somatic") if word in whole] == []


def test_taken_back_is_gone_at_once_with_its_key(write, ben, at):
    row, _token = write()
    key = row.key_id
    store().data_key(key)
    sealed_box = bytes(row.withheld)

    inquiries.withdraw_inquiry(inquiry=row, at=at)
    inquiries.finish_deleting(Inquiry.objects.get(pk=row.pk))

    row.refresh_from_db()
    assert (row.state, row.shown, row.withheld, row.answer_box, row.key_id) == ("withdrawn", None, None, None, "")
    with pytest.raises(KeyStoreError):
        store().data_key(key)
    assert sealed_box not in _every_byte()
    assert (inbox(ben.profile, at), ReplyFigure.objects.count()) == ([], 0)
    with pytest.raises(ValidationError):
        answer(row, ben, at)
    mail_sender.func(row.pk)  # a letter that waited is not sent


def test_after_thirty_days_it_is_deleted_by_itself_and_later_without_a_trace(write, at):
    row, token = write()
    kept, _token = write(address="other@example.org")
    inquiries.extend_inquiry(inquiry=kept, at=at + 20 * DAY)

    follow_inquiries(at + 30 * DAY - HOUR)
    assert {one.is_gone for one in Inquiry.objects.all()} == {False}
    follow_inquiries(at + 30 * DAY)
    follow_inquiries(at + 30 * DAY + HOUR)  # the key, where a kill came between
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.state, row.key_id, kept.is_gone) == ("expired", "", False)

    follow_inquiries(at + 61 * DAY)
    assert sent_by(token) is None
    assert list(Inquiry.objects.all()) == [kept]


def test_it_can_be_kept_longer_but_not_for_ever(write, at):
    row, _token = write()
    for days in range(0, 89, 8):
        row = inquiries.extend_inquiry(inquiry=row, at=at + days * DAY)
    assert row.delete_at == at + 90 * DAY
    follow_inquiries(at + 90 * DAY)
    row.refresh_from_db()
    assert row.state == "expired"


def test_a_block_is_silent_and_holds_for_the_same_mailbox_and_telephone(
    write, ben, at, django_capture_on_commit_callbacks
):
    row, _token = write(address="Sam+1@Example.org")
    phone, _token = write(channel="call", address="+44 (0)7700 900 123")
    for one in (row, phone):
        answering.block_sender(inquiry=one, words="calls at night", by=ben, at=at)

    with django_capture_on_commit_callbacks(execute=True):
        again, token = write(address="sam@example.ORG", line="again")
        number, _token = write(channel="text", address="07700900123", line="again")
        other, _token = write(address="sam@example.com", line="again")

    assert [one.is_held_back for one in (again, number, other)] == [True, True, False]
    assert list(visible_inquiries(ben.profile)) == [other]
    assert Notice.objects.filter(code="directory.written").count() == 1
    assert (token, sent_by(token)) == (token, again)
    for block in Block.objects.all():
        assert "ample" not in f"{block.mark}{block.words}{block.key_id}"

    follow_inquiries(at + 4 * DAY)
    again.refresh_from_db()
    assert again.told_at is not None  # they hear what everybody hears
    assert ReplyFigure.objects.filter(kind="silent").count() == 1  # of the other one alone
    with pytest.raises(PermissionDenied):
        answer(again, ben, at)

    answering.unblock(block=Block.objects.order_by("pk").first(), by=ben, at=at)
    later, _token = write(address="sam@example.org", line="later")
    assert later.is_held_back is False


def test_more_than_forty_that_wait_with_one_person_are_not_taken(write, monkeypatch):
    monkeypatch.setattr(inquiries, "MOST_OPEN", 3)
    for number in range(3):
        write(address=f"a{number}@example.org")
    with pytest.raises(ValidationError) as full:
        write(address="b@example.org")
    assert full.value.code == "full"
    assert len(list(store().names())) == 3  # no key is left over


def test_a_message_that_is_not_kept_leaves_no_key(write, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(sealed, "put_box", breaks)
    with pytest.raises(RuntimeError):
        write()
    assert list(store().names()) == []


def test_the_box_of_one_message_does_not_open_in_another(write, ben, at):
    mine, theirs = write(address="a@example.org")[0], write(address="b@example.org")[0]
    mine.withheld = theirs.withheld
    with pytest.raises(Tampered):
        sealed.open_box(mine, "withheld")


def test_the_queue_knows_no_more_than_a_number(write, ben, at, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    row, _token = write()
    answer(row, ben, at)
    waiting = [task.args_kwargs for task in DBTaskResult.objects.filter(task_path__endswith="mail_sender")]
    assert waiting == [{"args": [], "kwargs": {"inquiry_id": row.pk}}]


def _every_byte():
    out = io.StringIO()
    call_command("dumpdata", "directory", stdout=out)
    return out.getvalue().encode()
