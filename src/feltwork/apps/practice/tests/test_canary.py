"""A word is planted in everything clinical, a day of work is done with it, and then it is looked for wherever it could
have got out: database, dump, log, mail, calendar, addresses, titles, sessions, files. Browser storage is looked into in
`test_browser_record.py`."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from datetime import datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change, takeout
from feltwork.apps.practice.models import TakeOut
from feltwork.apps.practice.queries.record import shown_of
from feltwork.apps.practice.works import make_archive

WORD = "Kanarienquitte"  # nobody else writes this
CLINICAL = {
    "concern": {"words": WORD},
    "goal": {"words": WORD},
    "plan": {"words": WORD},
    "resource": {"words": WORD, "helps": WORD},
    "stop_signal": {"words": WORD},
    "caution": {"words": WORD},
    "safety": {"words": WORD},
    "range": {"low": 2, "high": 7, "words": WORD},
}
IN_SESSION = {
    "arrival": {"activation": 6, "resource": WORD},
    "departure": {"activation": 2, "settled": "yes", "completion": WORD},
    "risk": {"found": "nothing_new", "words": WORD},
    "helped": {"words": WORD},
    "next_step": {"words": WORD},
    "segment": {"phase": "orient", "title": WORD, "words": WORD, "channels": [{"channel": "image", "words": WORD}]},
    "mark": {"family": "warmth", "regions": [{"region": "front-chest-left"}], "own_word": WORD},
}
FILE_PAGES = (
    "client", "client-identity", "client-intake", "client-consents", "client-people", "client-reads", "client-end",
    "client-calendar", "client-shown", "client-maps", "notes", "search",
)  # fmt: skip


def to(name, **kwargs):
    return reverse(f"practice:{name}", kwargs={"school": "alder-house", **kwargs})


def forms_of(word: str) -> list[bytes]:
    """How *word* could lie somewhere: as it is, in hexadecimal, in base64 at each of three places, in UTF-16."""
    plain = word.lower().encode()
    inner = [base64.b64encode(b"x" * shift + word.encode())[shift + 1 if shift else 0 : -4] for shift in range(3)]
    return [plain, plain.hex().encode(), word.encode().hex().encode(), word.lower().encode("utf-16-le")] + [
        one.lower() for one in inner
    ]


def holds(content: bytes | str, word: str = WORD) -> bool:
    raw = content.encode() if isinstance(content, str) else bytes(content)
    return any(form in raw.lower() for form in forms_of(word))


def places_with(word: str) -> list[str]:
    """Columns of any table of the database that hold *word*."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if value is not None and holds(
                        value if isinstance(value, bytes | memoryview) else str(value), word
                    ):
                        found.add(f"{table}.{name}")
    return sorted(found)


@pytest.fixture
def log(monkeypatch):
    """What the site itself writes into its log, in its own form."""
    written = io.StringIO()
    loggers = [logging.getLogger(name) for name in (None, "django", "django.request", "feltwork", "feltwork.request")]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        if type(handler) is logging.StreamHandler:
            monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.fixture
def vault_folder(settings, tmp_path):
    settings.TAKE_OUTS_FOLDER = tmp_path / "take-outs"
    return tmp_path


@pytest.fixture
def day(vault_folder, practice, opened, ben, jonas, carla, eva, timo, record, at, django_capture_on_commit_callbacks):
    """The word in everything that is kept, by the acts that every door uses."""
    with django_capture_on_commit_callbacks(execute=True):
        actions.begin_practice(school=practice, by=ben, at=at)
        file = opened(ben, eva.file)
        identity = {**file.identity, "name": f"Eva {WORD}", "preferred_name": WORD, "safe_words": WORD}
        actions.change_identity(file=file, identity=identity, seen=1, by=ben, at=at)
        file = opened(ben, type(eva.file).objects.get(pk=eva.file.pk))
        for where, bodies in ((None, CLINICAL), (record, IN_SESSION)):
            changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in bodies.items()]
            saved = actions.save_items(file=file, record=where, changes=changes, by=ben, at=at)
            assert {one.state for one in saved} == {"saved"}
        for topic in ("touch", "supervision_use"):
            actions.answer_consent(file=file, topic=topic, decision="given", text=None, detail=WORD, by=ben, at=at)
        actions.begin_supervision(file=file, supervisor=carla, by=ben, at=at)
        actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=ben, at=at)
        actions.add_addendum(file=file, record=record, words=WORD, by=ben, at=at)
        actions.save_note(file=file, note_uuid=uuid4(), seen=0, words=WORD, by=ben, at=at)
        actions.set_hold(file=file, reason=WORD, by=ben, at=at)
        actions.write_entry(school=practice, entry=uuid4(), seen=0, body={"words": WORD}, by=eva, at=at)
        about = {"name": WORD, "relation": WORD}
        actions.add_guardian(file=opened(ben, timo), about=about, by=ben, at=at)
        actions.break_glass(
            user=jonas, roles=frozenset({"practitioner"}), client_uuid=eva.file.uuid, reason=f"{WORD} called", at=at
        )
        local = datetime(2027, 1, 12, 14)
        link = f"https://video.example.org/{WORD}"
        actions.book(file=file, local=local, zone="Europe/London", minutes=60, mode="online", link=link, by=ben, at=at)
        _feed, token = actions.make_feed(school=practice, user=ben, label="phone", title="", at=at)
        taken = takeout.take_out(file=file, with_notes=True, by=ben, at=at)
    return SimpleNamespace(token=token, taken=taken)


def test_what_is_looked_for_would_be_found(practice):
    """The same looking finds a word that lies open, in whatever form."""
    practice.town = WORD
    practice.save(update_fields=["town"])
    assert places_with(WORD) == ["schools_school.town"]
    encoded = [
        WORD.encode(),
        WORD.encode().hex().encode(),
        *(base64.b64encode(b"x" * n + WORD.encode()) for n in (0, 1, 2)),
    ]
    assert [holds(b"before " + one + b" after") for one in encoded] == [True] * 5


def test_a_planted_word_lies_open_nowhere(day, client, sign_in, ben, eva, record, vault_folder, monkeypatch, log):
    browser = sign_in(ben, fresh=True)
    pages = [browser.get(to(name, uuid=eva.file.uuid)) for name in FILE_PAGES]
    pages += [browser.get(to(name, uuid=record.uuid)) for name in ("record", "record-map")]
    pages += [browser.get(to("clients")), browser.get(to("calendar")), browser.get(to("worklist"))]
    pages.append(browser.post(to("search", uuid=eva.file.uuid), {"words": WORD}))
    pages.append(browser.post(to("clients"), {"name": WORD}))
    pages.append(browser.post(to("client-item-new", uuid=eva.file.uuid, kind="goal"), {"words": WORD * 100}))
    late = {"change": str(uuid4()), "item": str(uuid4()), "kind": "helped", "seen": 0, "body": {"words": WORD}}
    body = json.dumps({"changes": [late]})
    pages.append(browser.post(to("record-items", uuid=record.uuid), body, content_type="application/json"))
    assert [page.status_code for page in pages] == [200] * (len(pages) - 1) + [409]
    assert sum(holds(page.content) for page in pages) > 12  # whoever treats them reads the word
    for page in pages:
        assert "no-store" in page["Cache-Control"]
        assert not holds(str(page.headers))
        assert not holds("".join(re.findall(r"<title>.*?</title>", page.text, re.S)))

    feed = client.get(to("feed", token=day.token))
    assert (feed.status_code, holds(feed.content)) == (200, False)

    def breaks(*args, **kwargs):
        secret = WORD  # noqa: F841 a report with local variables would show it
        raise ValueError(WORD)

    monkeypatch.setattr("feltwork.apps.practice.views.clients.file.glance_of", breaks)
    browser.raise_request_exception = False
    broken = browser.get(to("client", uuid=eva.file.uuid))
    assert (broken.status_code, holds(broken.content)) == (500, False)

    written = log.getvalue()
    assert ("route=practice:client " in written, "error=ValueError" in written, holds(written)) == (True, True, False)
    assert [letter.subject for letter in mail.outbox if holds(letter.message().as_bytes())] == []
    assert [row.pk for row in Session.objects.all() if holds(json.dumps(row.get_decoded()))] == []
    assert places_with(WORD) == []


def test_dumps_archives_and_the_admin_show_nothing(day, vault_folder):
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    assert (len(out.getvalue()) > 10_000, holds(out.getvalue())) == (True, False)
    if connection.vendor == "sqlite":
        assert not holds(connection.connection.serialize())  # the file itself, freed pages among it

    class Progress:
        params, done = {"take_out": day.taken.pk}, 0

        def total(self, number):
            pass

        def step(self, *args, **kwargs):
            pass

    make_archive(Progress())
    made = [path for path in vault_folder.rglob("*") if path.is_file()]
    assert TakeOut.objects.get().pk == day.taken.pk
    assert [path.name for path in made if holds(path.read_bytes())] == []
    assert len([path for path in made if "take-outs" in path.parts]) > 0
    assert not apps.is_installed("django.contrib.admin")
