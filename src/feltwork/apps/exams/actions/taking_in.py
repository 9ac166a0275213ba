"""Questions that come from a file or with Feltwork. They come in as drafts: two people here still read each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.models import BankFile, Item, ItemVersion
from feltwork.apps.exams.starter import starter_items
from feltwork.apps.schools.models import School
from feltwork.core.exams import Item as Sound


@dataclass(frozen=True, slots=True)
class Incoming:
    """One question as it comes in; `data` has the shape of `core.exams`."""

    code: str
    topic: str
    difficulty: str
    family: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """*there*: codes that the bank has already; those stay as they are."""

    items: tuple[Item, ...]
    there: tuple[str, ...]


@transaction.atomic
def take_in(*, school: School, rows: Iterable[Incoming], source: str, by: User, at: datetime) -> TakenIn:
    """Add what is not there yet, in a fixed number of statements. Raises Unsound before anything is kept."""
    incoming = list(rows)
    there = set(
        Item.objects.filter(school=school, code__in=[one.code for one in incoming]).values_list("code", flat=True)
    )
    new = [one for one in incoming if one.code not in there]
    sound = [Sound.from_data(one.data) for one in new]
    items = Item.objects.bulk_create(
        Item(
            school=school,
            code=one.code,
            topic=one.topic,
            difficulty=one.difficulty,
            family=one.family,
            made_by=by,
            made_at=at,
        )
        for one in new
    )
    ItemVersion.objects.bulk_create(
        ItemVersion(school=school, item=item, number=1, kind=one.kind, data=one.data(), written_by=by, written_at=at)
        for item, one in zip(items, sound, strict=True)
    )
    facts = {"source": source[:120], "items": len(items)}
    record("exams.take_in", by=by, at=at, school=school, facts=facts)
    return TakenIn(tuple(items), tuple(sorted(there)))


@transaction.atomic
def take_in_starter(*, school: School, language: str, by: User, at: datetime) -> TakenIn:
    """The questions that come with Feltwork; codes of another language than English end in it."""
    tail = "" if language == "en" else f"-{language}"
    rows = [
        Incoming(one.code + tail, one.topic, one.difficulty, one.family, one.data) for one in starter_items(language)
    ]
    return take_in(school=school, rows=rows, source=f"starter {language}", by=by, at=at)


@transaction.atomic
def keep_file(
    *,
    school: School,
    name: str,
    found: Sequence[Incoming],
    refused: Sequence[Mapping[str, Any]],
    by: User,
    at: datetime,
) -> BankFile:
    """What was found in a file, to be looked at; nothing is in the bank yet."""
    rows = [asdict(one) for one in found]
    file = BankFile.objects.create(school=school, name=name[:120], found=rows, refused=list(refused), by=by, at=at)
    record("exams.keep_file", by=by, at=at, subject=file, facts={"found": len(rows), "refused": len(file.refused)})
    return file


@transaction.atomic
def take_in_file(*, file: BankFile, topic: str, difficulty: str, by: User, at: datetime) -> TakenIn:
    """Everything that was found; *topic* and *difficulty* for what does not say its own. The file is then forgotten."""
    rows = [
        Incoming(row["code"], row["topic"] or topic, row["difficulty"] or difficulty, row["family"], row["data"])
        for row in file.found
    ]
    taken = take_in(school=file.school, rows=rows, source=file.name, by=by, at=at)
    file.delete()
    return taken


@transaction.atomic
def drop_file(*, file: BankFile, by: User, at: datetime) -> None:
    """Forget a file that was looked at."""
    record("exams.drop_file", by=by, at=at, subject=file)
    file.delete()
