"""Blueprints. One by which a form was drawn stays as it is: the form has to be drawn again, if need be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.models import Blueprint
from feltwork.apps.exams.problems import sentences
from feltwork.apps.exams.queries.blueprints import was_drawn_by
from feltwork.apps.schools.models import School
from feltwork.core.exams import Blueprint as Plan
from feltwork.core.exams import Unsound


@transaction.atomic
def make_blueprint(*, school: School, name: str, data: Mapping[str, Any], by: User, at: datetime) -> Blueprint:
    """How many questions of which topic a form has, in parts."""
    blueprint = Blueprint.objects.create(school=school, name=name, data=_sound(data), made_by=by, made_at=at)
    record("exams.make_blueprint", by=by, at=at, subject=blueprint)
    return blueprint


@transaction.atomic
def change_blueprint(*, blueprint: Blueprint, name: str, data: Mapping[str, Any], by: User, at: datetime) -> Blueprint:
    """Change one by which no form was drawn yet."""
    blueprint = Blueprint.objects.select_for_update().get(pk=blueprint.pk)
    sound = _sound(data)
    if sound != blueprint.data and was_drawn_by(blueprint):
        raise ValidationError(_("Forms were drawn by this blueprint, so it stays. Make a copy."), code="drawn")
    blueprint.name, blueprint.data = name, sound
    blueprint.save(update_fields=["name", "data"])
    record("exams.change_blueprint", by=by, at=at, subject=blueprint)
    return blueprint


@transaction.atomic
def retire_blueprint(*, blueprint: Blueprint, by: User, at: datetime) -> Blueprint:
    """Take it off the list; examinations that have it keep it."""
    blueprint.retired_at = at
    blueprint.save(update_fields=["retired_at"])
    record("exams.retire_blueprint", by=by, at=at, subject=blueprint)
    return blueprint


def _sound(data: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return Plan.from_data(data).data()
    except Unsound as wrong:
        raise ValidationError(sentences(wrong.problems), code="unsound") from wrong
