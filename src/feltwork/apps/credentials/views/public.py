"""Checking a certificate, and the register of those who chose to be found. No account, no school in the address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.credentials import codes, queries
from feltwork.apps.credentials.forms import CheckForm
from feltwork.apps.credentials.linkedin import linked_in
from feltwork.apps.credentials.qr import square_code
from feltwork.apps.credentials.standing import is_old_print, standing_of, version_shown
from feltwork.apps.transparency.queries import leaves_about
from feltwork.apps.ui.rows import render_rows

PAGE_SIZE = 50
EXAMPLE = "AH-7K4M-19"


@access("anyone")
def check(request: Request) -> HttpResponse:
    """Look up a number (only of listed certificates), or go to the page behind a code or link."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    answer = ""
    if request.method == "POST" and form.is_valid():
        limit(request, "credentials.check", per_address="20/m")
        text = form.cleaned_data["text"]
        code = codes.read_code(text) or _code_of_number(text)
        if code:
            return redirect("credentials:show", code)
        answer = "not_listed" if codes.read_number(text) else "slip"
    return _unfollowed(render(request, "credentials/check.html", {"form": form, "answer": answer, "example": EXAMPLE}))


@access("anyone", methods=("GET",))
def show(request: Request, code: str) -> HttpResponse:
    """What a certificate is worth now. An unknown code answers calmly, with status 404."""
    # whoever holds the code may look, whichever school issued it: that is what the code is for
    with scopes_disabled():
        certificate = queries.by_code(codes.read_code(code) or "")
        if certificate is None:
            limit(request, "credentials.unknown", per_address="30/m")
            context = {"form": CheckForm(), "example": EXAMPLE}
            return _unfollowed(render(request, "credentials/unknown.html", context, status=404))
        now = timezone.now()
        link = queries.link_of(certificate)
        version = version_shown(certificate)
        context = {
            "certificate": certificate,
            "verdict": standing_of(certificate, version, now=now),
            "is_old_print": is_old_print(request.GET.get("v", ""), version),
            "form": CheckForm(),
            "example": EXAMPLE,
            "link": link,
            "levels": queries.levels_of(certificate),
            "square": square_code(link),
            "now": now,
            "version": version,
            "entry": leaves_about(certificate.uuid).last() if version else None,
            "linked_in": linked_in(certificate, link) if version else "",
        }
        return _unfollowed(render(request, "credentials/show.html", context))


@access("anyone", methods=("GET",))
def register(request: Request) -> HttpResponse:
    """People who chose to be found, of all schools here."""
    search = request.GET.get("q", "").strip()[:80]
    if search:
        limit(request, "credentials.register", per_address="60/m")
    # a public register has no school: rows are limited to what their holders made public
    with scopes_disabled():
        page = Paginator(queries.register(search), PAGE_SIZE).get_page(request.GET.get("page"))
        labels = {"base": reverse("credentials:check"), "since": _("Certified since")}
        rows = render_rows("credentials/register_rows.html", page.object_list, **labels)
    base = f"?{urlencode({'q': search})}&" if search else "?"
    context = {"page": page, "rows": rows, "search": search, "base": base}
    return render(request, "credentials/register.html", context)


def _code_of_number(text: str) -> str | None:
    number = codes.read_number(text)
    with scopes_disabled():  # numbers are looked up among what their holders made public
        certificate = queries.by_number(number) if number else None
    return certificate.check_code if certificate else None


def _unfollowed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
