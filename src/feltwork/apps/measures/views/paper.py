"""An empty form for paper, in the words that are here."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures.queries.packs import use_of
from feltwork.apps.measures.queries.services import region_here
from feltwork.apps.measures.queries.sheets import blank_questions
from feltwork.apps.measures.risk import policy_of
from feltwork.apps.measures.views.packs import READERS
from feltwork.apps.measures.wording import words_for
from feltwork.core.measures import instruments


@access(*READERS, methods=("GET",))
def paper_form(request: Request, slug: str, language: str) -> HttpResponse:
    """404 where no words in *language* are here, or the licence does not allow the school's use."""
    whole = instruments().get(slug)
    words = None if whole is None else words_for(request.school, whole, language)
    if whole is None or words is None or words.pack.language != language:
        raise Http404
    if use_of(request.school) not in whole.licence.allows and words.row is None:
        raise Http404
    policy = policy_of(request.school)
    region = region_here(request.school, policy.country if policy else "", request.school.country)
    context = {
        "whole": whole,
        "words": words.pack,
        "questions": blank_questions(whole, words.pack),
        "region": region if whole.has_risk else None,
    }
    return render(request, "measures/packs/paper.html", context)
