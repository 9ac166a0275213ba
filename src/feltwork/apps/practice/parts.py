"""What apps above the practice keep in a client's file.

They register here how it is taken out, brought in, erased and sealed anew, so that an archive is whole and an erasure
leaves nothing, without the practice knowing of them:

    register(Part("measures", tables=…, check=…, bring=…, boxes=…, empty=…, changeable=…))   # in AppConfig.ready
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.cabinet import Cabinet
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.queries.opening import OpenFile

Row = Mapping[str, Any]
Tables = Mapping[str, Any]


@dataclass(frozen=True)
class Bringing:
    """A file that is being brought in. `people` by the uuid in the archive; `rows` that were made, by theirs."""

    client: Client
    cabinet: Cabinet
    tables: Tables
    people: Mapping[str, User]
    rows: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """`tables`: lists of rows for an archive, as far as its reader may see them; each row has a `uuid`. `check` raises
    ValueError, KeyError or TypeError for tables that no file can hold; an archive may have none of them. `boxes`: how
    many sealed rows the database keeps, and how many are emptied. `changeable`: sealed columns of rows that may
    change. `resources`: the same rows as FHIR R4 resources for the bundle of an archive."""

    name: str
    tables: Callable[[OpenFile], dict[str, Sequence[Row]]]
    check: Callable[[Tables], None]
    bring: Callable[[Bringing], None]
    boxes: Callable[[Client], tuple[int, int]]
    empty: Callable[[Client, datetime], None]
    changeable: Callable[[Client], Iterator[tuple[QuerySet[Any], str]]]
    resources: Callable[[Tables], Iterator[dict[str, Any]]] | None = None


_known: dict[str, Part] = {}


def register(part: Part) -> None:
    _known[part.name] = part


def parts() -> tuple[Part, ...]:
    """All of them, by name."""
    return tuple(_known[name] for name in sorted(_known))
