"""Starting the process that checks, and answering what it asks."""

from __future__ import annotations

import base64
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import feltwork
from feltwork.apps.credentials.baking.unbaking import Unreadable
from feltwork.core.credentials import Check, Outcome, Report, Unreachable

SECONDS = 15.0
MOST_LINE = 4 * 1024 * 1024
Fetch = Callable[[str], bytes]


def check(content: bytes, *, now: datetime, fetch: Fetch) -> Report:
    """Find the credential in *content*, which may be anything, and check it, in a process of its own.

    What uses up its time or memory is invalid: too_complex.

    Raises:
        Unreadable: there is no credential in it.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(feltwork.__file__)))  # noqa: PTH120, PTH100
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-B", "-m", "feltwork.apps.credentials.checking.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": package, "PATH": "", "PYTHONHASHSEED": "random"},
        cwd="/",
    )
    try:
        _say(child, {"content": base64.b64encode(content).decode(), "now": now.isoformat()})
        return _talk(child, fetch, time.monotonic() + SECONDS)
    except OSError:
        return _too_much()
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with suppress(OSError):  # what was not read by a process that is gone
                    pipe.close()


def _talk(child: subprocess.Popen[bytes], fetch: Fetch, ends_at: float) -> Report:
    while True:
        line = _line(child, ends_at)
        if line is None:
            return _too_much()
        if "unreadable" in line:
            raise Unreadable(str(line["unreadable"]))
        if "fetch" not in line:
            checks = tuple(Check(one["code"], one["ok"], one["data"]) for one in line["checks"])
            return Report(Outcome(line["outcome"]), checks, line["facts"])
        try:
            _say(child, {"body": base64.b64encode(fetch(str(line["fetch"]))).decode()})
        except Unreachable as reason:
            _say(child, {"error": reason.reason})


def _say(child: subprocess.Popen[bytes], line: dict[str, str]) -> None:
    if child.stdin:
        child.stdin.write(json.dumps(line).encode() + b"\n")
        child.stdin.flush()


def _line(child: subprocess.Popen[bytes], ends_at: float) -> dict[str, Any] | None:
    """The next whole line; None when the time is over or the process is gone."""
    content = b""
    assert child.stdout is not None  # noqa: S101 - opened above
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        while not content.endswith(b"\n"):
            left = ends_at - time.monotonic()
            if left <= 0 or not ready.select(left):
                return None
            part = os.read(child.stdout.fileno(), 65_536)
            content += part
            if not part or len(content) > MOST_LINE:
                return None
    found: dict[str, Any] = json.loads(content)
    return found


def _too_much() -> Report:
    return Report(Outcome.INVALID, (Check("too_complex", False),), {})
