"""Finding the credential in whatever somebody has: JSON, a JWT, a picture, a PDF.

Reads as little as it can and runs nothing: chunks of PNG, one element of SVG, attached files of PDF. Everything has a
limit, because anybody may send anything.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from feltwork.apps.credentials.baking.form import KEYWORD, NAMESPACE

MOST_BYTES = 256 * 1024  # of a credential; ours have 4 kB
PNG = b"\x89PNG\r\n\x1a\n"
PDF_STREAM = re.compile(rb"\bstream\r?\n")
PDF_DICTIONARY = 2_000  # bytes before a stream in which the words about it are looked for
MOST_STREAMS = 2_000
JWT = re.compile(r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$")


class Unreadable(ValueError):
    """There is no credential in it. `code`: empty, too_large, no_credential, picture, pdf, link."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def unbake(content: bytes) -> bytes:
    """The credential as it is: JSON bytes, or a JWT. Raises `Unreadable`."""
    text = content.strip()
    if not text:
        raise Unreadable("empty")
    if content.startswith(PNG):
        return _checked(_from_png(content))
    if content.startswith(b"%PDF-"):
        return _checked(_from_pdf(content))
    if text.startswith((b"<svg", b"<?xml")):
        return _checked(_from_svg(text))
    if text.startswith(b"{") or JWT.match(text[:MOST_BYTES].decode("ascii", "replace")):
        return _checked(text)
    raise Unreadable("link" if re.match(rb"(?i)https?://\S+$", text) else "no_credential")


def _checked(found: bytes) -> bytes:
    if len(found) > MOST_BYTES:
        raise Unreadable("too_large")
    return found.strip()


def _from_png(content: bytes) -> bytes:
    for kind, body in _chunks(content):
        if kind == b"iTXt" and body.startswith(KEYWORD.encode() + b"\0"):
            return _itxt(body)
    raise Unreadable("picture")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG)
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4])
        yield content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        place += 12 + length


def _itxt(body: bytes) -> bytes:
    _, rest = body.split(b"\0", 1)
    packed, words = rest[:1] == b"\x01", rest[2:].split(b"\0", 2)
    if len(words) != 3:
        raise Unreadable("picture")
    return _unpacked(words[2]) if packed else words[2]


def _from_svg(content: bytes) -> bytes:
    try:
        root = ElementTree.fromstring(content[: 4 * MOST_BYTES])
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        raise Unreadable("picture") from None
    found = root.find(f"{{{NAMESPACE}}}credential")
    if found is None:
        raise Unreadable("picture")
    return (found.text or found.get("verify") or "").encode()


def _from_pdf(content: bytes) -> bytes:
    """The first attached file that is a credential; streams are never inside other streams, so a scan finds them."""
    for start in islice(PDF_STREAM.finditer(content), MOST_STREAMS):
        about = content[max(0, start.start() - PDF_DICTIONARY) : start.start()].rpartition(b" obj")[2]
        if b"/EmbeddedFile" not in about:
            continue
        end = content.find(b"endstream", start.end())
        body = content[start.end() : end if end >= 0 else None]
        if b"FlateDecode" in about:
            body = _unpacked(content[start.end() :])  # ends where the compressed data ends, whatever stands in it
        if body.lstrip().startswith(b"{") or JWT.match(body[:MOST_BYTES].strip().decode("ascii", "replace")):
            return body
    raise Unreadable("pdf")


def _unpacked(body: bytes) -> bytes:
    unpack = zlib.decompressobj()
    try:
        found = unpack.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        return b""
    return found
