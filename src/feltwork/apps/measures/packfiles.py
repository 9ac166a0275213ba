"""Files that somebody hands in as a wording pack: one file, a ZIP, or a folder → path and content, within bounds."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from feltwork.core.measures.wording import ReadError

MOST_FILES = 600
MOST_BYTES = 8_000_000  # unpacked, all together
MOST_UPLOAD = 4_000_000


def files_of_upload(file: IO[bytes], name: str) -> dict[str, bytes]:
    """One file, or what is in a ZIP. Raises ReadError."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        file.seek(0)
        return {name: _bounded(file, MOST_BYTES)}
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise ReadError("bad_zip") from None


def files_of_path(path: Path) -> dict[str, bytes]:
    """A file or a folder of whoever runs the site. Raises ReadError, OSError."""
    if path.is_file():
        with path.open("rb") as file:
            return files_of_upload(file, path.name)
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for one in sorted(path.rglob("*")):
        if one.is_file() and not one.is_symlink():
            _room_for_one(found)
            with one.open("rb") as file:
                found[one.relative_to(path).as_posix()] = content = _bounded(file, left)
            left -= len(content)
    return found


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        _room_for_one(found)
        # what an entry says of its size is not believed: only so much is read
        with archive.open(entry) as file:
            found[entry.filename] = content = _bounded(file, left)
        left -= len(content)
    return found


def _room_for_one(found: dict[str, bytes]) -> None:
    if len(found) >= MOST_FILES:
        raise ReadError("too_many_files", found=MOST_FILES + 1, most=MOST_FILES)


def _bounded(file: IO[bytes], left: int) -> bytes:
    content = file.read(left + 1)
    if len(content) > left:
        raise ReadError("too_large", size=len(content), most=MOST_BYTES)
    return content
