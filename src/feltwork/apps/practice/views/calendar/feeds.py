"""Secret addresses from which calendars read times."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.accounts.links import hash_of
from feltwork.apps.practice import actions
from feltwork.apps.practice.forms.calendar import FeedForm
from feltwork.apps.practice.models import CalendarFeed, Client
from feltwork.apps.practice.queries.calendar import feed_text, is_open
from feltwork.apps.practice.views.door import practice_page


@access("practitioner", "client")
@practice_page
def feeds(request: Request) -> HttpResponse:
    """One's own addresses, and a new one, whose secret is shown this once."""
    client = _own_file(request)
    form = FeedForm(request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            _feed, token = actions.make_feed(
                school=request.school, user=request.user, at=timezone.now(), client=client, **form.cleaned_data
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            own = {"school": request.school.slug, "token": token}
            address = request.build_absolute_uri(reverse("practice:feed", kwargs=own))
            form = FeedForm()
    rows = CalendarFeed.objects.filter(user=request.user, revoked_at=None).order_by("made_at")
    context = {"form": form, "feeds": rows, "address": address, "is_client": client is not None}
    return render(request, "practice/calendar/feeds.html", context)


@access("practitioner", "client", methods=("POST",))
@practice_page
def revoke(request: Request, uuid: UUID) -> HttpResponse:
    """The address leads nowhere from now on."""
    feed = get_object_or_404(CalendarFeed, user=request.user, uuid=uuid)
    actions.revoke_feed(feed=feed, by=request.user, at=timezone.now())
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("practice:feeds", school=request.school.slug)


@access("anyone", methods=("GET",))
@practice_page
def feed(request: Request, token: str) -> HttpResponse:
    """What a calendar reads. An address that was taken back is gone, not missing, so that calendars stop asking."""
    limit(request, "practice.feed", per_address="60/h")
    row = CalendarFeed.objects.select_related("user", "client").filter(token_hash=hash_of(token)).first()
    if row is None:
        raise Http404
    now = timezone.now()
    if not is_open(row, now):
        return HttpResponse(status=410)
    CalendarFeed.objects.filter(pk=row.pk).update(used_at=now)
    response = HttpResponse(feed_text(row, now), content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


def _own_file(request: Request) -> Client | None:
    """A client's calendar holds their own hours; who works here has all of theirs."""
    if "practitioner" in request.roles:
        return None
    own = Client.objects.filter(user=request.user, is_portal_paused=False).exclude(state=Client.State.ERASED).first()
    if own is None:
        raise Http404
    return own
