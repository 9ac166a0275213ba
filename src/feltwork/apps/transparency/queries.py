"""Reading the log: hashes for the tree, tiles, proofs, the newest head with what witnesses added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from feltwork.apps.schools.models import School
from feltwork.apps.transparency.models import Cosignature, LeafSecret, Log, LogLeaf, LogNode, LogPlace, SignedHead
from feltwork.core.transparency import TILE, Tree, VerifierKey, bundle


class Stored:
    """The hashes of one school's log as `core.transparency.Reader`."""

    def __init__(self, school: School) -> None:
        self._school = school

    def hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        rows: QuerySet[Any, Any]
        if level == 0:
            places = LogPlace.objects.filter(school=self._school, index__gte=start, index__lt=stop)
            rows = places.order_by("index").values_list("leaf_hash", flat=True)
        else:
            nodes = LogNode.objects.filter(school=self._school, level=level, index__gte=start, index__lt=stop)
            rows = nodes.order_by("index").values_list("hash", flat=True)
        return [bytes.fromhex(one) for one in rows]


@dataclass(frozen=True, slots=True)
class Proof:
    """That one entry stands in the log, against a signed head: what `feltwork transparency check` reads as JSON."""

    entry: str
    index: int
    size: int
    path: tuple[str, ...]
    checkpoint: str
    vkey: str
    facts: dict[str, str] | None = None
    salt: str = ""

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "entry": self.entry,
            "index": self.index,
            "path": list(self.path),
            "checkpoint": self.checkpoint,
            "vkey": self.vkey,
        }
        return found | ({"facts": self.facts, "salt": self.salt} if self.facts is not None else {})


def log_of(school: School) -> Log | None:
    return Log.objects.filter(school=school).first()


def key_of(log: Log) -> VerifierKey:
    return VerifierKey(log.origin, bytes.fromhex(log.public))


def newest_head(school: School) -> SignedHead | None:
    return SignedHead.objects.filter(school=school).order_by("size").last()


def note_of(head: SignedHead) -> str:
    """The signed head with the lines of all witnesses who cosigned it."""
    return head.note + "".join(Cosignature.objects.filter(head=head).order_by("pk").values_list("line", flat=True))


def size_of(school: School) -> int:
    """How many entries have their place. Places have no gaps, so the last one tells."""
    last = LogPlace.objects.filter(school=school).order_by("index").last()
    return 0 if last is None else last.index + 1


def tree_of(school: School, size: int) -> Tree:
    return Tree(Stored(school), size)


def tile_of(school: School, level: int, number: int, width: int) -> bytes | None:
    """The bytes of a tile (level −1: a bundle of entries); None where the log does not hold so much yet."""
    start = number * TILE
    if level < 0:
        places = LogPlace.objects.filter(school=school, index__gte=start, index__lt=start + width)
        entries = [text.encode() for text in places.order_by("index").values_list("leaf__entry", flat=True)]
        return bundle(entries) if len(entries) == width else None
    found = Stored(school).hashes(level, start, start + width)
    return b"".join(found) if len(found) == width else None


def leaf_by_token(school: School, token: str) -> LogLeaf | None:
    return LogLeaf.objects.filter(school=school, token=token).select_related("place").first()


def leaves_about(subject_uuid: UUID) -> QuerySet[LogLeaf]:
    """The entries about one thing, oldest first, in the school whose scope is open."""
    return LogLeaf.objects.filter(subject_uuid=subject_uuid).order_by("pk")


def proof_of(leaf: LogLeaf) -> Proof | None:
    """Against the newest head; None while the entry waits for its place."""
    place = LogPlace.objects.filter(leaf=leaf).first()
    log, head = log_of(leaf.school), newest_head(leaf.school)
    if place is None or log is None or head is None or head.size <= place.index:
        return None
    path = tree_of(leaf.school, head.size).inclusion(place.index)
    secret = LeafSecret.objects.filter(leaf=leaf).first()
    return Proof(
        entry=leaf.entry,
        index=place.index,
        size=head.size,
        path=tuple(one.hex() for one in path),
        checkpoint=note_of(head),
        vkey=str(key_of(log)),
        facts=secret.facts if secret else None,
        salt=secret.salt if secret else "",
    )
