"""A site for measuring: the demo's server over data of its own, on SQLite or PostgreSQL, gone afterwards.

The server is the real one with real settings: granian with two workers, SQLite in WAL mode with synchronous=FULL, or a
PostgreSQL that waits for the disk. Only FELTWORK_DEMO is on: it lets a link from the console count as step-up for the
whole session, and staff in without a second factor.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dev
import psycopg

POSTGRES_SETTINGS = "-c listen_addresses= -c max_connections=100"  # everything else as it comes: it waits for the disk
KINDS = ("sqlite", "postgres")
LOG_TAIL = 3000
LONG_S = 6 * 3600


@dataclass
class Site:
    """One installation in *folder*. `env` is what every process of it is started with."""

    folder: Path
    env: dict[str, str]
    port: int
    server: subprocess.Popen[str] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "server.log"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *words: object) -> str:
        """Run `feltwork …`; returns what it prints."""
        return dev.run(dev.PYTHON, "-m", "feltwork", *words, env=self.env, show=False)

    def inside(self, module: str, *words: object) -> Any:
        """Run a module of ours in a process with the site's settings; returns what it prints last, read as JSON."""
        printed = dev.run(dev.PYTHON, "-m", f"bench.{module}", *words, env=self.env, show=False, limit_s=LONG_S)
        return json.loads(printed.splitlines()[-1])

    def build(self) -> None:
        """Tables and static files, as an operator makes them."""
        for words in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"]):
            self.manage(*words, "-v", "0")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self.log.open("a") as log:
            self.server = dev.start(*dev.server_command(self.port), env=self.env, stdout=log, stderr=log)
        dev.wait_for_server(self.base_url, {"server": self.server})

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.server is not None:
            dev.stop(self.server, how)
        self.server = None

    def workers(self) -> list[int]:
        """The process numbers of the workers alive now."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children") if self.server else None
        with contextlib.suppress(OSError):
            pids = [int(pid) for pid in children.read_text().split()] if children else []
            return [pid for pid in pids if "granian" in _command(pid) or "spawn_main" in _command(pid)]
        return []

    def memory_mb(self) -> float:
        """Resident memory of server and workers together."""
        pids = [self.server.pid, *self.workers()] if self.server else []
        return sum(_resident_kb(pid) for pid in pids) / 1024

    def last_words(self) -> str:
        """The end of the server's log."""
        return self.log.read_text(errors="replace")[-LOG_TAIL:] if self.log.is_file() else ""


@contextlib.contextmanager
def site(database: str, **settings: str) -> Iterator[Site]:
    """A built site on *database*: "sqlite", "postgres" (a server of our own), or the address of a PostgreSQL server.

    Nothing is served yet; *settings* go into the environment.
    """
    with dev.scratch() as folder, _database(database) as data:
        port = _free_port()
        ours = {
            "DJANGO_SETTINGS_MODULE": "feltwork.config.settings",
            "FELTWORK_DEMO": "1",
            "FELTWORK_VAR": str(folder),
            "FELTWORK_BASE_URL": f"http://127.0.0.1:{port}",
            "FELTWORK_SECRET_KEY": secrets.token_urlsafe(50),
            "PYTHONPATH": os.pathsep.join([str(dev.SRC), str(dev.ROOT)]),  # this copy of the code and no other
        }
        env = dev.clean_env(**ours | data | settings)
        one = Site(folder, env, port)
        one.build()
        try:
            yield one
        finally:
            one.stop()


def kind_of(database: str) -> str:
    """ "sqlite" or "postgres", for either and for an address."""
    return database if database in KINDS else "postgres"


@contextlib.contextmanager
def _database(database: str) -> Iterator[dict[str, str]]:
    if database == "sqlite":
        yield {}
    elif database == "postgres":
        with dev.postgres(dev.postgres_folder(), POSTGRES_SETTINGS) as url:
            yield {"FELTWORK_DATABASE_URL": url}
    else:
        with _database_on(database) as url:
            yield {"FELTWORK_DATABASE_URL": url}


@contextlib.contextmanager
def _database_on(url: str) -> Iterator[str]:
    """A database of our own on a server that runs already."""
    name = f"feltwork_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')  # a name made two lines above
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def _resident_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0
