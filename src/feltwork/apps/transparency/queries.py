"""Reading the log: hashes for the tree, tiles, proofs, the newest head with what witnesses added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from feltwork.apps.schools.models import School
from feltwork.apps.transparency.models import (
    Cosignature,
    LeafSecret,
    Log,
    LogLeaf,
    LogNode,
    LogPlace,
    SignedHead,
    Witness,
)
from feltwork.core.transparency import TILE, Tree, VerifierKey, bundle

SIZE_LIMIT = 2**62  # what the database can count


class Stored:
    """The hashes of one school's log as `core.transparency.Reader`: each tile is asked for once."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        found: list[bytes] = []
        for number in range(start // TILE, (stop - 1) // TILE + 1):
            first = number * TILE
            found += self._tile(level, number)[max(start - first, 0) : stop - first]
        return found

    def _tile(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._tiles:
            self._tiles[level, number] = [bytes.fromhex(one) for one in self._rows(level, number * TILE)]
        return self._tiles[level, number]

    def _rows(self, level: int, start: int) -> QuerySet[Any, Any]:
        within = {"school": self._school, "index__gte": start, "index__lt": start + TILE}
        if level == 0:
            return LogPlace.objects.filter(**within).order_by("index").values_list("leaf_hash", flat=True)
        return LogNode.objects.filter(level=level, **within).order_by("index").values_list("hash", flat=True)


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
    signers: tuple[str, ...] = ()  # names of the witnesses under the head

    @property
    def told(self) -> dict[str, Any]:
        """What the entry says by itself."""
        found: dict[str, Any] = json.loads(self.entry)
        return found

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "entry": self.entry,
            "index": self.index,
            "path": list(self.path),
            "checkpoint": self.checkpoint,
            "vkey": self.vkey,
        }
        return found | ({"facts": self.facts, "salt": self.salt} if self.facts is not None else {})


@dataclass(frozen=True, slots=True)
class Seen:
    """A witness and its last line, None where it has not signed yet."""

    witness: Witness
    last: Cosignature | None


def log_of(school: School) -> Log | None:
    return Log.objects.filter(school=school).first()


def key_of(log: Log) -> VerifierKey:
    return VerifierKey(log.origin, bytes.fromhex(log.public))


def newest_head(school: School) -> SignedHead | None:
    return SignedHead.objects.filter(school=school).order_by("size").last()


def note_of(head: SignedHead) -> str:
    """The signed head with the lines of all witnesses who cosigned it."""
    return head.note + "".join(one.line for one in signers_of(head))


def size_of(school: School) -> int:
    """How many entries have their place. Places have no gaps, so the last one tells."""
    last = LogPlace.objects.filter(school=school).order_by("index").last()
    return 0 if last is None else last.index + 1


def tree_of(school: School, size: int) -> Tree:
    return Tree(Stored(school), size)


def tile_of(school: School, level: int, number: int, width: int) -> bytes | None:
    """The bytes of a tile (level −1: a bundle of entries); None where the log does not hold so much yet."""
    start = number * TILE
    if start >= SIZE_LIMIT:
        return None
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
    """Against the newest head that a witness signed, else the newest; None while the entry waits for its place."""
    place = LogPlace.objects.filter(leaf=leaf).first()
    log = log_of(leaf.school)
    head = None if place is None else _head_over(leaf.school, place.index)
    if place is None or log is None or head is None:
        return None
    path = tree_of(leaf.school, head.size).inclusion(place.index)
    secret, signers = LeafSecret.objects.filter(leaf=leaf).first(), signers_of(head)
    return Proof(
        entry=leaf.entry,
        index=place.index,
        size=head.size,
        path=tuple(one.hex() for one in path),
        checkpoint=head.note + "".join(one.line for one in signers),
        vkey=str(key_of(log)),
        facts=secret.facts if secret else None,
        salt=secret.salt if secret else "",
        signers=tuple(one.witness.name for one in signers),
    )


def witnesses_of(school: School) -> list[Seen]:
    """Who watches the log now, by name, and which head each signed last."""
    last: dict[int, Cosignature] = {}
    for one in Cosignature.objects.filter(school=school, pk__in=_newest_lines(school)).select_related("head"):
        last[one.witness_id] = one
    found = Witness.objects.filter(school=school, until=None).order_by("name", "pk")
    return [Seen(one, last.get(one.pk)) for one in found]


def signers_of(head: SignedHead) -> list[Cosignature]:
    """The cosignatures under one head, in the order in which they came."""
    return list(Cosignature.objects.filter(head=head).select_related("witness").order_by("pk"))


def _newest_lines(school: School) -> QuerySet[Any, Any]:
    lines = Cosignature.objects.filter(school=school).order_by()
    return lines.values("witness").annotate(newest=Max("pk")).values("newest")


def _head_over(school: School, index: int) -> SignedHead | None:
    heads = SignedHead.objects.filter(school=school, size__gt=index).order_by("size")
    return heads.filter(cosignatures__isnull=False).last() or heads.last()
