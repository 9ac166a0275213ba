"""Papers of applications: given back as downloads only, to whoever may see them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.admissions import actions
from feltwork.apps.admissions.permissions import can_change, visible_documents
from feltwork.apps.audit.actions import record_view
from feltwork.apps.ui.uploads import serve_file


@access("signed_in", methods=("GET",))
def document(request: Request, uuid: UUID) -> HttpResponse:
    """Download a paper. When somebody at the school does, the audit trail says so."""
    rows = visible_documents(request.user, request.roles).select_related("application")
    found = get_object_or_404(rows, uuid=uuid)
    if found.application.applicant_id != request.user.pk:
        record_view("admissions.see_document", by=request.user, at=timezone.now(), subject=found)
    return serve_file(found.file, found.name, found.content_type)


@access("signed_in", methods=("POST",))
def document_remove(request: Request, uuid: UUID) -> HttpResponse:
    """Take a paper away again before anybody at the school has it."""
    own = visible_documents(request.user, frozenset()).select_related("application__programme")
    found = get_object_or_404(own, uuid=uuid)
    try:
        actions.remove_document(document=found, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("%(name)s is taken away.") % {"name": found.name})
    if can_change(found.application):
        slug = found.application.programme.slug
        return redirect("admissions:apply", school=request.school.slug, programme=slug)
    return redirect("admissions:show", school=request.school.slug, uuid=found.application.uuid)
