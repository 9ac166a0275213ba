"""Mistakes in the settings of an installation, as numbered system checks. `docs/operate/settings.md` lists them.

Most count only for `feltwork check --deploy`: a laptop and the demo may do what a site on the internet must not.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

KEY_LENGTH = 50
KEYS_SECRET_LENGTH = 30
NEAR = frozenset({"", "localhost", "127.0.0.1", "::1"})
SAFE_TLS = frozenset({"verify-full", "verify-ca"})
NOT_SENT = frozenset({"console", "file"})
Check = Callable[[], Iterator[CheckMessage]]


def _deploy(check: Check) -> Check:
    register(lambda **kwargs: list(check()), Tags.security, deploy=True)
    return check


def _always(check: Check) -> Check:
    register(lambda **kwargs: list(check()), "feltwork")
    return check


def _error(number: int, words: str, hint: str) -> CheckMessage:
    return Error(words, hint=hint, id=f"feltwork.E{number:03}")


@_deploy
def secret_key() -> Iterator[CheckMessage]:
    if settings.SECRET_KEY == settings.INSECURE_KEY or len(settings.SECRET_KEY) < KEY_LENGTH:
        yield _error(
            1,
            "The secret key is the one for laptops, or too short.",
            f"Set FELTWORK_SECRET_KEY, or FELTWORK_SECRET_KEY_FILE, to {KEY_LENGTH} random characters or more.",
        )


@_deploy
def debug() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield _error(2, "Error pages would show the inside of the site to anybody.", "Unset FELTWORK_DEBUG.")


@_deploy
def demo() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield _error(3, "This installation is set up as the demo.", "Unset FELTWORK_DEMO.")


@_deploy
def database_password() -> Iterator[CheckMessage]:
    database = _database()
    if _is_postgres(database) and not _is_socket(database) and not database["PASSWORD"]:
        yield _error(
            4,
            "The database is reached over the network without a password.",
            "Put a password into FELTWORK_DATABASE_URL, or use a socket: ?host=/var/run/postgresql",
        )


@_deploy
def database_transport() -> Iterator[CheckMessage]:
    database = _database()
    is_near = _is_socket(database) or database.get("HOST", "") in NEAR
    if _is_postgres(database) and not is_near and database["OPTIONS"].get("sslmode") not in SAFE_TLS:
        yield _error(
            5,
            "The database is on another machine, and who answers there is not verified.",
            "Add ?sslmode=verify-full to FELTWORK_DATABASE_URL.",
        )


@_always
def sqlite_keeps_its_word() -> Iterator[CheckMessage]:
    database = _database()
    if _is_postgres(database):
        return
    options = database.get("OPTIONS", {})
    orders = options.get("init_command", "").lower().replace(" ", "")
    kept = "journal_mode=wal" in orders and "synchronous=full" in orders
    if not kept or options.get("transaction_mode") != "IMMEDIATE":
        yield _error(
            6,
            "SQLite may lose what it acknowledged when the power fails, or refuse writers under load.",
            "Leave journal_mode=WAL, synchronous=FULL and IMMEDIATE transactions as config/env.py sets them.",
        )


@_deploy
def address() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme != "https" or parts.hostname not in settings.ALLOWED_HOSTS:
        yield _error(
            7,
            f"Links in mails would begin with {settings.BASE_URL}, which is not https, or not a host of this site.",
            "Set FELTWORK_BASE_URL to https://NAME and FELTWORK_HOST to the same NAME.",
        )


@_deploy
def second_factor() -> Iterator[CheckMessage]:
    if not settings.STAFF_MUST_HAVE_SECOND_FACTOR:
        yield _error(8, "Staff get in with nothing but their mailbox.", "Unset FELTWORK_STAFF_SECOND_FACTOR.")


@_deploy
def mail_goes_out() -> Iterator[CheckMessage]:
    if settings.EMAIL_KIND in NOT_SENT:
        yield _error(
            9,
            "Mail is written to the screen or to files, so nobody could sign in.",
            "Set FELTWORK_MAIL=smtp, and FELTWORK_SMTP_HOST with its companions.",
        )


@_deploy
def sender() -> Iterator[CheckMessage]:
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield _error(
            10,
            "Mail would come from localhost, which other machines refuse.",
            "Set FELTWORK_MAIL_FROM to an address whose domain you run.",
        )


@_deploy
def data_folder() -> Iterator[CheckMessage]:
    folder = Path(settings.VAR)
    if not os.access(folder, os.W_OK):
        yield _error(11, f"The data folder {folder} cannot be written to.", "Give it to the user who runs the site.")
    elif folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield _error(12, f"Other users of this machine can open the data folder {folder}.", f"chmod 700 {folder}")


@_always
def mail_kind() -> Iterator[CheckMessage]:
    if settings.EMAIL_KIND not in settings.EMAIL_BACKENDS and "." not in settings.EMAIL_KIND:
        known = ", ".join(settings.EMAIL_BACKENDS)
        yield _error(13, f"There is no kind of mail called {settings.EMAIL_KIND}.", f"FELTWORK_MAIL is one of {known}.")


@_always
def base_url() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        yield _error(
            14, f"{settings.BASE_URL} is not the beginning of an address.", "FELTWORK_BASE_URL is like https://NAME"
        )


@_deploy
def keys_secret() -> Iterator[CheckMessage]:
    usual = settings.KEYS_SECRET == settings.INSECURE_KEYS_SECRET
    if settings.KEY_STORE == "file" and (usual or len(settings.KEYS_SECRET) < KEYS_SECRET_LENGTH):
        yield _error(
            15,
            "The secret under which this site's keys lie is the one for laptops, or too short.",
            f"Set FELTWORK_KEYS_SECRET_FILE to a file of {KEYS_SECRET_LENGTH} random characters outside FELTWORK_VAR.",
        )


@_always
def key_store() -> Iterator[CheckMessage]:
    is_named = settings.KEY_STORE in {"file", "command"} or "." in settings.KEY_STORE
    if not is_named or (settings.KEY_STORE == "command" and not settings.KEY_COMMAND.strip()):
        yield _error(
            16,
            f"There is no key store called {settings.KEY_STORE}, or its program is not named.",
            "FELTWORK_KEY_STORE is file or command; for command, set FELTWORK_KEY_COMMAND.",
        )


def _database() -> dict[str, Any]:
    return dict(settings.DATABASES["default"])


def _is_postgres(database: dict[str, Any]) -> bool:
    return str(database["ENGINE"]).endswith("postgresql")


def _is_socket(database: dict[str, Any]) -> bool:
    return str(database.get("HOST", "")).startswith("/")
