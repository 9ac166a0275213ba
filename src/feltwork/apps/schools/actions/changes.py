"""Changing words of a row, with before and after in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import School

Row = TypeVar("Row", bound=models.Model)


def change(row: Row, words: Mapping[str, Any], *, code: str, by: User | None, at: datetime) -> Row:
    """Set *words* on *row*, saving and recording only what differs; call it inside a transaction."""
    differ = [word for word, value in words.items() if getattr(row, word) != value]
    if not differ:
        return row
    before = {word: _plain(getattr(row, word)) for word in differ}
    for word in differ:
        setattr(row, word, words[word])
    row.save(update_fields=differ)
    after = {word: _plain(words[word]) for word in differ}
    school = row if isinstance(row, School) else None
    record(code, by=by, at=at, subject=row, school=school, facts={"before": before, "after": after})
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
