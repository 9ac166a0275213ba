"""Archives on disk until they are fetched: sealed in pieces, each under the take-out's own key, in a private folder.

Nothing of an archive is ever written unsealed. Destroying the key makes what a kill left behind worthless.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from feltwork.apps.practice.models import TakeOut
from feltwork.core.sealing import NONCE_BYTES, Place, Tampered

CHUNK = 1024 * 1024
_TAG_BYTES = 16
SUFFIX = ".box"


def put(take_out: TakeOut, name: str, content: bytes, *, key: bytes) -> None:
    """Keep *content* as the piece *name*; it is there whole or not at all."""
    folder = _folder(take_out)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{name}{SUFFIX}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        for number, (chunk, is_last) in enumerate(_chunks(content)):
            nonce = os.urandom(NONCE_BYTES)
            file.write(nonce + AESGCM(key).encrypt(nonce, chunk, _place(take_out, name, number, is_last)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / f"{name}{SUFFIX}")


def pieces(take_out: TakeOut) -> list[str]:
    return sorted(path.stem for path in _folder(take_out).glob(f"[!.]*{SUFFIX}"))


def read(take_out: TakeOut, name: str, *, key: bytes) -> Iterator[bytes]:
    """The piece in parts of a megabyte. Raises `Tampered`, also where its end is missing."""
    size = CHUNK + NONCE_BYTES + _TAG_BYTES
    with (_folder(take_out) / f"{name}{SUFFIX}").open("rb") as file:
        box, number = file.read(size), 0
        while box:
            after = file.read(size)
            yield _opened(box, key, _place(take_out, name, number, not after))
            box, number = after, number + 1


def remove(take_out: TakeOut) -> None:
    shutil.rmtree(_folder(take_out), ignore_errors=True)


def folders() -> Iterable[str]:
    """The take-outs, by uuid, of which something lies on disk."""
    return [one.name for one in _root().iterdir()] if _root().is_dir() else []


def remove_folder(name: str) -> None:
    shutil.rmtree(_root() / Path(name).name, ignore_errors=True)


def _root() -> Path:
    return Path(settings.TAKE_OUTS_FOLDER)


def _folder(take_out: TakeOut) -> Path:
    return _root() / str(take_out.uuid)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bool]]:
    starts = range(0, max(len(content), 1), CHUNK)
    for start in starts:
        yield content[start : start + CHUNK], start == starts[-1]


def _opened(box: bytes, key: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place)
    except InvalidTag:
        raise Tampered("changed, cut off, or sealed with another key") from None


def _place(take_out: TakeOut, name: str, number: int, is_last: bool) -> bytes:
    return Place("take-out", str(take_out.uuid), f"{name} {number} {'last' if is_last else 'more'}").as_bytes()
