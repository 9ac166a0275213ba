"""Checking a log from outside, with nothing but what it publishes: used by the commands, by witnesses, by tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from feltwork.core.transparency import (
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


class LogFault(ValueError):
    """What is wrong with a log or a proof, in one sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A proof that held: where the entry stands, in a log of how many, and whether the facts fit it."""

    index: int
    size: int
    origin: str
    witnesses: int
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
    """That *now* holds all that *before* held. Raises LogFault where it does not, or cannot be shown."""
    if now.size < before.size:
        raise LogFault(f"the log had {before.size} entries and shows {now.size}: some were taken out")
    try:
        proof = Tree(TileReader(fetch, now.size), now.size).consistency(before.size) if before.size < now.size else []
    except (ValueError, KeyError, OSError) as error:
        raise LogFault(f"the tiles of the log cannot be read: {error}") from None
    if not verify_consistency(before.size, now.size, before.root, now.root, proof):
        raise LogFault(f"the first {before.size} entries are not what they were: the log shows two faces")


def check_whole(fetch: Fetch, head: Checkpoint) -> None:
    """Build the tree anew from the entries and compare every tile and the root. Raises LogFault."""
    memory = Memory()
    for level, number, width in tiles_of(head.size):
        if level >= 0:
            continue
        for data in read_bundle(fetch(tile_path(level, number, width))):
            memory.add(leaf_hash(data))
    if len(memory) != head.size:
        raise LogFault(f"the head speaks of {head.size} entries, and there are {len(memory)}")
    for level, number, width in tiles_of(head.size):
        if level >= 0:
            expected = b"".join(memory.hashes(level, number * 256, number * 256 + width))
            if fetch(tile_path(level, number, width)) != expected:
                raise LogFault(f"{tile_path(level, number, width)} does not fit the entries")
    if Tree(memory, head.size).root() != head.root:
        raise LogFault("the root in the signed head does not fit the entries")


def check_proof(proof: Mapping[str, Any], *, witnesses: tuple[VerifierKey, ...] = ()) -> Checked:
    """Check a downloaded proof without asking anybody. Raises LogFault."""
    try:
        key = VerifierKey.read(str(proof["vkey"]))
        head = read_head(str(proof["checkpoint"]), key)
        data, index = str(proof["entry"]).encode(), int(proof["index"])
        path = [bytes.fromhex(one) for one in proof["path"]]
        _, _, cosigned = open_note(str(proof["checkpoint"]), [key, *witnesses])
    except (KeyError, TypeError, ValueError) as error:
        raise LogFault(f"the file is no proof: {error}") from None
    if not verify_inclusion(leaf_hash(data), index, head.size, path, head.root):
        raise LogFault("the entry does not stand where the proof says")
    fit = None
    if "facts" in proof:
        try:
            fit = facts_fit(data, proof["facts"], salt=bytes.fromhex(str(proof.get("salt", ""))))
        except ValueError:
            fit = False
        if not fit:
            raise LogFault("the entry was not made of these facts")
    return Checked(index, head.size, head.origin, len(cosigned), fit)


def load_proof(text: str) -> dict[str, Any]:
    """Raises LogFault."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise LogFault("the file is no proof: it is no JSON object")
    return found
