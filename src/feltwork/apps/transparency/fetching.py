"""Reading another log over the network, for the witness command. What is read counts by its signature alone."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

PATIENCE_SECONDS = 20
MOST_BYTES = 17 * 2**20  # a bundle of 256 entries of 65,535 bytes
HERE = {"127.0.0.1", "localhost", "::1"}


class Unreachable(RuntimeError):
    """The log gave no answer; one sentence."""


def files_at(url: str) -> Callable[[str], bytes]:
    """Fetches the files of the log at *url*; the function raises Unreachable."""
    base = _base(url)

    def fetch(path: str) -> bytes:
        return _ask(base + path)

    return fetch


def send(url: str, note: str) -> None:
    """Hand a cosigned head to the log. Raises Unreachable with the log's own reason where it refuses."""
    _ask(_base(url) + "cosignature", note.encode())


def _base(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise Unreachable("the address of a log begins with https://")
    return url.rstrip("/") + "/"


def _ask(url: str, content: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, content, {"Content-Type": "text/plain"})  # noqa: S310 - see _base
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            found: bytes = answer.read(MOST_BYTES)
            return found
    except urllib.error.HTTPError as refused:
        reason = refused.read(300).decode("utf-8", "replace").strip().splitlines()
        raise Unreachable(f"it answered {refused.code}" + (f": {reason[0]}" if reason else "")) from None
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(str(error) or type(error).__name__) from None
