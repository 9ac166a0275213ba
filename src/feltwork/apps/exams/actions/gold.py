"""Training of raters: cases with agreed ratings, and trying them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.models import GoldCase, GoldTry
from feltwork.apps.exams.queries.training import AGAIN, as_json
from feltwork.apps.exams.sheets import changed, empty, is_complete, sheet_of
from feltwork.apps.exams.starters import starters
from feltwork.apps.schools.models import School
from feltwork.core.exams import gold


@transaction.atomic
def add_case(
    *, school: School, title: str, language: str, text: str, agreed_by: str, reasons: str = "",
    gold: Mapping[str, Any] | None = None, is_open: bool = False, by: User, at: datetime,
) -> GoldCase:  # fmt: skip
    """A case for training. It is used once the agreed ratings are complete."""
    made = GoldCase.objects.create(
        school=school, title=title, language=language, text=text, agreed_by=agreed_by, reasons=reasons,
        gold=dict(gold or empty()), by=by, at=at,
    )  # fmt: skip
    record("exams.add_gold_case", by=by, at=at, subject=made)
    return open_case(case=made, is_open=is_open, by=by, at=at) if is_open else made


@transaction.atomic
def change_case(
    *, case: GoldCase, title: str, language: str, text: str, agreed_by: str, reasons: str,
    post: Mapping[str, str], by: User, at: datetime,
) -> GoldCase:  # fmt: skip
    """Of a case that nobody has rated yet; afterwards another case takes its place."""
    row = GoldCase.objects.select_for_update().get(pk=case.pk)
    if row.tries.filter(submitted_at__isnull=False).exists():
        raise ValidationError(_("Somebody has rated this case. Please write another one instead."), code="used")
    row.title, row.language, row.text, row.agreed_by, row.reasons = title, language, text, agreed_by, reasons
    row.gold = changed(row.gold, post)
    row.save(update_fields=["title", "language", "text", "agreed_by", "reasons", "gold"])
    record("exams.change_gold_case", by=by, at=at, subject=row)
    return row


@transaction.atomic
def open_case(*, case: GoldCase, is_open: bool, by: User, at: datetime) -> GoldCase:
    """Take it into the training, or out of it; what was rated stays."""
    row = GoldCase.objects.select_for_update().get(pk=case.pk)
    if is_open and not is_complete(row.gold):
        raise ValidationError(_("The agreed ratings are not complete yet."), code="left")
    if row.is_open != is_open:
        row.is_open = is_open
        row.save(update_fields=["is_open"])
        record("exams.open_gold_case", by=by, at=at, subject=row, facts={"is_open": is_open})
    return row


@transaction.atomic
def take_in_starters(*, school: School, language: str, by: User, at: datetime) -> list[GoldCase]:
    """The cases that come with Feltwork and are not here yet. They are used once faculty has agreed and opens them."""
    known = set(GoldCase.objects.filter(school=school).values_list("title", flat=True))
    return [
        add_case(
            school=school,
            title=one.title,
            language=one.language,
            text=one.text,
            reasons=one.reasons,
            gold=one.gold,
            agreed_by=_("a proposal that comes with Feltwork"),
            by=by,
            at=at,
        )
        for one in starters(language)
        if one.title not in known
    ]


@transaction.atomic
def begin_try(*, case: GoldCase, by: User, at: datetime) -> GoldTry:
    """The sheet that is open already, or a new one; the same case again only after a while."""
    GoldCase.objects.select_for_update().get(pk=case.pk)
    rows = GoldTry.objects.filter(case=case, user=by)
    waiting = rows.filter(submitted_at=None).first()
    if waiting is not None:
        return waiting
    if rows.filter(submitted_at__gt=at - AGAIN).exists():
        raise ValidationError(_("You have just read what was agreed on here. Please take another case."), code="again")
    return GoldTry.objects.create(school=case.school, case=case, user=by, data=empty(), begun_at=at)


@transaction.atomic
def save_try(*, gold_try: GoldTry, post: Mapping[str, str], by: User, at: datetime) -> GoldTry:
    """Keep what was given; fields that are not in *post* stay."""
    row = _writable(gold_try, by)
    data = changed(row.data, post)
    if data != row.data:
        row.data, row.version = data, row.version + 1
        row.save(update_fields=["data", "version"])
    return row


@transaction.atomic
def submit_try(*, gold_try: GoldTry, by: User, at: datetime) -> GoldTry:
    """Compare it with what was agreed on. Raises ValidationError while something is not answered."""
    row = _writable(gold_try, by)
    if not is_complete(row.data):
        raise ValidationError(_("Some questions have no answer yet. “Cannot be rated” is an answer, too."), code="left")
    row.submitted_at = at
    row.result = as_json(gold(sheet_of(row.data), sheet_of(row.case.gold)))
    row.save(update_fields=["submitted_at", "result"])
    record("exams.submit_gold_try", by=by, at=at, subject=row)
    return row


def _writable(gold_try: GoldTry, by: User) -> GoldTry:
    row = GoldTry.objects.select_for_update(of=("self",)).select_related("case").get(pk=gold_try.pk, user=by)
    if row.submitted_at is not None:
        raise ValidationError(_("This sheet has been handed in."), code="closed")
    return row
