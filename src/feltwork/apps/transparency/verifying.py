"""Putting a school's own log to the question: everything that was signed, and everything that is kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from feltwork.apps.schools.models import School
from feltwork.apps.transparency import queries
from feltwork.apps.transparency.checking import LogFault, check_head, check_whole, read_head
from feltwork.apps.transparency.models import LeafSecret, LogLeaf, SignedHead
from feltwork.core.transparency import Memory, VerifierKey, facts_fit, read_tile_path


def faults_of(school: School) -> Iterator[str]:
    """What is wrong with the log of *school*, a sentence each: heads, tiles, entries, and facts beside their salts."""
    log, head = queries.log_of(school), queries.newest_head(school)
    if log is None or head is None:
        if queries.size_of(school):
            yield "entries have their places, but no head is signed"
        return
    key = queries.key_of(log)
    try:
        memory = check_whole(own_files(school), read_head(queries.note_of(head), key))
    except LogFault as fault:
        yield str(fault)
        return
    if queries.size_of(school) != head.size:
        yield f"the newest head speaks of {head.size} entries, and {queries.size_of(school)} have their places"
    yield from _faults_of_heads(school, memory, key)
    yield from _faults_of_facts(school)


def waiting_in(school: School) -> int:
    """How many entries have no place yet."""
    return LogLeaf.objects.filter(school=school, place=None).count()


def own_files(school: School) -> Callable[[str], bytes]:
    """The log's files from the database."""

    def fetch(path: str) -> bytes:
        asked = read_tile_path(path)
        data = None if asked is None else queries.tile_of(school, *asked)
        if data is None:
            raise LogFault(f"{path} is missing")
        return data

    return fetch


def _faults_of_heads(school: School, memory: Memory, key: VerifierKey) -> Iterator[str]:
    """Every head that was ever signed must be one of this tree."""
    for note in SignedHead.objects.filter(school=school).order_by("size").values_list("note", flat=True):
        try:
            check_head(memory, read_head(note, key))
        except LogFault as fault:
            yield str(fault)


def _faults_of_facts(school: School) -> Iterator[str]:
    secrets = LeafSecret.objects.filter(school=school).order_by("pk")
    for entry, facts, salt, token in secrets.values_list("leaf__entry", "facts", "salt", "leaf__token").iterator():
        if not facts_fit(entry.encode(), facts, salt=bytes.fromhex(salt)):
            yield f"the facts kept for the entry {token} are not those it was made of"
