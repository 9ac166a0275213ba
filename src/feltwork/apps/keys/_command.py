"""A store behind a program of the site's own: it asks a KMS, a vault or an HSM, whichever way that is reached.

For each question the program is started once. It reads one JSON object from standard input and writes one to standard
output; `docs/operate/keys.md` lists the questions. It ends with 0, or says on standard error, in a line, why not.
"""

from __future__ import annotations

import base64
import json
import shlex
import subprocess
from typing import Any

from django.conf import settings

from feltwork.apps.keys.stores import Algorithm, KeyStoreError, StoredKey

PATIENCE_SECONDS = 10


class CommandStore:
    def __init__(self, command: list[str]) -> None:
        self._command = command

    def create(self, *, algorithm: Algorithm, label: str) -> StoredKey:
        found = self._ask(do="create", algorithm=algorithm, label=label)
        return StoredKey(str(found["id"]), algorithm, label, _bytes(found["public_key"]))

    def public(self, key_id: str) -> StoredKey:
        found = self._ask(do="public", id=key_id)
        return StoredKey(key_id, found["algorithm"], str(found.get("label", "")), _bytes(found["public_key"]))

    def sign(self, key_id: str, data: bytes) -> bytes:
        return _bytes(self._ask(do="sign", id=key_id, data=base64.b64encode(data).decode())["signature"])

    def create_data_key(self, *, label: str) -> str:
        return str(self._ask(do="create_data_key", label=label)["id"])

    def data_key(self, key_id: str) -> bytes:
        return _bytes(self._ask(do="data_key", id=key_id)["key"])

    def destroy(self, key_id: str) -> None:
        self._ask(do="destroy", id=key_id)

    def _ask(self, **question: Any) -> dict[str, Any]:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own program, from the settings
                self._command,
                input=json.dumps(question),
                capture_output=True,
                text=True,
                timeout=PATIENCE_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise KeyStoreError(f"the key store's program gave no answer: {type(error).__name__}") from None
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise KeyStoreError(f"the key store's program refused: {reason[:200]}")
        return _Answer(done.stdout)


class _Answer(dict[str, Any]):
    """The answer; what is missing in it is the program's mistake, and said so."""

    def __init__(self, text: str) -> None:
        try:
            super().__init__(json.loads(text or "{}"))
        except (ValueError, TypeError):
            raise KeyStoreError("the key store's program wrote something that is no JSON object") from None

    def __missing__(self, name: str) -> Any:
        raise KeyStoreError(f"the answer of the key store's program lacks {name!r}")


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise KeyStoreError("the answer of the key store's program is not base64") from None


def from_settings() -> CommandStore:
    command = shlex.split(settings.KEY_COMMAND)
    if not command:
        raise KeyStoreError("FELTWORK_KEY_STORE is “command”, but FELTWORK_KEY_COMMAND is empty")
    return CommandStore(command)
