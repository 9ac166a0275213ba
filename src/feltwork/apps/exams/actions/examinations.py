"""Examinations: what a school offers. Once somebody has begun one, what makes it fair stays."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.models import Blueprint, Examination
from feltwork.apps.exams.queries.blueprints import InLanguage, lacks_in
from feltwork.apps.exams.queries.examinations import was_begun
from feltwork.apps.schools.models import Level, Programme, School

# what may not change under somebody who has begun
FIXED = ("kind", "blueprint", "minutes", "pause_minutes", "part_cut_percent", "programme")


@transaction.atomic
def create_examination(
    *, school: School, programme: Programme, kind: str, name: str, code: str, by: User, at: datetime, **settings: Any
) -> Examination:
    """A new examination, closed at first. *settings* are fields of Examination."""
    if Examination.objects.filter(school=school, code=code).exists():
        raise ValidationError({"code": _("Another examination has this code.")}, code="twice")
    _fits(programme, settings.get("level"), settings.get("opens_on"), settings.get("closes_on"))
    made = Examination.objects.create(
        school=school, programme=programme, kind=kind, name=name, code=code, made_by=by, made_at=at, **settings
    )
    record("exams.create_examination", by=by, at=at, subject=made, facts={"code": code})
    return made


@transaction.atomic
def change_examination(*, examination: Examination, by: User, at: datetime, **settings: Any) -> Examination:
    """Change what may still be changed; what differs is kept in the audit trail with before and after."""
    examination = Examination.objects.select_for_update().get(pk=examination.pk)
    differ = {word: value for word, value in settings.items() if getattr(examination, word) != value}
    days = settings.get("opens_on"), settings.get("closes_on")
    _fits(settings.get("programme", examination.programme), settings.get("level"), *days)
    fixed = [word for word in FIXED if word in differ]
    if fixed and was_begun(examination):
        words = _("Somebody has begun this examination, so this stays as it was for them. Make a new one instead.")
        raise ValidationError(dict.fromkeys(fixed, words), code="begun")
    if "cut_percent" in differ and was_begun(examination):
        words = _("Somebody has begun this examination: the cut is changed by a decision, with a reason.")
        raise ValidationError({"cut_percent": words}, code="begun")
    if examination.is_open and {"blueprint", "languages"} & differ.keys():
        _still_fills(examination, differ)
    if not differ:
        return examination
    facts = {"before": {word: _plain(getattr(examination, word)) for word in differ}}
    for word, value in differ.items():
        setattr(examination, word, value)
    examination.save(update_fields=list(differ))
    facts["after"] = {word: _plain(value) for word, value in differ.items()}
    record("exams.change_examination", by=by, at=at, subject=examination, facts=facts)
    return examination


@transaction.atomic
def set_cut(*, examination: Examination, cut_percent: Decimal, reason: str, by: User, at: datetime) -> Examination:
    """From when on it is passed, by a decision with its reason. Results that were decided stay."""
    examination = Examination.objects.select_for_update().get(pk=examination.pk)
    if not 0 < cut_percent <= 100:
        raise ValidationError({"cut_percent": _("Between 0 and 100 percent.")}, code="range")
    before, examination.cut_percent = examination.cut_percent, cut_percent
    examination.save(update_fields=["cut_percent"])
    facts = {"before": str(before), "after": str(cut_percent), "reason": reason}
    record("exams.set_cut", by=by, at=at, subject=examination, facts=facts)
    return examination


@transaction.atomic
def open_examination(*, examination: Examination, by: User, at: datetime) -> Examination:
    """Let candidates sit it. One in writing needs a blueprint that the bank can fill."""
    examination = Examination.objects.select_for_update().get(pk=examination.pk)
    if examination.kind == Examination.Kind.WRITTEN:
        _can_fill(examination)
    examination.is_open = True
    examination.save(update_fields=["is_open"])
    record("exams.open_examination", by=by, at=at, subject=examination)
    return examination


@transaction.atomic
def close_examination(*, examination: Examination, by: User, at: datetime) -> Examination:
    """Nobody can begin it any more; whoever is sitting it goes on."""
    examination.is_open = False
    examination.save(update_fields=["is_open"])
    record("exams.close_examination", by=by, at=at, subject=examination)
    return examination


def _can_fill(examination: Examination) -> None:
    """Raises ValidationError that says in which language how many questions are missing."""
    blueprint = examination.blueprint
    if blueprint is None:
        raise ValidationError(_("An examination in writing needs a blueprint."), code="blueprint")
    if not examination.languages:
        raise ValidationError(_("Please say in which languages its questions are asked."), code="languages")
    if short := lacks_in(blueprint, examination.school, examination.languages):
        raise ValidationError([lack_words(one) for one in short], code="lacks")


def _still_fills(examination: Examination, differ: Mapping[str, Any]) -> None:
    """What is open stays so that everybody can begin it."""
    if examination.kind != Examination.Kind.WRITTEN:
        return
    after = copy(examination)
    for word in ("blueprint", "languages"):
        setattr(after, word, differ.get(word, getattr(examination, word)))
    try:
        _can_fill(after)
    except ValidationError as short:
        field = "blueprint" if "blueprint" in differ else "languages"
        raise ValidationError({field: short.messages}, code="lacks") from short


def lack_words(short: InLanguage) -> str:
    """What one language lacks, as a sentence."""
    words = ngettext(
        "In %(language)s the bank has %(n)s question too few for the blueprint; its page says of which topic.",
        "In %(language)s the bank has %(n)s questions too few for the blueprint; its page says of which topics.",
        short.missing,
    )
    return words % {"language": short.name, "n": short.missing}


def _fits(programme: Programme, level: Level | None, opens_on: date | None, closes_on: date | None) -> None:
    if level is not None and level.programme_id != programme.pk:
        raise ValidationError({"level": _("This level belongs to another programme.")}, code="level")
    if opens_on and closes_on and closes_on < opens_on:
        raise ValidationError({"closes_on": _("This day lies before the first one.")}, code="days")


def _plain(value: Any) -> Any:
    if isinstance(value, Blueprint | Programme | Level):
        return str(value.uuid)
    return (
        value.isoformat()
        if isinstance(value, date)
        else value
        if isinstance(value, int | bool | list) or value is None
        else str(value)
    )
