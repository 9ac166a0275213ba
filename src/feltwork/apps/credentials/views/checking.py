"""Checking a certificate file: ours or anybody's. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.credentials import codes, queries
from feltwork.apps.credentials.baking.unbaking import Unreadable
from feltwork.apps.credentials.checking.checker import check
from feltwork.apps.credentials.checking.fetch import SafeFetcher
from feltwork.apps.credentials.checking.own import own_document
from feltwork.apps.credentials.checking.words import OUTCOMES, SUPERSEDED, UNREADABLE, sentence
from feltwork.apps.credentials.forms import FileForm
from feltwork.apps.credentials.models import CredentialVersion
from feltwork.apps.ui.words import date_words
from feltwork.core.credentials import Report

LOOKS = {True: "met", False: "not", None: "line"}


@dataclass(frozen=True, slots=True)
class Line:
    """One check in words, and how it looks."""

    look: str
    words: str


@access("anyone")
def check_file(request: Request) -> HttpResponse:
    """Choose a file or paste what is in it."""
    is_sent = request.method == "POST"
    form = FileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if not is_sent or not form.is_valid():
        return _page(request, {"form": form})
    limit(request, "credentials.check_file", per_address="10/m")
    fetch = SafeFetcher(own_document, outside=settings.ASK_OTHER_SITES)
    try:
        found = check(form.content(), now=timezone.now(), fetch=fetch)
    except Unreadable as problem:
        if problem.code == "link" and (code := codes.read_code(form.content().decode("utf-8", "replace"))):
            return redirect("credentials:show", code)
        form.add_error(None, str(UNREADABLE[problem.code]))
        return _page(request, {"form": form})
    return _page(request, {"form": FileForm(), **_result(found)})


def _result(found: Report) -> dict[str, object]:
    """What the page says: the outcome, each check, and for one of ours what has become of it."""
    newest = _newest(found)
    replaced = newest is not None and found.outcome == "revoked" and newest.certificate.state != "revoked"
    title, explain = SUPERSEDED if replaced else OUTCOMES[found.outcome]
    lines = [Line(LOOKS[one.ok], sentence(one.code, one.ok, dict(one.data))) for one in found.checks]
    return {
        "outcome": "superseded" if replaced else found.outcome,
        "title": title,
        "explain": explain,
        "lines": [one for one in lines if one.words],
        "facts": {name: _in_words(name, value) for name, value in found.facts.items()},
        "newest": newest,
    }


def _in_words(name: str, value: str) -> str:
    """Days as people write them; whatever cannot be read as one stays as it is."""
    if name not in {"valid_from", "valid_until", "awarded"}:
        return value
    try:
        return date_words(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return value


def _newest(found: Report) -> CredentialVersion | None:
    """The newest version of the same credential, if it is one of ours and its signature was right."""
    if found.outcome in {"invalid", "unchecked"}:
        return None
    with scopes_disabled():  # whoever has the file has the credential; its page is opened by its own code
        return queries.newest_by_credential(found.facts.get("id", ""))


def _page(request: Request, context: dict[str, object]) -> HttpResponse:
    response = render(request, "credentials/check_file.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
