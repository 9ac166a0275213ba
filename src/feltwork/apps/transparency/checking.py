"""Checking a log from outside, with nothing but what it publishes: used by the commands, by witnesses, by tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feltwork.core.transparency import (
    TILE,
    Checkpoint,
    Memory,
    NoteError,
    TileReader,
    Tree,
    VerifierKey,
    facts_fit,
    leaf_hash,
    open_note,
    read_bundle,
    read_checkpoint,
    tile_path,
    tiles_of,
    verify_consistency,
    verify_inclusion,
)

Fetch = Callable[[str], bytes]


MOST_STEPS = 64


class LogFault(ValueError):
    """What is wrong with a log or a proof, in one sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A proof that held: where the entry stands, in a log of how many, whose key signed, which of the witnesses that
    were named cosigned, and whether the facts fit (None: it tells none)."""

    index: int
    size: int
    vkey: VerifierKey
    witnesses: tuple[VerifierKey, ...]
    facts_fit: bool | None


def read_head(note: str, key: VerifierKey) -> Checkpoint:
    """The head in a note that *key* signed. Raises LogFault."""
    try:
        text, signed, _ = open_note(note, [key])
        head = read_checkpoint(text)
    except NoteError as error:
        raise LogFault(str(error)) from None
    if key not in signed or head.origin != key.name:
        raise LogFault("the head is not signed by the log's key")
    return head


def check_growth(fetch: Fetch, *, before: Checkpoint, now: Checkpoint) -> None:
    """That *now* holds all that *before* held. Raises LogFault where it does not, and lets through what *fetch* raises:
    a log that is out of reach has done nothing wrong."""
    if now.size < before.size:
        raise LogFault(f"the log had {before.size} entries and shows {now.size}: some were taken out")
    try:
        proof = Tree(TileReader(fetch, now.size), now.size).consistency(before.size) if before.size < now.size else []
    except ValueError as error:
        raise LogFault(f"the tiles of the log do not fit its head: {error}") from None
    if not verify_consistency(before.size, now.size, before.root, now.root, proof):
        raise LogFault(f"the first {before.size} entries are not what they were: the log shows two faces")


def check_whole(fetch: Fetch, head: Checkpoint) -> Memory:
    """Build the tree anew from the entries and compare every tile and the root. Raises LogFault."""
    memory = Memory()
    for level, number, width in tiles_of(head.size):
        if level < 0:
            for data in _entries(fetch(tile_path(level, number, width))):
                memory.add(leaf_hash(data))
    if len(memory) != head.size:
        raise LogFault(f"the head speaks of {head.size} entries, and there are {len(memory)}")
    for level, number, width in tiles_of(head.size):
        if level >= 0:
            expected = b"".join(memory.hashes(level, number * TILE, number * TILE + width))
            if fetch(tile_path(level, number, width)) != expected:
                raise LogFault(f"{tile_path(level, number, width)} does not fit the entries")
    check_head(memory, head)
    return memory


def check_head(memory: Memory, head: Checkpoint) -> None:
    """That *head* is that of the first of the entries in *memory*. Raises LogFault."""
    if head.size > len(memory) or Tree(memory, head.size).root() != head.root:
        raise LogFault(f"the root in the signed head of {head.size} entries does not fit the entries")


def _entries(data: bytes) -> list[bytes]:
    try:
        return read_bundle(data)
    except ValueError as error:
        raise LogFault(str(error)) from None


def check_proof(
    proof: Mapping[str, Any], *, key: VerifierKey | None = None, witnesses: Sequence[VerifierKey] = ()
) -> Checked:
    """Check a downloaded proof without asking anybody. Raises LogFault.

    *key*: that of the log, if known from elsewhere; else the one in the proof is believed, and told.
    """
    try:
        told = VerifierKey.read(str(proof["vkey"]))
        note = str(proof["checkpoint"])
        data, index = str(proof["entry"]).encode(), int(proof["index"])
        path = [bytes.fromhex(one) for one in proof["path"][: MOST_STEPS + 1]]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise LogFault(f"the file is no proof: {error}") from None
    if key is not None and key != told:
        raise LogFault("the proof is from another log: its key is not the one that was given")
    head = read_head(note, told)
    _, _, cosigned = open_note(note, [told, *witnesses])
    if not verify_inclusion(leaf_hash(data), index, head.size, path, head.root):
        raise LogFault("the entry does not stand where the proof says")
    return Checked(index, head.size, told, tuple(one.key for one in cosigned), _facts(proof, data))


def _facts(proof: Mapping[str, Any], data: bytes) -> bool | None:
    if "facts" not in proof:
        return None
    try:
        fit = facts_fit(data, proof["facts"], salt=bytes.fromhex(str(proof.get("salt", ""))))
    except (TypeError, ValueError):
        fit = False
    if not fit:
        raise LogFault("the entry was not made of these facts")
    return True


def load_proof(text: str) -> dict[str, Any]:
    """Raises LogFault."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise LogFault("the file is no proof: it is no JSON object")
    return found
