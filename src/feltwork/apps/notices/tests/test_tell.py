"""Telling people once, in the app and by mail."""

import pytest
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from feltwork.apps.accounts.actions import send_sign_in_link
from feltwork.apps.jobs import queue
from feltwork.apps.notices import outbox
from feltwork.apps.notices.actions import Told, mark_read, tell, tell_many
from feltwork.apps.notices.mail import send_mail
from feltwork.apps.notices.models import Notice
from feltwork.apps.notices.tasks import FORGOTTEN, queue_forgotten

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(school, at, django_capture_on_commit_callbacks):
    """`say(to=alma)` tells something and lets the mail go out."""

    def make(**given):
        words = {"subject": "A word", "body": "Some words.", "url": "/at/alder-house/", "key": "one"}
        with django_capture_on_commit_callbacks(execute=True):
            return tell(**{"school": school, "code": "test.told", "at": at} | words | given)

    return make


def test_a_person_is_told_in_the_app_and_by_mail(say, alma, mailoutbox):
    notice = say(to=alma)

    notice.refresh_from_db()
    assert (notice.mail, notice.attempts, notice.email) == ("sent", 1, alma.email)
    mail = mailoutbox[0]
    assert (mail.to, mail.cc, mail.bcc, mail.subject) == ([alma.email], [], [], "A word")
    assert mail.body == (
        "Some words.\n\nhttp://127.0.0.1:8000/at/alder-house/\n\n-- \nAlder House, through Feltwork\n"
        "http://127.0.0.1:8000\nThis mail was sent by a machine; answers to it are not read.\n"
    )
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail.extra_headers["List-Id"] == "Feltwork <notices.localhost>"
    assert str(notice.uuid) in mail.extra_headers["Message-ID"]


def test_the_same_thing_is_told_once(say, alma, mailoutbox):
    assert say(to=alma) is not None
    assert say(to=alma) is None

    assert (Notice.objects.count(), len(mailoutbox)) == (1, 1)


def test_somebody_without_an_account_is_told_by_mail(say, mailoutbox):
    notice = say(email="vera@example.org", school=None, url="")

    assert (notice.to, mailoutbox[0].to) == (None, ["vera@example.org"])
    assert "http" not in mailoutbox[0].body.split("-- ")[0]


def test_a_closed_account_gets_no_mail(say, alma, mailoutbox):
    alma.is_active = False
    alma.save()

    assert say(to=alma).mail == "none"
    assert mailoutbox == []


def test_nothing_is_mailed_when_the_act_fails(alma, school, at, mailoutbox):
    tell(to=alma, school=school, code="test.told", key="x", subject="A word", body="Words", url="", at=at)

    assert mailoutbox == []
    assert Notice.objects.get().mail == "queued"


def test_words_are_in_the_language_of_the_reader(say, alma):
    alma.language = "de"

    notice = say(to=alma, subject=gettext_lazy("Monday"))

    assert notice.subject == "Montag"


def test_a_subject_never_brings_a_header_with_it(say, alma, mailoutbox):
    say(to=alma, subject="A word\r\nBcc: all@example.org\n\nBody")

    assert mailoutbox[0].subject == "A word Bcc: all@example.org Body"
    assert "Bcc" not in str(mailoutbox[0].message().keys())


def test_an_address_never_brings_a_header_with_it():
    with pytest.raises(ValueError, match="newline"):
        send_mail(to="alma@example.org\nBcc: all@example.org", subject="A word", body="Words", key="k")


@pytest.fixture
def broken_mail(monkeypatch):
    def broken(**given):
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox, "send_mail", broken)


def test_mail_is_tried_five_times_and_then_given_up(say, alma, broken_mail):
    notice = say(to=alma)
    notice.refresh_from_db()
    assert (notice.mail, notice.attempts) == ("queued", 1)

    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):  # so that the worker tries again after a pause
            outbox.mail_notice.func(notice.pk)
    outbox.mail_notice.func(notice.pk)

    notice.refresh_from_db()
    assert (notice.mail, notice.attempts, notice.mailed_at) == ("failed", 5, None)


def test_what_was_sent_is_not_sent_again(say, alma, mailoutbox):
    notice = say(to=alma)

    outbox.mail_notice.func(notice.pk)

    assert len(mailoutbox) == 1


def test_what_was_forgotten_is_queued_again(alma, school, at, mailoutbox, django_capture_on_commit_callbacks):
    tell(to=alma, school=school, code="test.told", key="x", subject="A word", body="Words", url="", at=at)

    with django_capture_on_commit_callbacks(execute=True):
        queue_forgotten(at + FORGOTTEN)
    assert mailoutbox == []
    with django_capture_on_commit_callbacks(execute=True):
        queue_forgotten(at + FORGOTTEN * 2)
    assert len(mailoutbox) == 1


def test_reading_is_noted_once(say, alma, farid, at):
    notice = say(to=alma)

    assert mark_read(to=farid, at=at, notice_uuid=notice.uuid) == 0
    assert mark_read(to=alma, at=at, notice_uuid=notice.uuid) == 1
    assert mark_read(to=alma, at=at) == 0


def test_mail_to_many_lets_pass_what_came_later(school, alma, at, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    many = [Told(to=alma, key=f"many {number}", subject="A word", body="Some words.") for number in range(60)]

    tell_many(school=school, code="test.told", told=many, at=at)
    tell(to=alma, school=school, code="test.told", key="one", subject="A word", body="Some words.", at=at)
    send_sign_in_link(email=alma.email, at=at)

    waiting = [task.task_path.rpartition(".")[2] for task in DBTaskResult.objects.ready()]
    assert waiting == ["mail_sign_in_link", "mail_notice", *["mail_notices"] * 3]
    assert queue.claim(holder="test", at=at).task_path.endswith("mail_sign_in_link")
