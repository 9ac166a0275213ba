"""The rules, in the open: every edition, its numbers and where they were read. Anyone may read them."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from django.http import Http404, HttpResponse
from django.shortcuts import render

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.queries.editions import PublicEdition, editions_of, public_rules
from feltwork.apps.certification.queries.rules import rules_page
from feltwork.apps.certification.queries.rules_diff import changed, rows_between


@access("anyone", methods=("GET",))
def rules(request: Request) -> HttpResponse:
    """Programmes and their editions, the newest first."""
    found = public_rules(request.school)
    programmes = [(programme, list(own)) for programme, own in groupby(found, key=attrgetter("programme"))]
    return render(request, "certification/rules.html", {"programmes": programmes})


@access("anyone", methods=("GET",))
def rules_edition(request: Request, programme: str, code: str) -> HttpResponse:
    """One edition in full."""
    editions = editions_of(public_rules(request.school), programme)
    shown = _named(editions, code)
    facts = {"shown": shown, "page": rules_page(shown.rules), "editions": editions, "is_newest": shown is editions[0]}
    return render(request, "certification/rules_edition.html", facts)


@access("anyone", methods=("GET",))
def rules_compare(request: Request, programme: str) -> HttpResponse:
    """Two editions of one programme beside each other; without a choice the two newest."""
    editions = editions_of(public_rules(request.school), programme)
    if not editions:
        raise Http404
    newest, older = editions[0], editions[min(1, len(editions) - 1)]
    before = _named(editions, request.GET.get("before") or older.edition.code)
    after = _named(editions, request.GET.get("after") or newest.edition.code)
    rows = rows_between(before.rules, after.rules)
    differing = changed(rows)
    facts = {"editions": editions, "before": before, "after": after, "rows": differing}
    return render(request, "certification/rules_compare.html", {**facts, "same": len(rows) - len(differing)})


def _named(editions: list[PublicEdition], code: str) -> PublicEdition:
    for one in editions:
        if one.edition.code == code:
            return one
    raise Http404
