"""What one was told."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.notices.actions import mark_read
from feltwork.apps.notices.queries import notices_of, unread_of

ROWS = 30


@access("signed_in", methods=("GET",))
def inbox(request: Request) -> HttpResponse:
    """Everything one was told, newest first."""
    page = Paginator(notices_of(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "accounts/inbox.html", {"page": page, "unread": unread_of(request.user)})


@access("signed_in", methods=("POST",))
def read_all(request: Request) -> HttpResponse:
    mark_read(to=request.user, at=timezone.now())
    return redirect("notices:inbox")


@access("signed_in", methods=("POST",))
def notice_open(request: Request, uuid: UUID) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(notices_of(request.user), uuid=uuid)
    mark_read(to=request.user, at=timezone.now(), notice_uuid=uuid)
    target = notice.url.removeprefix(settings.BASE_URL)
    return redirect(target if target.startswith("/") and not target.startswith("//") else "notices:inbox")
