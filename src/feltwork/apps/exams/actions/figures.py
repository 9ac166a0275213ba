"""Figures of questions. One that is in a version stays, for the version stays."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.models import Figure
from feltwork.apps.exams.pictures import Picture
from feltwork.apps.exams.queries.figures import is_used
from feltwork.apps.schools.models import School


@transaction.atomic
def add_figure(*, school: School, name: str, alt: str, picture: Picture, by: User, at: datetime) -> Figure:
    """Keep a picture that questions can show."""
    figure = Figure(
        school=school,
        name=name,
        alt=alt,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        by=by,
        at=at,
    )
    # the name on the disk says nothing about the question
    figure.file.save(f"{uuid4().hex}.webp", picture.content, save=False)
    figure.save(force_insert=True)
    record("exams.add_figure", by=by, at=at, subject=figure)
    return figure


@transaction.atomic
def remove_figure(*, figure: Figure, by: User, at: datetime) -> None:
    """Take out a picture that no version shows."""
    if is_used(figure):
        raise ValidationError(_("A question shows this figure, so it stays."), code="used")
    record("exams.remove_figure", by=by, at=at, subject=figure)
    storage, name = figure.file.storage, str(figure.file.name)
    figure.delete()
    transaction.on_commit(lambda: storage.delete(name))
