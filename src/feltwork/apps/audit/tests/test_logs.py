"""Logs hold codes, identifiers and times, and nothing that a person is called, wrote or may keep secret."""

import json
import logging
from io import StringIO

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.logs import Formatter
from feltwork.apps.notices import outbox
from feltwork.apps.notices.actions import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """Everything that is logged, as JSON lines, at the most talkative level."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Formatter("json"))
    loggers = [
        logging.getLogger(name) for name in ("", "feltwork", "django", "django.request", "django_tasks", "allauth")
    ]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


def rows(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_day_of_work_leaves_no_person_in_the_logs(
    log, alma, dino, farid, school, client, sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=alma.pk).update(password=make_password("plum-tree"), name="Almakanarie Reyes")
    secrets = {"almakanarie", "alma@", "vera@", "plum-tree", "wrong-guess", "private words", "dino", "farid"}

    # signing in, with slips
    client.post("/accounts/login/", {"email": "alma@example.org", "password": "wrong-guess"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/login/", {"email": "alma@example.org", "next": "/accounts/?who=almakanarie"})
    link = actions.make_sign_in_link(email="alma@example.org", at=timezone.now())
    token = link.rstrip("/").rpartition("/")[2]
    client.post(f"/accounts/link/{token}/", {"agree": "on"})
    client.get("/accounts/?q=alma@example.org")
    client.get("/no/alma@example.org/")
    # denials, roles, a form without its token
    sign_in(farid)
    client.get("/at/alder-house/people/?name=almakanarie")
    sign_in(dino, fresh=True)
    client.post("/at/alder-house/people/grant/", {"email": "vera@example.org", "name": "Vera", "role": "faculty"})
    Client(enforce_csrf_checks=True).post("/accounts/login/", {"email": "alma@example.org"})

    # a page that breaks, mail that breaks
    def broken(*args, **kwargs):
        raise RuntimeError("private words of alma@example.org")

    monkeypatch.setattr("feltwork.apps.accounts.views.link.EnterForm", broken)
    fresh = actions.make_sign_in_link(email="alma@example.org", at=timezone.now()).rstrip("/").rpartition("/")[2]
    assert Client(raise_request_exception=False).get(f"/accounts/link/{fresh}/").status_code == 500
    monkeypatch.setattr(outbox, "send_mail", broken)
    with django_capture_on_commit_callbacks(execute=True):
        tell(
            to=alma,
            school=school,
            code="test.told",
            key="x",
            subject="s",
            body="private words",
            url="",
            at=timezone.now(),
        )

    text = log.getvalue().lower()
    assert [word for word in secrets | {token, fresh, "example.org", "127.0.0.1", "/accounts/"} if word in text] == []
    assert {"feltwork.request", "django.request"} <= {row["logger"] for row in rows(log)}
    assert "RuntimeError" in {row.get("error") for row in rows(log)}


def test_one_line_a_request(log, client, db):
    client.get("/accounts/login/?next=/x/")

    row = next(row for row in rows(log) if row["logger"] == "feltwork.request")
    assert (row["method"], row["route"], row["status"]) == ("GET", "account_login", 200)
    assert len(row["request_id"]) == 36


def test_an_error_is_told_by_its_type_and_place(log):
    try:
        raise ValueError("private words")
    except ValueError:
        logging.getLogger("feltwork.test").exception("it broke")

    row = rows(log)[-1]
    assert (row["event"], row["error"], row["level"]) == ("it broke", "ValueError", "error")
    assert row["where"].startswith("test_logs.py:")


def test_words_never_begin_a_line_of_their_own(log):
    logging.getLogger("feltwork.test").warning("one\r\ntwo\nlevel=error")

    assert len(rows(log)) == 1
    assert Formatter().format(record("feltwork.x", "a\nb")).count("\n") == 0


def test_what_others_fill_in_is_left_out():
    assert "event=Not Found: %s " in Formatter().format(record("django.request", "Not Found: %s", "/secret/")) + " "
    assert "/kept/" in Formatter().format(record("feltwork.x", "Found: %s", "/kept/"))


def record(name, message, *args):
    return logging.LogRecord(name, logging.INFO, __file__, 1, message, args, None)
