"""The terms of use."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.terms import VERSION


@access("anyone", methods=("GET",))
def terms(request: Request) -> HttpResponse:
    return render(request, "accounts/terms.html", {"version": VERSION})
