"""Heads of the tree as signed notes, and what witnesses add to them.

Sources: C2SP signed-note, tlog-checkpoint and tlog-cosignature (v1).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04
MOST_LINES = 64
LATEST = 2**63 - 1
_DASH = "— "


class NoteError(ValueError):
    """A note, key or checkpoint that cannot be read or does not verify; the text says why in one sentence."""


def fits_name(name: str) -> bool:
    """Whether a key may be called so."""
    return bool(name) and "+" not in name and not any(one.isspace() or one < " " for one in name)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signatures are believed: a name without spaces or plus, an algorithm byte, 32 public bytes."""

    name: str
    public: bytes
    algorithm: int = ED25519

    @property
    def hash(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.algorithm]) + self.public).digest()[:4]

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.hash.hex()}+{key}"

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """Raises NoteError."""
        name, _, rest = text.strip().partition("+")
        told, _, key = rest.partition("+")
        try:
            data = base64.b64decode(key, validate=True)
        except binascii.Error:
            data = b""
        if not fits_name(name) or len(data) != 33 or data[0] not in {ED25519, COSIGNATURE}:
            raise NoteError("that is no verifier key; it looks like NAME+8 hexadecimal digits+base64")
        found = cls(name, data[1:], data[0])
        if found.hash.hex() != told:
            raise NoteError("the verifier key was mistyped: its check digits do not fit")
        return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: whose, how many entries, and the root over them. Other people's logs may say more below."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed, with the line break at its end."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's word: at this second (Unix time) the log was seen to be consistent with all before.

    *line* is the line that says so, with the line break at its end.
    """

    key: VerifierKey
    time: int
    line: str


def note_line(key: VerifierKey, signature: bytes, *, time: int | None = None) -> str:
    """One signature line. *signature*: 64 bytes; *time* for cosignatures."""
    body = key.hash + (b"" if time is None else time.to_bytes(8)) + signature
    return f"{_DASH}{key.name} {base64.b64encode(body).decode()}\n"


def cosigned_text(text: str, time: int) -> bytes:
    """What a witness signs of the text of a checkpoint."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosigning(text: str, key: VerifierKey, signature: bytes, time: int) -> str:
    """The line that a witness adds."""
    return note_line(key, signature, time=time)


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note. Raises NoteError."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteError("a checkpoint has three lines")
    origin, size, root, *extensions = lines[:-1]
    if not size.isascii() or not size.isdigit() or (size != "0" and size.startswith("0")):
        raise NoteError("the size in the checkpoint is no number")
    try:
        found = base64.b64decode(root, validate=True)
    except binascii.Error:
        found = b""
    if len(found) != 32 or base64.b64encode(found).decode() != root:
        raise NoteError("the root in the checkpoint is no hash")
    return Checkpoint(origin, int(size), found, tuple(extensions))


def open_note(note: str, keys: Iterable[VerifierKey]) -> tuple[str, list[VerifierKey], list[Cosigned]]:
    """The text, which of *keys* signed it, and which cosigned. Lines of other keys are passed over.

    Raises NoteError where the note cannot be read, or a line of one of *keys* does not verify.
    """
    text, lines = _parts(note)
    known = {(key.name, key.hash): key for key in keys}
    signed: list[VerifierKey] = []
    cosigned: list[Cosigned] = []
    for line in lines:
        name, _, encoded = line[len(_DASH) :].partition(" ")
        try:
            body = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise NoteError("a signature line is not base64") from None
        key = known.get((name, body[:4]))
        if key is None:
            continue
        time = _time_of(text, key, body[4:])
        if time is None:
            signed.append(key)
        elif key not in [one.key for one in cosigned]:  # one word a witness, however often it stands there
            cosigned.append(Cosigned(key, time, f"{line}\n"))
    return text, signed, cosigned


def _parts(note: str) -> tuple[str, list[str]]:
    """The text and the signature lines: what is above and below the last empty line."""
    text, blank, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    if not blank or lines.pop() or not lines or any(not line.startswith(_DASH) for line in lines):
        raise NoteError("that is no signed note")
    if any(sign < " " and sign != "\n" for sign in note):
        raise NoteError("a signed note holds no control characters")
    if len(lines) > MOST_LINES:
        raise NoteError(f"a signed note with more than {MOST_LINES} signatures is not read")
    return f"{text}\n", lines


def _time_of(text: str, key: VerifierKey, body: bytes) -> int | None:
    """When *key* cosigned, or None where it signed; raises NoteError where it did neither."""
    time = None
    message = text.encode()
    if key.algorithm == COSIGNATURE:
        if len(body) != 72:
            raise NoteError(f"the cosignature of {key.name} has the wrong length")
        time, body = int.from_bytes(body[:8]), body[8:]
        if time > LATEST:
            raise NoteError(f"the cosignature of {key.name} has no time")
        message = cosigned_text(text, time)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(body, message)
    except (InvalidSignature, ValueError):
        raise NoteError(f"the signature of {key.name} does not verify") from None
    return time
