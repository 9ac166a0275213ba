"""The rule library, open to anybody: programmes of many bodies, their files, and the schema for editors."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.queries import library
from feltwork.apps.certification.queries.rules import rules_page
from feltwork.apps.certification.queries.rules_diff import changed, rows_between
from feltwork.core.certification import RuleSet


@access("anyone", methods=("GET",))
def programmes(request: Request) -> HttpResponse:
    """Every programme, by the body that issues it."""
    number = sum(len(one.programmes) for one in library.shelves())
    return render(request, "certification/library.html", {"shelves": library.shelves(), "number": number})


@access("anyone", methods=("GET",))
def programme(request: Request, code: str) -> HttpResponse:
    """One programme in plain language, with its cases."""
    rules = _found(code)
    others = [one for shelf in library.shelves() for one in shelf.programmes if shelf.issuer == rules.issuer]
    facts = {"rules": rules, "page": rules_page(rules), "cases": library.cases(code)}
    return render(request, "certification/library_programme.html", {**facts, "others": others})


@access("anyone", methods=("GET",))
def programme_file(request: Request, code: str) -> HttpResponse:
    """Its file as it is, and after it those it builds on."""
    _found(code)
    return HttpResponse("\n---\n".join(library.built_on(code).values()), content_type="text/plain; charset=utf-8")


@access("anyone", methods=("GET",))
def compare(request: Request) -> HttpResponse:
    """Any two of them beside each other."""
    given = [request.GET.get(word, "") for word in ("before", "after")]
    chosen = [_found(code) if code else None for code in given]
    facts: dict[str, Any] = {"shelves": library.shelves(), "before": chosen[0], "after": chosen[1]}
    if chosen[0] and chosen[1]:
        rows = rows_between(chosen[0], chosen[1])
        differing = changed(rows)
        facts |= {"rows": differing, "same": len(rows) - len(differing)}
    return render(request, "certification/library_compare.html", facts)


@access("anyone", methods=("GET",))
def schema(request: Request) -> HttpResponse:
    """The language as JSON Schema: editors complete and check rule files by it."""
    text = files("feltwork.core.certification").joinpath("schema.json").read_bytes()
    return HttpResponse(text, content_type="application/schema+json", headers={"Access-Control-Allow-Origin": "*"})


def _found(code: str) -> RuleSet:
    rules = library.found(code)
    if rules is None:
        raise Http404
    return rules
