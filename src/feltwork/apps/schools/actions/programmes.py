"""Programmes, their levels and modules."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.changes import change
from feltwork.apps.schools.models import Level, Module, ModuleDate, Programme, School


@transaction.atomic
def create_programme(
    *,
    school: School,
    name: str,
    certificate_title: str,
    by: User,
    at: datetime,
    slug: str = "",
    about: str = "",
    is_open: bool = True,
    certificate_months: int | None = None,
) -> Programme:
    """Begin a training that ends in a certificate. Without *slug* the address is made from the name."""
    slug = slug or slugify(name)
    if not slug or Programme.objects.filter(school=school, slug=slug).exists():
        raise ValidationError({"slug": _("Another programme has this address. Choose a different word.")}, code="twice")
    programme = Programme.objects.create(
        school=school,
        slug=slug,
        name=name,
        certificate_title=certificate_title,
        about=about,
        is_open=is_open,
        certificate_months=certificate_months,
    )
    record("schools.create_programme", by=by, at=at, subject=programme)
    return programme


@transaction.atomic
def update_programme(
    *,
    programme: Programme,
    name: str,
    certificate_title: str,
    about: str,
    is_open: bool,
    by: User,
    at: datetime,
    certificate_months: int | None = None,
) -> Programme:
    """Change how a programme is described, how long its next certificates hold and whether one can apply."""
    words = {"name": name, "certificate_title": certificate_title, "about": about, "is_open": is_open}
    words["certificate_months"] = certificate_months
    return change(programme, words, code="schools.update_programme", by=by, at=at)


@transaction.atomic
def add_level(*, programme: Programme, code: str, name: str, by: User, at: datetime) -> Level:
    """Add a level after the last one; *code* is the word the rules use."""
    if Level.objects.filter(programme=programme, code=code).exists():
        raise ValidationError({"code": _("There is already a level with this code.")}, code="twice")
    last = Level.objects.filter(programme=programme).aggregate(last=Max("position"))["last"] or 0
    level = Level.objects.create(
        school_id=programme.school_id, programme=programme, position=last + 1, code=code, name=name
    )
    record("schools.add_level", by=by, at=at, subject=level, facts={"code": code})
    return level


@transaction.atomic
def rename_level(*, level: Level, name: str, by: User, at: datetime) -> Level:
    """Change how a level is called; the code stays, the rules know it."""
    return change(level, {"name": name}, code="schools.rename_level", by=by, at=at)


@transaction.atomic
def add_module(
    *, level: Level, code: str, name: str, days: int, by: User, at: datetime, seconds_per_day: int = 6 * 3600
) -> Module:
    """Add a module after the last one of its level."""
    if Module.objects.filter(level=level, code=code).exists():
        raise ValidationError({"code": _("There is already a module with this code.")}, code="twice")
    last = Module.objects.filter(level=level).aggregate(last=Max("position"))["last"] or 0
    module = Module.objects.create(
        school_id=level.school_id,
        level=level,
        position=last + 1,
        code=code,
        name=name,
        days=days,
        seconds_per_day=seconds_per_day,
    )
    record("schools.add_module", by=by, at=at, subject=module, facts={"code": code})
    return module


@transaction.atomic
def update_module(
    *, module: Module, name: str, days: int, by: User, at: datetime, seconds_per_day: int | None = None
) -> Module:
    """Change a module as it is planned from now on; days that are already scheduled stay as they are."""
    words = {"name": name, "days": days, "seconds_per_day": seconds_per_day or module.seconds_per_day}
    return change(module, words, code="schools.update_module", by=by, at=at)


@transaction.atomic
def remove_module(*, module: Module, by: User, at: datetime) -> None:
    """Remove a module that no cohort has taken or planned."""
    if ModuleDate.objects.filter(module=module).exists():
        raise ValidationError(_("This module has dates and stays."), code="used")
    record("schools.remove_module", by=by, at=at, subject=module, facts={"code": module.code})
    module.delete()


@transaction.atomic
def remove_level(*, level: Level, by: User, at: datetime) -> None:
    """Remove a level that has no modules."""
    if Module.objects.filter(level=level).exists():
        raise ValidationError(_("This level has modules and stays."), code="used")
    record("schools.remove_level", by=by, at=at, subject=level, facts={"code": level.code})
    level.delete()
