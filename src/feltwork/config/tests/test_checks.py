"""`feltwork check --deploy`: clean for a site as it should be, and naming each thing that is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from feltwork.config import checks, env

SITE = {
    "FELTWORK_BASE_URL": "https://feltwork.example",
    "FELTWORK_HOST": "feltwork.example",
    "FELTWORK_MAIL": "smtp",
    "FELTWORK_MAIL_FROM": "Feltwork <post@feltwork.example>",
    "FELTWORK_KEYS_SECRET": "another-secret-of-many-letters-0123456789",
    "FELTWORK_SECRET_KEY": "a-key-of-many-different-letters-and-numbers-0123456789-XYZ",
    "DJANGO_SETTINGS_MODULE": "feltwork.config.settings",
}
POSTGRES = "postgres://feltwork:pw@db.example/feltwork"


def check_deploy(folder: Path, site=SITE, **changes: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FELTWORK_")}
    environment = kept | site | {"FELTWORK_VAR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)} | changes
    command = [sys.executable, "-m", "feltwork", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    "database", ["", f"{POSTGRES}?sslmode=verify-full", "postgres:///feltwork?host=/run/postgresql"]
)
def test_a_site_as_it_should_be_is_clean(tmp_path, database):
    done = check_deploy(tmp_path / "var", FELTWORK_DATABASE_URL=database)

    assert (done.returncode, done.stderr.count("WARNINGS"), done.stdout) == (
        0,
        0,
        "System check identified no issues (0 silenced).\n",
    ), done.stderr


def test_a_laptop_is_told_everything_at_once(tmp_path):
    tmp_path.chmod(0o755)
    done = check_deploy(tmp_path, site={"DJANGO_SETTINGS_MODULE": "feltwork.config.settings"})

    named = {word.strip("()") for word in done.stderr.split() if word.startswith("(feltwork.")}
    assert done.returncode == 1
    assert {"feltwork.E001", "feltwork.E007", "feltwork.E009", "feltwork.E012"} <= named


@pytest.mark.parametrize(
    "check,number,settings",
    [
        (checks.secret_key, 1, {"SECRET_KEY": "short"}),
        (checks.debug, 2, {"DEBUG": True}),
        (checks.demo, 3, {"DEMO": True}),
        (checks.database_password, 4, {"url": "postgres://feltwork@db.example/x"}),
        (checks.database_password, 4, {"url": "postgres://feltwork@localhost/x"}),
        (checks.database_transport, 5, {"url": POSTGRES}),
        (checks.database_transport, 5, {"url": f"{POSTGRES}?sslmode=require"}),
        (checks.sqlite_keeps_its_word, 6, {"synchronous": "NORMAL"}),
        (checks.sqlite_keeps_its_word, 6, {"transaction_mode": "DEFERRED"}),
        (checks.address, 7, {"BASE_URL": "http://feltwork.example", "ALLOWED_HOSTS": ["feltwork.example"]}),
        (checks.address, 7, {"BASE_URL": "https://feltwork.example", "ALLOWED_HOSTS": ["localhost"]}),
        (checks.second_factor, 8, {"STAFF_MUST_HAVE_SECOND_FACTOR": False}),
        (checks.mail_goes_out, 9, {"EMAIL_KIND": "console"}),
        (checks.sender, 10, {"DEFAULT_FROM_EMAIL": "Feltwork <no-reply@localhost>"}),
        (checks.data_folder, 11, {"VAR": "/nonexistent/folder"}),
        (checks.mail_kind, 13, {"EMAIL_KIND": "pigeon"}),
        (checks.base_url, 14, {"BASE_URL": "feltwork.example"}),
        (checks.base_url, 14, {"BASE_URL": "https://feltwork.example/path"}),
        (checks.keys_secret, 15, {"KEYS_SECRET": "short"}),
        (checks.key_store, 16, {"KEY_STORE": "drawer"}),
        (checks.key_store, 16, {"KEY_STORE": "command"}),
    ],
)
def test_each_mistake_has_its_number(check, number, settings, tmp_path, monkeypatch):
    with override_settings(**changed(settings, tmp_path, monkeypatch)):
        assert [message.id for message in check()] == [f"feltwork.E{number:03}"]


def test_a_data_folder_that_others_can_open(tmp_path, settings):
    settings.VAR = tmp_path
    tmp_path.chmod(0o750)
    assert [message.id for message in checks.data_folder()] == ["feltwork.E012"]
    tmp_path.chmod(0o700)
    assert list(checks.data_folder()) == []


def test_a_new_data_folder_is_for_one_user_only(tmp_path):
    check_deploy(tmp_path / "new")

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "url",
    [
        "postgres://feltwork:pw@localhost/x",
        "postgres:///x?host=/run/postgresql",
        f"{POSTGRES}?sslmode=verify-ca",
    ],
)
def test_a_database_that_is_near_or_verified_is_fine(url, monkeypatch, tmp_path):
    changed({"url": url}, tmp_path, monkeypatch)

    assert [*checks.database_password(), *checks.database_transport(), *checks.sqlite_keeps_its_word()] == []


def changed(settings, tmp_path, monkeypatch):
    """Settings without those for the database, which the checks now see made from `url`, or tampered with."""
    settings = dict(settings)
    name = "FELTWORK_OF_THE_TEST"
    monkeypatch.setenv(name, settings.pop("url", ""))
    database = env.database(name, tmp_path / "x.sqlite3")
    options = database["OPTIONS"]
    if "synchronous" in settings:
        options["init_command"] = options["init_command"].replace("FULL", settings.pop("synchronous"))
    options |= {key: settings.pop(key) for key in list(settings) if key == "transaction_mode"}
    monkeypatch.setattr(checks, "_database", lambda: database)
    return settings
