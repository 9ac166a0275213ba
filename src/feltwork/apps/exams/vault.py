"""Recordings on disk: sealed in pieces of a megabyte, each under the recording's own key, in a private folder.

Nothing is ever written unsealed. Each piece is bound to its recording, its number and whether it is the last, so that
none can be moved, and a recording that was cut off is noticed. Destroying the key makes what a kill left behind
worthless.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from feltwork.core.sealing import NONCE_BYTES, Place, Tampered

PIECE = 1024 * 1024
_MORE = NONCE_BYTES + 16  # bytes that sealing adds to a piece
SUFFIX = ".box"
LEAST_FREE = 10  # percent of the disk that uploads leave alone


def pieces_of(size: int) -> int:
    """How many pieces *size* bytes make."""
    return max(1, -(-size // PIECE))


def put(owner: UUID, number: int, content: bytes, *, key: bytes, is_last: bool) -> None:
    """Keep piece *number*, from 0. It is there whole, on the disk, or not at all; doing it again changes nothing."""
    folder = _folder(owner)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    nonce = os.urandom(NONCE_BYTES)
    fresh = folder / f".{number:06}-{os.urandom(6).hex()}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(nonce + AESGCM(key).encrypt(nonce, content, _place(owner, number, is_last)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / f"{number:06}{SUFFIX}")


def there(owner: UUID) -> dict[int, int]:
    """Number and size in bytes, unsealed, of every piece that has arrived."""
    found = _folder(owner).glob(f"[0-9]*{SUFFIX}")
    return {int(path.stem): path.stat().st_size - _MORE for path in sorted(found)}


def read(owner: UUID, start: int, end: int, *, size: int, key: bytes) -> Iterator[bytes]:
    """Bytes *start* to *end*, without *end*, of a whole of *size*. Raises `Tampered`, also where a piece is missing."""
    last = pieces_of(size) - 1
    for number in range(start // PIECE, -(-end // PIECE)):
        content = _opened(owner, number, key, is_last=number == last)
        yield content[max(0, start - number * PIECE) : end - number * PIECE]


def remove(owner: UUID | str) -> None:
    shutil.rmtree(_folder(owner), ignore_errors=True)


def owners() -> list[str]:
    """The rows, by uuid, of which something lies on disk."""
    return [one.name for one in _root().iterdir()] if _root().is_dir() else []


def uuid_of(name: str) -> UUID | str:
    """The owner of a folder; a name that is none stays one, without a way out of the folder."""
    try:
        return UUID(name)
    except ValueError:
        return Path(name).name


def has_room(size: int) -> bool:
    """Whether *size* more bytes leave a tenth of the disk free."""
    _root().mkdir(mode=0o700, parents=True, exist_ok=True)
    disk = shutil.disk_usage(_root())
    return disk.free - size > disk.total * LEAST_FREE // 100


def _root() -> Path:
    return Path(settings.RECORDINGS_FOLDER)


def _folder(owner: UUID | str) -> Path:
    return _root() / str(owner)


def _opened(owner: UUID, number: int, key: bytes, *, is_last: bool) -> bytes:
    try:
        box = (_folder(owner) / f"{number:06}{SUFFIX}").read_bytes()
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _place(owner, number, is_last))
    except (InvalidTag, FileNotFoundError):
        raise Tampered("changed, cut off, or sealed with another key") from None


def _place(owner: UUID, number: int, is_last: bool) -> bytes:
    return Place("exams_recording", str(owner), f"{number} {'last' if is_last else 'more'}").as_bytes()
