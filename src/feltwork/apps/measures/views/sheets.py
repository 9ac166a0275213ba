"""Answering: one thing at a time or all at once, with scripts or without, on one's own side or by a link."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.measures import actions
from feltwork.apps.measures.actions.answering import Saved, SheetClosed, why_closed
from feltwork.apps.measures.models import Asking
from feltwork.apps.measures.queries.sheets import Sheet, sheet_of
from feltwork.apps.measures.views.door import Door, link_door, own_door, unkept
from feltwork.apps.practice.views.records.saving import for_script
from feltwork.core.measures import DECLINED, Answer, AnswerError, instrument

END = "end"
TRIES = "120/10m"  # of links, from one address: a class of people behind one router may all answer
MOST_BYTES = 50_000


@access("client", "student")
@unkept
def sheet(request: Request, uuid: UUID) -> HttpResponse:
    """A sheet on one's own side of the site."""
    return answered(request, own_door(request, uuid, note=request.method != "POST"))


@for_script
@access("client", "student", methods=("POST",))
@unkept
def sheet_save(request: Request, uuid: UUID) -> HttpResponse:
    """Answers, as they are given."""
    return saved(request, own_door(request, uuid, note=False))


@access("anyone")
@unkept
def link(request: Request, token: str) -> HttpResponse:
    """The same by a link, without an account. No name is on it, and it leads nowhere else."""
    limit(request, "measures.link", per_address=TRIES)
    return _in_its_language(request, link_door(request, token))


@access("anyone", methods=("POST",))
@unkept
def link_save(request: Request, token: str) -> HttpResponse:
    limit(request, "measures.link", per_address="2000/10m")
    return saved(request, link_door(request, token))


def _in_its_language(request: Request, door: Door) -> HttpResponse:
    language = door.asking.language
    if language not in dict(settings.LANGUAGES):
        return answered(request, door)
    with translation.override(language):
        return answered(request, door)


def answered(request: Request, door: Door) -> HttpResponse:
    """Every page of a sheet lies at one address; what is shown follows from its state and the query."""
    closed = why_closed(door.asking, timezone.now())
    if closed:
        return _closed(request, door, closed)
    shown = sheet_of(door.hands, door.asking, timezone.now())
    if shown is None:
        return _closed(request, door, "no_words")
    if request.method == "POST":
        return _sent(request, door, shown)
    for name in ("paused", "stop", "care"):
        if name in request.GET:
            return _page(request, name, door, shown, q=request.GET.get("q", ""))
    if "all" in request.GET:
        return _page(request, "questions", door, shown, is_all=True)
    number = request.GET.get("q", "")
    if number == END:
        return _page(request, "end", door, shown)
    if number.isdecimal() and 1 <= int(number) <= len(shown.questions):
        return _page(request, "questions", door, shown, now=shown.questions[int(number) - 1])
    return _page(request, "intro", door, shown)


def saved(request: Request, door: Door) -> JsonResponse:
    """{"seen", "answers", "origin"} → {"version", "theirs", "news", "raised"}; 422 for what is no answer, 410 where it
    is over."""
    try:
        body = json.loads(request.body[:MOST_BYTES])
        seen, answers = int(body["seen"]), {str(item): value for item, value in body["answers"].items()}
        kept = _save(door, answers, seen, origin=str(body.get("origin", ""))[:40])
    except SheetClosed:
        return JsonResponse({"code": "closed"}, status=410)
    except (AnswerError, AttributeError, KeyError, TypeError, ValueError):
        return JsonResponse({"code": "unreadable"}, status=422)
    return JsonResponse(
        {"version": kept.version, "theirs": dict(kept.theirs), "news": dict(kept.news), "raised": kept.raised}
    )


def _save(door: Door, answers: Mapping[str, Answer], seen: int, *, origin: str = "") -> Saved:
    return actions.save_answers(
        asking=door.asking, hands=door.hands, answers=answers, seen=seen, origin=origin, by=door.by, at=timezone.now()
    )


def _sent(request: Request, door: Door, shown: Sheet) -> HttpResponse:
    go, is_all = request.POST.get("go", ""), bool(request.POST.get("all"))
    number = request.POST.get("q", "")
    try:
        answers = answers_in(request, door.asking)
        seen = int(request.POST.get("seen") or 0)
        kept = _save(door, answers, seen) if answers else Saved(door.asking.changes)
    except SheetClosed:
        return redirect(door.path)
    except (AnswerError, ValueError):
        return _page(
            request, "questions", door, shown, status=422, is_all=is_all, now=_at(shown, number), is_wrong=True
        )
    if kept.theirs:
        return _both(request, door, answers, kept, is_all=is_all, number=number)
    return _onwards(door, go, number=number, is_all=is_all, raised=kept.raised, count=len(shown.questions))


def _onwards(door: Door, go: str, *, number: str, is_all: bool, raised: bool, count: int) -> HttpResponse:
    now, at = int(number) if number.isdecimal() else 0, timezone.now()
    if go == "done":
        actions.finish(asking=door.asking, hands=door.hands, by=door.by, at=at)
        return redirect(door.path)
    if go in {"keep", "discard"}:
        actions.stop(asking=door.asking, hands=door.hands, discard=go == "discard", by=door.by, at=at)
        return redirect(door.path)
    where: Any = {"pause": {"paused": 1}, "stop": {"stop": 1}, "end": {"q": END}}.get(go)
    if where is None:
        fresh = sheet_of(door.hands, Asking.objects.get(pk=door.asking.pk), at)
        where = {"all": 1} if is_all else {"q": _step(fresh, now, -1 if go == "back" else 1, count)}
    if raised:
        where = {**where, "care": 1}
    return redirect(f"{door.path}?{urlencode(where)}")


def _step(shown: Sheet | None, now: int, by: int, count: int) -> str:
    """The next question that is asked at all, or the end."""
    asked = [one.number for one in shown.asked] if shown else []
    ahead = [number for number in asked if (number > now if by > 0 else number < now)]
    if by > 0:
        return str(ahead[0]) if ahead else END
    return str(ahead[-1]) if ahead else "1"


def _both(
    request: Request, door: Door, answers: Mapping[str, Answer], kept: Saved, *, is_all: bool, number: str
) -> HttpResponse:
    """Another device answered meanwhile: both stand on the page, and the person chooses."""
    fresh = Asking.objects.select_related("school", "client__clinician", "pack").get(pk=door.asking.pk)
    mine = {item: value for item, value in answers.items() if item in kept.theirs}
    shown = sheet_of(door.hands, fresh, timezone.now(), theirs=kept.theirs, typed=mine)
    if shown is None:
        return redirect(door.path)
    return _page(request, "questions", door, shown, is_all=is_all, now=_at(shown, number))


def answers_in(request: HttpRequest, asking: Asking) -> dict[str, Answer]:
    """Of the fields of a form; what was not touched is not there. Raises ValueError."""
    found: dict[str, Answer] = {}
    for item in instrument(asking.instrument).items:
        given = request.POST.get(f"a-{item.id}", "")
        if given == DECLINED or (not given and request.POST.get(f"d-{item.id}")):
            found[item.id] = DECLINED
        elif given:
            found[item.id] = int(given)
    return found


def _at(shown: Sheet, number: str) -> Any:
    inside = number.isdecimal() and 1 <= int(number) <= len(shown.questions)
    return shown.questions[int(number) - 1] if inside else shown.questions[0]


def _page(request: Request, name: str, door: Door, shown: Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"door": door, "sheet": shown, "seen": shown.asking.changes, "today": timezone.localdate(), **more}
    return render(request, f"measures/sheet/{name}.html", context, status=status)


def _closed(request: Request, door: Door, why: str) -> HttpResponse:
    """Thanks after it was answered or stopped; else why nothing can be answered."""
    shown = sheet_of(door.hands, door.asking, timezone.now())
    context = {"door": door, "sheet": shown, "asking": door.asking, "why": why, "today": timezone.localdate()}
    return render(request, "measures/sheet/closed.html", context)
