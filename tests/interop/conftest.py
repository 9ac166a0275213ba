"""One node process for all verifiers of others, and the folder of what only a source archive carries."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from feltwork.core.credentials import CONTEXTS
from feltwork.core.credentials.tests.cast import NOW

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "node_modules" / "@digitalbazaar" / "vc"


def lacking(what):
    """Skip; where everything has to be there (CI), fail."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


class Node:
    """Asks the verifiers of `verifiers.mjs`, one case at a time."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, str(HERE / "verifiers.mjs"), NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self, tool, document, pages, **more):
        """Return what *tool* says of *document* (text or bytes) in a world of *pages*."""
        text = document.decode() if isinstance(document, bytes) else document
        case = {"tool": tool, "document": text, "pages": PINNED | _as_text(pages), **more}
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or "null")
        assert answer is not None, "node stopped"
        assert "raised" not in answer, answer
        return answer


def _as_text(pages):
    return {url: data.decode() if isinstance(data, bytes) else data for url, data in pages.items()}


PINNED = _as_text(CONTEXTS)


@pytest.fixture(scope="session")
def node():
    program = os.environ.get("NODE") or shutil.which("node")
    if not program or not MODULES.is_dir():
        lacking("no node or no node_modules here: `python3 dev.py setup` brings them")
    one = Node(program)
    yield one
    one.process.stdin.close()
    one.process.wait(timeout=20)
