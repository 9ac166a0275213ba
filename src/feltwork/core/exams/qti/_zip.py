"""A zip file from a stranger: limits before anything is unpacked, and names that never become paths."""

from __future__ import annotations

import posixpath
import zlib
from io import BytesIO
from lzma import LZMAError
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from ._entry import QtiError

MOST_FILES = 5_000
MOST_BYTES = 200_000_000  # of all files, unpacked
MOST_RATIO = 200  # unpacked to packed, of all files
ENCRYPTED = 0x1


class Package:
    """Files by name. Raises QtiError for what cannot be opened safely."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(content))
            rows = self._zip.infolist()
        except (BadZipFile, ValueError, OSError, NotImplementedError) as failure:
            raise QtiError("not_a_zip") from failure
        if len(rows) > MOST_FILES:
            raise QtiError("too_many_files")
        if any(row.flag_bits & ENCRYPTED for row in rows):
            raise QtiError("encrypted")
        size = sum(row.file_size for row in rows)
        if size > MOST_BYTES or size > MOST_RATIO * max(len(content), 10_000):
            raise QtiError("too_large")
        self._rows = {posixpath.normpath(row.filename): row for row in rows if not row.is_dir()}

    def has(self, name: str) -> bool:
        return name in self._rows

    def read(self, name: str, most: int) -> bytes | None:
        """None where it is larger than *most*, whatever its header says, or damaged. Raises KeyError."""
        row = self._rows[name]
        if row.file_size > most:
            return None
        try:
            with self._zip.open(row) as file:
                content = file.read(most + 1)
        except (BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error, LZMAError):
            return None
        return content if len(content) <= most else None


def beside(file: str, address: str) -> str:
    """The name in the package of an address that stands in *file*; empty for other places."""
    if "\\" in address or "://" in address or address.startswith(("/", "data:")):
        return ""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(address.partition("#")[0])))
    return "" if name.startswith("..") or name == "." else name
