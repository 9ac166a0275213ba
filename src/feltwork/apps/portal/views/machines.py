"""What machines ask for: whether we are well, and what they may read."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.portal import queries
from feltwork.apps.ui.middleware import cacheable

HOUR_SECONDS = 3600
PUBLIC_PAGES = ("home", "method", "evidence", "become-certified", "help-now", "hiding", "privacy", "accessibility")


@access("anyone", methods=("GET",))
def healthz(request: Request) -> HttpResponse:
    """200 when the database answers, else 503. Says nothing more, so that anyone may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    return JsonResponse({"ok": True, "database": True})


@access("anyone", methods=("GET",))
@cacheable(HOUR_SECONDS)
def robots(request: Request) -> HttpResponse:
    """Public pages may be found; whoever holds a certificate's code is not helped to find others."""
    lines = ("User-agent: *", "Disallow: /accounts/", "Disallow: /c/", "Disallow: /leave/", "Disallow: /start/")
    # pages behind links of one's own; what a clinician's page allows, it says itself
    own = tuple(f"Disallow: /directory/{part}/" for part in ("still", "report", "sent", "tell-me"))
    maps = tuple(f"Sitemap: {settings.BASE_URL}{reverse(name)}" for name in ("portal:sitemap", "directory:sitemap"))
    text = "\n".join((*lines, *own, "", *maps, ""))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@access("anyone", methods=("GET",))
@cacheable(HOUR_SECONDS)
def sitemap(request: Request) -> HttpResponse:
    """Addresses of the public pages, ours and those of public schools."""
    pages = [reverse(f"portal:{name}") for name in PUBLIC_PAGES]
    for school in queries.public_schools():
        pages += [reverse(f"school:{name}", kwargs={"school": school.slug}) for name in ("home", "become-certified")]
    context = {"addresses": [settings.BASE_URL + page for page in pages]}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml; charset=utf-8")
