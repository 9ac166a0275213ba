"""The process that checks one document. It asks for addresses by a line on its output and reads the answer as a line.

{"document": base64, "now": ISO}        the first line that it reads
{"fetch": address}                      a line that it writes
{"body": base64} or {"error": reason}   the line that answers
{"outcome": …, "checks": […], "facts": …}   the last line that it writes
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from datetime import datetime
from typing import Any

from feltwork.core.credentials import Unreachable, verify

CPU_SECONDS = 4
MEMORY_BYTES = 1_500 * 1024 * 1024


def limit() -> None:
    """From here on: no more processor time, memory or files than one credential can need."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ask(url: str) -> bytes:
    _write({"fetch": url})
    answer = json.loads(sys.stdin.readline() or '{"error": "gone"}')
    if "body" not in answer:
        raise Unreachable(str(answer.get("error", "unreachable")))
    return base64.b64decode(answer["body"])


def main() -> None:
    limit()
    question = json.loads(sys.stdin.readline())
    found = verify(base64.b64decode(question["document"]), now=datetime.fromisoformat(question["now"]), fetch=ask)
    checks = [{"code": one.code, "ok": one.ok, "data": dict(one.data)} for one in found.checks]
    _write({"outcome": found.outcome.value, "checks": checks, "facts": dict(found.facts)})


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
