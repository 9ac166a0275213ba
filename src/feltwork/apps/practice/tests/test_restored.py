"""A backup from before an erasure, restored with the real commands into a site of its own: the client does not come
back, because the key store lies apart from it and has moved on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

import feltwork
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions.erasing import erase

pytestmark = pytest.mark.django_db(transaction=True)
# what whoever restored it tries: the pages, the files behind them, and every key on every box
TRY = """
import json, django; django.setup()
from django.conf import settings; settings.ALLOWED_HOSTS, settings.STAFF_MUST_HAVE_SECOND_FACTOR = ["*"], False
from django.test import Client as Browser
from django.utils import timezone
from django_scopes import scopes_disabled
from feltwork.apps.accounts.models import User
from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of
from feltwork.apps.practice.models import Client, Item, PrivateNote
found = {}
with scopes_disabled():
    keys = [store().data_key(name) for name in store().names()]
    browser = Browser(raise_request_exception=False)
    browser.force_login(User.objects.get(email="ben@example.org"))
    listed = browser.get("/at/alder-house/practice/", secure=True).content.decode()
    for client in Client.objects.all():
        try:
            name = cabinet_of(client).open(client, "identity")["name"]
        except KeyStoreError:
            name = ""
        page = browser.get(f"/at/alder-house/practice/clients/{client.uuid}/", secure=True)
        boxes = [(client, "identity"), *((row, "body") for row in Item.objects.filter(client=client))]
        boxes += [(row, "body") for row in PrivateNote.objects.filter(notebook__client=client)]
        opens = sum(any(Cabinet(key).is_current(row, column) for key in keys) for row, column in boxes)
        found[str(client.uuid)] = [name, client.state, page.status_code, len(boxes), opens]
print(json.dumps({"files": found, "listed": ["Eva Brandt" in listed, "Timo Kranz" in listed]}))
"""


@pytest.fixture
def site(tmp_path):
    """`site(copy, keys)`: a data folder of its own with that copy restored and those keys; returns its environment."""
    made = []

    def restore(copy: Path, keys: Path):
        folder = tmp_path / f"site-{len(made)}"
        folder.mkdir()
        shutil.copytree(keys, folder / "keys")
        environment = {**os.environ, "FELTWORK_VAR": str(folder), "FELTWORK_DEBUG": "1"}
        environment["DJANGO_SETTINGS_MODULE"] = "feltwork.config.settings"
        environment["PYTHONPATH"] = str(Path(feltwork.__file__).parents[1])
        environment.pop("FELTWORK_DATABASE_URL", None)
        if connection.vendor == "sqlite":
            shutil.copy(copy / "database.sqlite3", folder / "feltwork.sqlite3")
        else:
            environment["FELTWORK_DATABASE_URL"] = restored_postgres(copy, f"restored_{uuid4().hex[:8]}", made)
        made.append(folder)
        return environment

    yield restore
    for name in (one for one in made if isinstance(one, str)):
        with psycopg.connect(where("postgres"), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def where(name):
    """The address of another database on this server, which listens on a port or on a socket in a folder."""
    own = connection.settings_dict
    port = f":{own['PORT']}" if own["PORT"] else ""
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{port}/{name}?host={quote(own['HOST'], safe='')}"


def restored_postgres(copy, name, made):
    with psycopg.connect(where("postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    made.append(name)
    subprocess.run(
        ["pg_restore", "--no-owner", f"--dbname={where(name)}", str(copy / "database.dump")], check=True, timeout=120
    )
    return where(name)


def run(environment, *words):
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_restored_backup_does_not_give_an_erased_client_back(site, opened, ben, eva, timo, at, tmp_path, capsys):
    if connection.vendor == "postgresql" and shutil.which("pg_restore") is None:
        pytest.skip("pg_restore is not on this machine")
    file = opened(ben, eva.file)
    goal = actions.Change(uuid4(), uuid4(), "goal", 0, {"words": "sleep through"})
    actions.save_items(file=file, record=None, changes=[goal], by=ben, at=at)
    actions.save_note(file=file, note_uuid=uuid4(), seen=0, words="My own shoulder.", by=ben, at=at)
    call_command("backup", str(tmp_path / "copies"))
    copy = Path(capsys.readouterr().out.strip())
    call_command("backup", str(copy), verify=True)
    shutil.copytree(settings.KEYS_FOLDER, tmp_path / "keys before")

    erase(file=file, asked=True, by=ben, at=at, on=at.date())

    restored = site(copy, settings.KEYS_FOLDER)
    run(restored, "-m", "feltwork", "migrate")
    found = json.loads(run(restored, "-c", TRY))
    assert found["files"][str(eva.file.uuid)] == ["", "active", 503, 3, 0]
    assert found["files"][str(timo.uuid)] == ["Timo Kranz", "active", 200, 1, 1]
    assert found["listed"] == [False, True]
    # what could have come back: as long as copies of the keys from before last, which the certificate counts
    before = site(copy, tmp_path / "keys before")
    assert json.loads(run(before, "-c", TRY))["files"][str(eva.file.uuid)] == ["Eva Brandt", "active", 200, 3, 3]
