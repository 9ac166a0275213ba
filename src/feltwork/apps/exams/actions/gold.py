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
from feltwork.apps.exams.models import GoldCase, GoldTry, GoldVersion
from feltwork.apps.exams.queries.gold import agreed_of, has_video, lacks_of, latest_version
from feltwork.apps.exams.queries.training import AGAIN, as_json
from feltwork.apps.exams.sheets import book_words, changed, empty, is_complete, sheet_of
from feltwork.apps.exams.starters import starters
from feltwork.apps.schools.models import School
from feltwork.core.exams import gold

Way = GoldCase.Way


@transaction.atomic
def add_case(
    *, school: School, title: str, language: str, text: str, agreed_by: str, reasons: str = "", way: str = Way.TEXT,
    gold: Mapping[str, Any] | None = None, is_open: bool = False, by: User, at: datetime,
) -> GoldCase:  # fmt: skip
    """A case for training. It is used once `lacks_of` finds nothing missing."""
    made = GoldCase.objects.create(
        school=school, title=title, language=language, text=text, agreed_by=agreed_by, reasons=reasons, way=way,
        gold=dict(gold or empty()), by=by, at=at,
    )  # fmt: skip
    record("exams.add_gold_case", by=by, at=at, subject=made)
    return open_case(case=made, is_open=is_open, by=by, at=at) if is_open else made


@transaction.atomic
def change_case(
    *, case: GoldCase, title: str, language: str, text: str, agreed_by: str, reasons: str, why: str = "",
    post: Mapping[str, str], by: User, at: datetime,
) -> GoldCase:  # fmt: skip
    """Once raters were compared with it, the session stays as it is; other ratings or reasons are a new version, of
    which *why* says what changed. In use, that version counts from now on."""
    row = _usable(case)
    before = (row.title, row.language, row.text)
    if before != (title, language, text) and row.tries.filter(submitted_at__isnull=False).exists():
        words = _("Somebody has rated this session, so it stays as it is. Please make another case instead.")
        raise ValidationError(words, code="used")
    row.title, row.language, row.text, row.agreed_by, row.reasons = title, language, text, agreed_by, reasons
    row.gold = changed(row.gold, post, book_words())
    row.save(update_fields=["title", "language", "text", "agreed_by", "reasons", "gold"])
    record("exams.change_gold_case", by=by, at=at, subject=row)
    if row.is_open:
        _refuse_lacking(row, at)
        _publish(row, why, by, at)
    return row


@transaction.atomic
def open_case(*, case: GoldCase, is_open: bool, why: str = "", by: User, at: datetime) -> GoldCase:
    """Take it into the training, or out of it; what was rated stays."""
    row = _usable(case)
    if is_open:
        _refuse_lacking(row, at)
        _publish(row, why, by, at)
    if row.is_open != is_open:
        row.is_open = is_open
        row.save(update_fields=["is_open"])
        record("exams.open_gold_case", by=by, at=at, subject=row, facts={"is_open": is_open})
    return row


def _usable(case: GoldCase) -> GoldCase:
    row: GoldCase = GoldCase.objects.select_for_update().get(pk=case.pk)
    if row.retired_at is not None:
        raise ValidationError(_("This case is not used any more."), code="retired")
    return row


def _refuse_lacking(row: GoldCase, at: datetime) -> None:
    found = lacks_of(row, at)
    if "ratings" in found:
        raise ValidationError(_("The agreed ratings are not complete yet."), code="left")
    if found:
        raise ValidationError(_("Something is missing before this case can be used."), code="lacks")


def _publish(row: GoldCase, why: str, by: User, at: datetime) -> None:
    """What is agreed on now, as a version, unless it is the latest one already."""
    last = latest_version(row)
    now = (row.gold, row.reasons, row.agreed_by)
    if last is not None and now == (last.gold, last.reasons, last.agreed_by):
        return
    if last is not None and not why.strip():
        raise ValidationError({"why": _("Please say in a sentence what changed, and why.")}, code="why")
    GoldVersion.objects.create(
        school=row.school, case=row, number=1 if last is None else last.number + 1, gold=row.gold,
        reasons=row.reasons, agreed_by=row.agreed_by, why=why.strip(), by=by, at=at,
    )  # fmt: skip
    record("exams.agree_gold_case", by=by, at=at, subject=row, facts={"number": 1 if last is None else last.number + 1})


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
def begin_try(*, case: GoldCase, is_panel: bool = False, by: User, at: datetime) -> GoldTry:
    """The sheet that is open already, or a new one; the same case again only after a while.

    *is_panel*: before anything is agreed on, by one of those who then agree; once.
    """
    GoldCase.objects.select_for_update().get(pk=case.pk)
    rows = GoldTry.objects.filter(case=case, user=by)
    waiting = rows.filter(submitted_at=None, is_panel=is_panel).first()
    if waiting is not None:
        return waiting
    if is_panel and rows.exists():
        raise ValidationError(_("This sheet has been handed in."), code="closed")
    if not is_panel and rows.filter(submitted_at__gt=at - AGAIN).exists():
        raise ValidationError(_("You have just read what was agreed on here. Please take another case."), code="again")
    if case.way == Way.RECORDING and not has_video(case, at):
        raise ValidationError(_("The recording cannot be watched just now."), code="watch")
    return GoldTry.objects.create(school=case.school, case=case, user=by, is_panel=is_panel, data=empty(), begun_at=at)


@transaction.atomic
def save_try(*, gold_try: GoldTry, post: Mapping[str, str], by: User, at: datetime) -> GoldTry:
    """Keep what was given; fields that are not in *post* stay."""
    row = _writable(gold_try, by)
    data = changed(row.data, post, book_words() if row.is_panel else None)
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
    if not row.is_panel:
        row.agreed = latest_version(row.case)
        row.result = as_json(gold(sheet_of(row.data), sheet_of(agreed_of(row))))
    row.save(update_fields=["submitted_at", "agreed", "result"])
    record("exams.submit_gold_try", by=by, at=at, subject=row, facts={"is_panel": row.is_panel})
    return row


def _writable(gold_try: GoldTry, by: User) -> GoldTry:
    row = GoldTry.objects.select_for_update(of=("self",)).select_related("case").get(pk=gold_try.pk, user=by)
    if row.submitted_at is not None or row.case.retired_at is not None:
        raise ValidationError(_("This sheet has been handed in."), code="closed")
    return row
