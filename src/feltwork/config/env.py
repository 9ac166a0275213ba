"""Typed readers for settings from the environment. `NAME_FILE` may hold the path of a file with the value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class EnvError(ValueError):
    """A setting has a value that cannot be read."""


def text(name: str, default: str = "") -> str:
    """The value of *name*, or of the file that NAME_FILE points to, or *default*."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise EnvError(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise EnvError(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; empty parts are left out."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(name: str, sqlite_path: Path) -> dict[str, Any]:
    """Django's database settings from `postgres://user:password@host:port/name?option=…`, else SQLite at *sqlite_path*.

    SQLite: WAL so that readers do not wait for the writer, `synchronous=FULL` so that a power cut loses nothing that
    was acknowledged, `IMMEDIATE` so that a transaction that will write waits its turn at the start instead of failing
    at the end (domain/security.md section 9).
    """
    url = text(name)
    if not url:
        return _sqlite(sqlite_path)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvError(f"{name} must begin with postgres:// or sqlite://, not {parts.scheme}://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "feltwork.config.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
            ),
        },
        # shared-cache memory databases know no WAL and lock whole tables: tests use a file, too
        "TEST": {"NAME": str(path.with_name("test-feltwork.sqlite3"))},
    }
