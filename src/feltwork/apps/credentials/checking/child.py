"""The process that looks into one file and checks what it finds there. It has nothing but its input and its output.

{"content": base64, "now": ISO}              the first line that it reads
{"fetch": address}                           a line that it writes when it wants to know what stands at an address
{"body": base64} or {"error": reason}        the line that answers
{"unreadable": code}                         the last line that it writes, when there is no credential in the file
{"outcome": …, "checks": […], "facts": …}    the last line that it writes otherwise
"""

from __future__ import annotations

import base64
import codecs
import importlib
import json
import resource
import signal
import sys
import time
from datetime import datetime
from typing import Any

from feltwork.apps.credentials.baking.unbaking import Unreadable, unbake
from feltwork.core.credentials import Unreachable, verify

CPU_SECONDS = 0.8  # an honest credential takes a fiftieth of it
CODECS = [
    "ascii",
    "idna",
    "latin-1",
    "punycode",
    "unicode-escape",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "utf-32",
]
MODULES = ("cryptography.hazmat.backends.openssl.backend", "cryptography.hazmat.primitives.asymmetric.padding")
MEMORY_BYTES = 512 * 1024 * 1024


def limit() -> None:
    """From here on: little processor time and memory, and no further file, socket or process at all."""
    for name in CODECS:  # Python loads these from files when first wanted, and then there are none to be had
        codecs.lookup(name)
    for name in MODULES:
        importlib.import_module(name)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # its signal ends the process
    whole = int(time.process_time() + CPU_SECONDS) + 2
    limits = {
        resource.RLIMIT_CPU: whole,
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 3,  # those for input, output and errors are open; nothing else can be opened
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def ask(url: str) -> bytes:
    _write({"fetch": url})
    answer = json.loads(sys.stdin.readline() or '{"error": "gone"}')
    if "body" not in answer:
        raise Unreachable(str(answer.get("error", "unreachable")))
    return base64.b64decode(answer["body"])


def main() -> None:
    limit()
    question = json.loads(sys.stdin.readline())
    try:
        document = unbake(base64.b64decode(question["content"]))
    except Unreadable as problem:
        _write({"unreadable": problem.code})
        return
    found = verify(document, now=datetime.fromisoformat(question["now"]), fetch=ask)
    checks = [{"code": one.code, "ok": one.ok, "data": dict(one.data)} for one in found.checks]
    _write({"outcome": found.outcome.value, "checks": checks, "facts": dict(found.facts)})


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
