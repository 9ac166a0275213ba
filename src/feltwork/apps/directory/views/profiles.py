"""One clinician's page and photo, as anybody sees them."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.directory import queries
from feltwork.apps.directory.languages import alternates, canonical, in_asked_language
from feltwork.apps.directory.linked import page_facts
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.queries.own import days_of
from feltwork.apps.directory.views.open import PAGES, missed, unfollowed
from feltwork.apps.directory.views.writing import write_context
from feltwork.apps.schools.queries import date_at


@access("anyone", methods=("GET",))
@in_asked_language
def profile(request: Request, slug: str) -> HttpResponse:
    """The page. Who is hidden and who never was answer alike."""
    limit(request, "directory.profile", per_address=PAGES)
    with scopes_disabled():  # the directory is public; `shown` lets through who may be seen
        row = shown(slug)
        if row is None:
            missed(request)
            return unfollowed(render(request, "directory/unknown.html", status=404))
        context = page_context(request, row) | {"write": write_context(row)}
        response = render(request, "directory/profile.html", context)
    return response if row.is_indexed_outside else unfollowed(response)


@access("anyone", methods=("GET",))
def photo(request: Request, slug: str) -> HttpResponse:
    """The photo of somebody who is shown."""
    row = shown(slug)
    if row is None or not row.photo:
        raise missed(request)
    return picture(row)


def shown(slug: str) -> Profile | None:
    """The profile at this address, if it passes every gate now."""
    return queries.listed(timezone.now()).select_related("school", "owner").filter(slug=slug).first()


def page_context(request: Request, row: Profile) -> dict[str, Any]:
    """What `directory/profile.html` shows, for everybody or as a preview for its owner."""
    now = timezone.now()
    path = reverse("directory:profile", kwargs={"slug": row.slug})
    badge, licence = queries.badge_of(row, now), queries.licence_of(row, now)
    policy = queries.policy_of(row.school)
    address = canonical(request, path)
    return {
        "profile": row,
        "badge": badge,
        "licence": licence,
        "has_no_register": queries.has_no_register(row),
        "other_name": queries.names_differ(badge, row),
        "days": days_of(row, policy, date_at(row.school, now)),
        "policy": policy,
        "canonical": address,
        "alternates": alternates(path),
        "linked": page_facts(row, badge, licence, address) if badge else None,
        "photo_url": reverse("directory:photo", kwargs={"slug": row.slug}),
        "figures": queries.shown_figures_of(row, now),
    }


def picture(row: Profile) -> HttpResponse:
    """The stored photo, to be looked at: pixels drawn anew by us, so it may stand in a page."""
    response = FileResponse(row.photo.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Robots-Tag"] = "noindex" if not row.is_indexed_outside else "all"
    return response  # type: ignore[return-value]  # a streaming answer is an HttpResponseBase
