"""Measures over time: for whoever treats, and the person's own."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures.forms.episodes import EpisodeForm
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.measures.queries import items as item_queries
from feltwork.apps.measures.queries.episodes import episode_of, episodes_of
from feltwork.apps.measures.queries.lines import stacks_of
from feltwork.apps.measures.queries.own import own_results
from feltwork.apps.measures.queries.reading import cards_of
from feltwork.apps.measures.queries.reading_words import CHECKLIST
from feltwork.apps.measures.views.door import unkept
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import file_or_404, practice_page

BACK_MOST = 200


@access("practitioner", methods=("GET",))
@practice_page
def client_results(request: Request, uuid: UUID) -> HttpResponse:
    """A client's answers over time, one card a measure."""
    file = file_or_404(request, uuid, "results")
    hands = hands_of_file(file)
    episodes = episodes_of(hands)
    is_whole = request.GET.get("since") == "first"
    cards = cards_of(hands, episode=episodes[0].row.starts_on if episodes and not is_whole else None)
    context = {
        "file": file,
        "cards": cards,
        "episode": episodes[0] if episodes else None,
        "is_whole": is_whole,
        "talk": [card for card in cards if any(panel.hints for panel in card.panels)],
        "checklist": CHECKLIST,
        "may_correct": _may_correct(file),
        "episode_form": EpisodeForm(),
        "has_pair": sum(len(card.panels) for card in cards) > 1,
        "here": "measures",
    }
    return render(request, "measures/reading/client.html", context)


@access("practitioner", methods=("GET",))
@practice_page
def client_items(request: Request, uuid: UUID, slug: str) -> HttpResponse:
    """One measure, question by question."""
    file = file_or_404(request, uuid, "results")
    hands = hands_of_file(file)
    stack = next((one for one in stacks_of(hands) if one.slug == slug), None)
    if stack is None:
        raise Http404
    table = item_queries.item_table(hands, stack, back=_back(request, len(stack.sheets)))
    return render(request, "measures/reading/items.html", {"file": file, "table": table, "here": "measures"})


@access("practitioner", methods=("GET",))
@practice_page
def client_compare(request: Request, uuid: UUID) -> HttpResponse:
    """Two measures over the same days."""
    file = file_or_404(request, uuid, "results")
    hands = hands_of_file(file)
    cards = cards_of(hands, episode=episode_of(hands))
    choices = item_queries.choices_of(cards)
    wanted = [request.GET.get("a", ""), request.GET.get("b", "")]
    found = [item_queries.chosen(cards, one) for one in wanted]
    left, right = found
    pair = item_queries.pair_of(left, right) if left and right else None
    firsts = [choices[0][0], choices[min(1, len(choices) - 1)][0]] if choices else ["", ""]
    values = [one if there else first for one, there, first in zip(wanted, found, firsts, strict=True)]
    context = {
        "file": file,
        "choices": choices,
        "selects": [("a", values[0], _("The first")), ("b", values[1], _("The second"))],
        "pair": pair,
        "sides": pair.sides if pair else (),
        "here": "measures",
    }
    return render(request, "measures/reading/compare.html", context)


@access("client", "student", methods=("GET",))
@unkept
def mine_results(request: Request) -> HttpResponse:
    """One's own answers over time, as a client and as a trainee; with numbers, or in words only."""
    shelves = own_results(request.user, request.roles, request.school, timezone.now())
    context = {"shelves": shelves, "words_only": request.GET.get("show") == "words", "here": "questions"}
    return render(request, "measures/reading/mine.html", context)


def _may_correct(file: OpenFile) -> bool:
    return can_ask(file.sight) and file.client.restricted_at is None


def _back(request: Request, count: int) -> int:
    typed = request.GET.get("back", "0")
    most = (count - 1) // item_queries.SHOWN
    return min(int(typed), most, BACK_MOST) if typed.isdecimal() and len(typed) < 4 else 0
