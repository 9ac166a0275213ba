"""Dates for people's own calendars: a file, and addresses that calendars read by themselves."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.accounts.links import hash_of
from feltwork.apps.notices.actions import language_of
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.calendars import calendar_of, feed_meetings, is_live
from feltwork.apps.seminars.forms.seminars import FeedForm
from feltwork.apps.seminars.models import Meeting, SeminarFeed
from feltwork.apps.seminars.views.going import go, seen

TYPE = "text/calendar; charset=utf-8"


@access("student", "provider", "faculty", "registrar", "admin", "credentialing", methods=("GET",))
def calendar(request: Request, uuid: UUID) -> HttpResponse:
    """The dates of one seminar as a file."""
    found = seen(request, uuid)
    rows = Meeting.objects.filter(seminar=found).select_related("seminar", "school").order_by("starts_at", "pk")
    response = HttpResponse(calendar_of(rows), content_type=TYPE)
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return response


@access("student", "provider", "faculty", "registrar", "admin")
def feeds(request: Request) -> HttpResponse:
    """One's own addresses, and a new one, whose secret is shown this once."""
    form, address = FeedForm(request.POST or None), ""
    if form.is_valid():
        given = {"school": request.school, "user": request.user, "at": timezone.now()}
        try:
            _feed, token = actions.make_feed(label=form.cleaned_data["label"], **given)
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            own = {"school": request.school.slug, "token": token}
            address = request.build_absolute_uri(reverse("seminars:feed", kwargs=own))
            form = FeedForm()
    rows = SeminarFeed.objects.filter(user=request.user, revoked_at=None).order_by("made_at")
    return render(request, "seminars/feeds.html", {"form": form, "feeds": rows, "address": address, "here": "feeds"})


@access("student", "provider", "faculty", "registrar", "admin", methods=("POST",))
def feed_revoke(request: Request, uuid: UUID) -> HttpResponse:
    """The address leads nowhere from now on."""
    feed: SeminarFeed = get_object_or_404(SeminarFeed, user=request.user, uuid=uuid)
    actions.revoke_feed(feed=feed, by=request.user, at=timezone.now())
    return go(request, "feeds", words=_("The address leads nowhere any more."))


@access("anyone", methods=("GET",))
def feed(request: Request, token: str) -> HttpResponse:
    """What a calendar reads. An address that was taken back is gone, not missing, so that calendars stop asking."""
    limit(request, "seminars.feed", per_address="60/h")
    row = SeminarFeed.objects.select_related("user").filter(token_hash=hash_of(token)).first()
    if row is None:
        raise Http404
    now = timezone.now()
    if not is_live(row, now):
        return HttpResponse(status=410)
    SeminarFeed.objects.filter(pk=row.pk).update(used_at=now)
    with language_of(row.user):
        response = HttpResponse(calendar_of(feed_meetings(row, now)), content_type=TYPE)
    response["X-Robots-Tag"] = "noindex"
    return response
