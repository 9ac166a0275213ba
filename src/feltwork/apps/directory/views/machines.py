"""What search engines ask for: only pages whose owners chose to be found there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.directory import queries
from feltwork.apps.directory.languages import alternates

MOST = 50_000  # of the sitemap protocol


@access("anyone", methods=("GET",))
def sitemap(request: Request) -> HttpResponse:
    """Addresses of the published pages that want to be found outside, in each language."""
    limit(request, "directory.sitemap", per_address="10/m")
    rows = queries.listed(timezone.now()).filter(is_indexed_outside=True).order_by("pk")
    pages = []
    for slug, day in rows.values_list("slug", "confirmed_on")[:MOST]:
        path = reverse("directory:profile", kwargs={"slug": slug})
        pages.append({"address": settings.BASE_URL + path, "day": day, "alternates": alternates(path)})
    return render(request, "directory/sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8")
