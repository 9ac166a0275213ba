"""Papers that come with an application."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.admissions.actions.steps import State, taken
from feltwork.apps.admissions.models import Application, ApplicationDocument
from feltwork.apps.admissions.permissions import can_remove
from feltwork.apps.admissions.queries import events_of
from feltwork.apps.audit.actions import record
from feltwork.apps.ui.uploads import check_upload

MOST = 30


@transaction.atomic
def add_document(
    *, application: Application, criterion: str, upload: Any, by: User, at: datetime
) -> ApplicationDocument:
    """Keep one file. Raises ValidationError with words about this file if it cannot be taken."""
    application = taken(application, State.DRAFT, State.ASKED, State.CONDITIONAL)
    info = check_upload(upload)
    if ApplicationDocument.objects.filter(application=application, removed_at=None).count() >= MOST:
        raise ValidationError(_("There are %(n)s papers already; that is the most."), params={"n": MOST}, code="many")
    document = ApplicationDocument(
        school=application.school,
        application=application,
        criterion=criterion,
        name=info.name,
        content_type=info.content_type,
        size_bytes=info.size,
        uploaded_at=at,
    )
    # what the person called it stays out of the storage
    document.file.save(f"{document.uuid}.{info.suffix}", upload, save=False)
    document.save()
    record("admissions.add_document", by=by, at=at, subject=document, facts={"criterion": criterion})
    return document


@transaction.atomic
def remove_document(*, document: ApplicationDocument, by: User, at: datetime) -> ApplicationDocument:
    """Take a paper away that nobody at the school was handed yet; its file is deleted."""
    taken(document.application, State.DRAFT, State.ASKED, State.CONDITIONAL)
    events = events_of(document.application)
    if not can_remove(document, events[-1] if events else None):
        raise ValidationError(_("The school has this paper already; it stays."), code="sent")
    document.removed_at = at
    document.save(update_fields=["removed_at"])
    record("admissions.remove_document", by=by, at=at, subject=document, facts={"criterion": document.criterion})
    transaction.on_commit(partial(document.file.storage.delete, str(document.file.name)))
    return document
