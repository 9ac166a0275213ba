"""`feltwork measures bring-answers`: what the page "Bring in answers" does, for whoever moves a practice in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.accounts.models import User
from feltwork.apps.accounts.tenancy import roles_in_scope
from feltwork.apps.measures import actions
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.measures.queries.bringing import Preview, packs_of, preview_of
from feltwork.apps.measures.reasons_answers import against_words, doubt_words, line_words, others_error_words
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import School
from feltwork.core.measures.fhir import OthersError, read_answers

Say = Callable[[str], object]


def bring(*, school: School, path: Path, client: UUID, email: str, check: bool, sure: bool, say: Say) -> None:
    """Read the answers in *path*, say what was found in them, and keep them in the file *client* unless *check*.

    Done as the practitioner *email*, who treats that person, and noted as theirs. Where the file of answers does not
    say plainly whose it is, nothing is kept without *sure*. Raises CommandError.
    """
    now = timezone.now()
    by = User.objects.filter(email__iexact=email, is_active=True).first()
    with scope(school=school):
        file = None if by is None else open_file(by, roles_in_scope(by), client, what="measures", at=now)
        if by is None or file is None or not can_ask(file.sight):
            raise CommandError(f"There is no file {client} at {school.name} in which {email} may enter answers.")
        preview = _looked_at(file, path)
        _tell(preview, say)
        if preview.against:
            raise CommandError(against_words(preview))
        if check:
            return
        if preview.doubt and not sure:
            raise CommandError(f"{doubt_words(preview)} Say --sure if it is.")
        try:
            made = actions.bring_answers(
                file=file, sheets=[one.sheet for one in preview.new if one.sheet is not None], by=by, at=now
            )
        except ValidationError as wrong:
            raise CommandError(wrong.messages[0]) from None
    say(f"{len(made)} sheets were brought in.")


def _looked_at(file: OpenFile, path: Path) -> Preview:
    try:
        return preview_of(file, read_answers(path.read_bytes(), packs=packs_of(file.client.school)))
    except OSError as wrong:
        raise CommandError(str(wrong)) from None
    except OthersError as wrong:
        raise CommandError(others_error_words(wrong)) from None


def _tell(preview: Preview, say: Say) -> None:
    """One line a sheet, without answers and without scores: a terminal keeps what it showed."""
    for one in preview.lines:
        name = one.sheet.of.short if one.sheet is not None else "?"
        state = line_words(one) if one.state == "fault" else {"double": "there already"}.get(one.state, "can be kept")
        say(f"{name} {one.day}: {state}")
