"""A word is planted in everything that a first message holds, days go by, and then it is looked for wherever it could
have got out before an answer: database, dump, log, mail, queue, audit, cache, sessions, files, addresses, titles."""

import io
import json
import logging
import re
from datetime import time, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.directory.actions import answering, calling
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.models import Inquiry
from feltwork.apps.directory.queries.calls import offered
from feltwork.apps.directory.tasks_contact import follow_inquiries
from feltwork.apps.practice.tests.test_canary import holds, places_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORD = "Kanarienquitte"


@pytest.fixture
def log(monkeypatch):
    written = io.StringIO()
    loggers = [logging.getLogger(name) for name in (None, "django", "django.request", "feltwork", "feltwork.request")]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        if type(handler) is logging.StreamHandler:
            monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.fixture
def planted(client, listed_ben, at, settings, django_capture_on_commit_callbacks):
    """Sent through the form, with a call that was taken; four days pass."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    profile = listed_ben.profile
    calling.set_call_terms(
        profile=profile,
        is_on=True,
        way="request",
        zone="Europe/London",
        minutes=15,
        notice_hours=24,
        by=listed_ben,
        at=at,
    )
    week = [Hours(day, None, time(9), time(12)) for day in range(5)]
    calling.set_call_hours(profile=profile, hours=week, by=listed_ben, at=at)
    url = reverse("directory:write", kwargs={"slug": profile.slug})
    once = re.search(r'name="once" value="([^"]+)"', client.get(url).text)[1]
    fields = {
        "name": WORD, "channel": "email", "address": f"{WORD}@example.org", "times_words": WORD, "line": WORD,
        "times": ["evening"], "once": once,
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        broken = client.post(url, fields | {"channel": "call"})
        assert (broken.status_code, holds(broken.content, WORD)) == (200, True)  # what was typed stays on the page
        answer = client.post(url, fields)
        row = Inquiry.objects.get()
        profile.refresh_from_db()
        calling.take_call(inquiry=row, starts_at=offered(profile, at)[0], zone="Europe/London", at=at)
        follow_inquiries(at + timedelta(days=2))
        follow_inquiries(at + timedelta(days=4))
    return row, answer


def test_what_is_looked_for_would_be_found(listed_ben):
    listed_ben.profile.headline = WORD
    listed_ben.profile.save()
    assert places_with(WORD) == ["directory_profile.headline"]


def test_nothing_of_a_first_message_lies_open_anywhere(planted, client, sign_in, ben, log, monkeypatch):
    row, answer = planted
    sender = client.get(answer.url)
    assert not holds(sender.content, WORD)  # the sender's own page tells a partner who finds it nothing, either
    assert not holds(f"{answer.url} {answer.headers}", WORD)

    browser = sign_in(ben)
    page = browser.get(reverse("directory-desk:inquiry", kwargs={"school": "alder-house", "uuid": row.uuid}))
    assert page["Cache-Control"] == "no-store"
    assert page.text.count(WORD) == 1  # the line, which was meant for him; neither name nor address nor times
    assert not holds("".join(re.findall(r"<title>.*?</title>", page.text, re.S)), WORD)

    def breaks(*args, **kwargs):
        secret = WORD  # noqa: F841 a report with local variables would show it
        raise ValueError(WORD)

    monkeypatch.setattr("feltwork.apps.directory.views.inbox.arrived", breaks)
    browser.raise_request_exception = False
    broken = browser.get(reverse("directory-desk:inquiry", kwargs={"school": "alder-house", "uuid": row.uuid}))
    assert (broken.status_code, holds(broken.content, WORD)) == (500, False)

    assert places_with(WORD) == []  # every column of every table: audit, queue, cache, sessions and notices among them
    written = log.getvalue()
    assert ("route=directory-desk:inquiry " in written, holds(written, WORD)) == (True, False)
    assert [one.subject for one in mail.outbox if holds(one.message().as_bytes(), WORD)] == []
    assert [one.pk for one in Session.objects.all() if holds(json.dumps(one.get_decoded()), WORD)] == []
    assert AuditRecord.objects.filter(code__startswith="directory.").count() > 3


def test_dumps_and_files_show_nothing_and_after_deletion_not_even_to_who_has_everything(planted, ben, at, settings):
    row, _answer = planted
    answering.answer_inquiry(inquiry=row, answer="cannot", words=WORD, by=ben, at=at)
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    assert (len(out.getvalue()) > 5_000, holds(out.getvalue(), WORD)) == (True, False)
    if connection.vendor == "sqlite":
        assert not holds(connection.connection.serialize(), WORD)  # the file itself, freed pages among it
    keys = sorted(path.name for path in settings.KEYS_FOLDER.glob("data-*.key"))
    assert keys == [f"{row.key_id}.key"]
    assert [path for path in settings.KEYS_FOLDER.rglob("*") if path.is_file() and holds(path.read_bytes(), WORD)] == []

    for _turn in range(2):
        follow_inquiries(at + timedelta(days=30))
    assert sorted(settings.KEYS_FOLDER.glob("data-*.key")) == []
