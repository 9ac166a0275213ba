"""A video that comes in one go, from a browser without scripts: sealed as it arrives, never kept in the clear.

Django reads a whole form before the view can look at its token, so a file lies sealed under a name and a key of its
own until the view has taken it over or destroyed it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from feltwork.apps.exams import vault
from feltwork.apps.keys import store

LABEL = "a recorded session"


class Sealed(UploadedFile[Any]):
    """What arrived: nothing to read, only where it lies. `size` in bytes; is_whole is False where it was too large."""

    def __init__(self, uuid: UUID, key_id: str, size: int, *, is_whole: bool) -> None:
        super().__init__(file=None, name="recording", size=size)
        self.uuid, self.key_id, self.is_whole = uuid, key_id, is_whole


class SealingHandler(FileUploadHandler):
    """Seals each megabyte as it comes. The last piece is held back until the end is known."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept: list[tuple[UUID, str]] = []  # everything that this request left on the disk

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.uuid, self.key_id = uuid4(), store().create_data_key(label=LABEL)
        self.kept.append((self.uuid, self.key_id))
        self._key, self._number, self._rest, self._size = store().data_key(self.key_id), 0, bytearray(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > settings.RECORDING_MAX_BYTES or not vault.has_room(vault.PIECE):
            raise StopUpload(connection_reset=True)
        self._rest += raw_data
        while len(self._rest) > vault.PIECE:
            self._put(bytes(self._rest[: vault.PIECE]), is_last=False)
            del self._rest[: vault.PIECE]

    def file_complete(self, file_size: int) -> Sealed:
        self._put(bytes(self._rest), is_last=True)
        return Sealed(self.uuid, self.key_id, self._size, is_whole=True)

    def _put(self, content: bytes, *, is_last: bool) -> None:
        vault.put(self.uuid, self._number, content, key=self._key, is_last=is_last)
        self._number += 1
