"""Checking on a console: where the file comes from, what is at hand offline, the answer in words or as JSON."""

from __future__ import annotations

import base64
import binascii
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from feltwork.apps.credentials.checking.words import OUTCOMES, sentence
from feltwork.core.credentials import Report, Unreachable, did_web_url

MOST_BYTES = 4 * 1024 * 1024
CODES = {"valid": 0, "unknown": 2, "unchecked": 2}  # everything else: 1
UNREADABLE_CODE = 3
OUR_PAGE = re.compile(r"^https://[^?#]+/c/[a-z2-7]{26}/?(\?v=\d+)?$")
MARKS = {True: "+", False: "-", None: "?"}


class Offline:
    """Addresses answered from exported sites (folders) and from single files, and from nothing else.

    A single file is a did.json or a signed list, of either form: it says itself at which address it stands.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises OSError, or ValueError with a sentence for a file that is neither."""
        self._folders = [path.resolve() for path in paths if path.is_dir()]
        files = [path.read_bytes() for path in paths if not path.is_dir()]
        self._known = {_address(content): content for content in files}

    def __call__(self, url: str) -> bytes:
        if url in self._known:
            return self._known[url]
        for folder in self._folders:
            path = (folder / urlsplit(url).path.strip("/")).resolve()
            if path.is_relative_to(folder) and path.is_file():
                return path.read_bytes()
        raise Unreachable("not_at_hand")


def content_of(source: str, fetch: Callable[[str], bytes]) -> bytes:
    """The bytes of a file, of `-` for the input, of an address; the page of a certificate here means its file."""
    if source == "-":
        return sys.stdin.buffer.read(MOST_BYTES)
    if not source.startswith("https://"):
        return Path(source).read_bytes()
    if OUR_PAGE.match(source):
        source = f"{source.partition('?')[0].rstrip('/')}/credential.json"
    return fetch(source)


def as_words(found: Report) -> str:
    """The outcome, what the document says, each check by its sentence and its code."""
    title, explain = OUTCOMES[found.outcome]
    names = ("name", "achievement_name", "issuer_name", "issuer", "valid_from", "valid_until")
    lines = [f"{title}. {explain}", *(f"  {name}: {found.facts[name]}" for name in names if name in found.facts)]
    for one in found.checks:
        if words := sentence(one.code, one.ok, dict(one.data)):
            lines.append(f"  {MARKS[one.ok]} {words} [{one.code}]")
    return "\n".join(lines)


def as_json(found: Report) -> str:
    checks = [{"code": one.code, "ok": one.ok, "data": dict(one.data)} for one in found.checks]
    return json.dumps({"outcome": found.outcome, "checks": checks, "facts": dict(found.facts)}, ensure_ascii=False)


def _address(content: bytes) -> str:
    text = content.strip()
    try:
        if not text.startswith(b"{"):
            middle = text.split(b".")[1]
            text = base64.urlsafe_b64decode(middle + b"=" * (-len(middle) % 4))
        name = json.loads(text)["id"]
        return did_web_url(name) if str(name).startswith("did:web:") else str(name)
    except (ValueError, KeyError, IndexError, TypeError, binascii.Error):
        raise ValueError("a file given for --offline is neither a did.json nor a signed list") from None
