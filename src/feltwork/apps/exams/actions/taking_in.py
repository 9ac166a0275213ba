"""Questions that come from a file or with Feltwork. They come in as drafts: two people here still read each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.figures import add_figure, remove_figure
from feltwork.apps.exams.incoming_items import Incoming
from feltwork.apps.exams.languages import primary
from feltwork.apps.exams.models import BankFile, Figure, Item, ItemVersion
from feltwork.apps.exams.packages import Package
from feltwork.apps.exams.queries.figures import is_used
from feltwork.apps.exams.showing import BUNDLED
from feltwork.apps.exams.starter import starter_items
from feltwork.apps.schools.models import School
from feltwork.core.exams import Item as Sound


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
        ItemVersion(
            school=school,
            item=item,
            number=1,
            kind=one.kind,
            data=one.data(),
            language=primary(one.language),
            written_by=by,
            written_at=at,
        )
        for item, one in zip(items, sound, strict=True)
    )
    facts = {"source": source[:120], "items": len(items)}
    record("exams.take_in", by=by, at=at, school=school, facts=facts)
    return TakenIn(tuple(items), tuple(sorted(there)))


@transaction.atomic
def take_in_starter(*, school: School, language: str, by: User, at: datetime) -> TakenIn:
    """The questions that come with Feltwork; codes of another language than English end in it. A question and its
    translation are of one family."""
    tail = "" if language == "en" else f"-{language}"
    rows = [
        Incoming(one.code + tail, one.topic, one.difficulty, one.family or one.code, one.data)
        for one in starter_items(language)
    ]
    return take_in(school=school, rows=rows, source=f"starter {language}", by=by, at=at)


@transaction.atomic
def keep_file(*, school: School, name: str, package: Package, by: User, at: datetime) -> BankFile:
    """What was found in a file, to be looked at; no question is in the bank yet, but its figures are kept."""
    figures = {
        inside: add_figure(
            school=school,
            name=Path(inside).name[:120],
            alt=alt,
            picture=package.pictures[inside],
            by=by,
            at=at,
        )
        for inside, alt in _alts(package).items()
    }
    rows = [asdict(replace(one, data=_with_figure(one.data, figures))) for one in package.found]
    file = BankFile.objects.create(
        school=school, name=name[:120], found=rows, refused=list(package.refused), by=by, at=at
    )
    record("exams.keep_file", by=by, at=at, subject=file, facts={"found": len(rows), "refused": len(file.refused)})
    return file


def _alts(package: Package) -> dict[str, str]:
    """Figures that questions show, with the words for each."""
    shown = [one.data["figure"] for one in package.found if "figure" in one.data]
    return {str(one["file"]): str(one["alt"])[:400] for one in shown if one["file"] in package.pictures}


def _with_figure(data: Mapping[str, Any], figures: Mapping[str, Figure]) -> dict[str, Any]:
    figure = data.get("figure")
    if not figure or figure["file"] not in figures:
        return dict(data)
    return {**data, "figure": {**figure, "file": str(figures[figure["file"]].uuid)}}


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
    """Forget a file that was looked at, with its figures."""
    record("exams.drop_file", by=by, at=at, subject=file)
    names = {str(row["data"]["figure"]["file"]) for row in file.found if "figure" in row["data"]} - set(BUNDLED)
    school = file.school
    file.delete()
    for figure in Figure.objects.filter(school=school, uuid__in=names):
        if not is_used(figure):
            remove_figure(figure=figure, by=by, at=at)
