"""Sitting an examination: the list, the door, every page of an attempt; with scripts or without."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams import devices
from feltwork.apps.exams.actions import breaks, handing_in, sitting
from feltwork.apps.exams.actions.sitting import LATE, NotNow, Over, Saved
from feltwork.apps.exams.answers import read_answer
from feltwork.apps.exams.forms.sittings import LanguageForm
from feltwork.apps.exams.forms_drawn import BankTooSmall
from feltwork.apps.exams.languages import primary
from feltwork.apps.exams.models import Attempt, Examination, SittingEvent
from feltwork.apps.exams.notices.sittings import tell_bank_too_small
from feltwork.apps.exams.permissions.sittings import CANDIDATES, offered_to, own_attempts
from feltwork.apps.exams.queries.attempts import Offer, offer_of, offers_for
from feltwork.apps.exams.queries.entering import who_may_rule
from feltwork.apps.exams.queries.shown import name_of
from feltwork.apps.exams.queries.sitting import Asked, Sitting, sitting_of
from feltwork.apps.exams.views.door import for_script, unkept
from feltwork.core.exams import AnswerError

MOST_BYTES = 300_000
AGAIN = timedelta(minutes=10)  # without a word from the page: opened again


@dataclass(frozen=True)
class Seat:
    """An own attempt, and the device it is looked at with."""

    attempt: Attempt
    word: str

    @property
    def is_here(self) -> bool:
        return devices.hash_for(self.attempt.uuid, self.word) == self.attempt.device


@access(*CANDIDATES, methods=("GET",))
@unkept
def mine(request: Request) -> HttpResponse:
    """Examinations that may be sat, and those that were."""
    offers = offers_for(request.user, timezone.now())
    return render(request, "exams/sitting/mine.html", {"offers": offers, "who": _who(request, offers)})


@access(*CANDIDATES, methods=("GET",))
@unkept
def exam(request: Request, uuid: UUID) -> HttpResponse:
    """What one examination is like, before it begins."""
    offer = _offer(request, uuid)
    return _door(request, offer, _language_form(request, offer))


@access(*CANDIDATES, methods=("POST",), step_up=True)
def begin(request: Request, uuid: UUID) -> HttpResponse:
    """Start the clock; whoever comes twice comes to the same attempt."""
    offer = _offer(request, uuid)
    if offer.enrolment is None:
        raise Http404
    word, examination = devices.word_of(request), offer.examination
    form = _language_form(request, offer, request.POST)
    if offer.running is None and not form.is_valid():
        return _door(request, offer, form)
    try:
        attempt = sitting.begin(
            examination=examination, enrolment=offer.enrolment, device=word, language=form.chosen, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except BankTooSmall:
        tell_bank_too_small(examination, timezone.now())
        messages.error(request, _("This examination is not ready yet. The school has been told. Your attempt stays."))
        return redirect("exams:exam", school=request.school.slug, uuid=uuid)
    except NotNow:
        messages.error(request, _("This examination cannot be begun now. The page says why."))
        return redirect("exams:exam", school=request.school.slug, uuid=uuid)
    response = redirect("exams:sit", school=request.school.slug, uuid=attempt.uuid)
    devices.remember(response, word, secure=settings.SESSION_COOKIE_SECURE)
    return response


@access(*CANDIDATES)
@unkept
def sit(request: Request, uuid: UUID) -> HttpResponse:
    """Every page of an attempt lies at one address; what is shown follows from its state and the query."""
    seat, now = _seat(request, uuid), timezone.now()
    if seat.attempt.is_open and seat.attempt.over_at(now) <= now and request.method != "POST":
        handing_in.hand_in_over(attempt=seat.attempt, at=now)
        seat.attempt.refresh_from_db()
    if not seat.attempt.is_open and request.method != "POST":
        return redirect("exams:result", school=request.school.slug, uuid=uuid)
    if request.method == "POST":
        return _sent(request, seat)
    if not seat.is_here:
        return render(request, "exams/sitting/elsewhere.html", {"attempt": seat.attempt})
    _note_return(seat.attempt, request)
    shown = sitting_of(seat.attempt, now)
    if seat.attempt.paused_at is not None:
        return _page(request, "paused", shown)
    if "over" in request.GET:
        return _page(request, "over", shown)
    return _page(request, "question", shown, now=_at(shown, request.GET.get("q", "")))


@for_script
@access(*CANDIDATES, methods=("POST",))
@unkept
def save(request: Request, uuid: UUID) -> JsonResponse:
    """{"seen", "origin", "answers": {number: answer}, "later": {number: bool}, "lost": seconds} → {"version", "theirs",
    "news", "late", "moved", "over", "left"}; 422 for what is no answer, 410 where nothing is kept any more."""
    seat, now = _seat(request, uuid, bare=True), timezone.now()
    try:
        body = json.loads(request.body[:MOST_BYTES])
        answers = {int(number): value for number, value in dict(body["answers"]).items()}
        later = {int(number): bool(value) for number, value in dict(body.get("later") or {}).items()}
        saved = sitting.save_answers(
            attempt=seat.attempt, answers=answers, later=later, seen=int(body["seen"]),
            origin=str(body.get("origin", ""))[:40], device=seat.word, lost_seconds=int(body.get("lost") or 0),
            by=request.user, at=now,
        )  # fmt: skip
    except Over:
        return JsonResponse({"code": "over"}, status=410)
    except (AnswerError, AttributeError, KeyError, TypeError, ValueError):
        return JsonResponse({"code": "unreadable"}, status=422)
    left = (seat.attempt.over_at(now) - now).total_seconds()
    return JsonResponse({**_told(saved), "left": max(0, int(left))})


@access(*CANDIDATES, methods=("POST",))
def pause(request: Request, uuid: UUID) -> HttpResponse:
    """Stop the time; the page is covered until somebody goes on."""
    breaks.pause(attempt=_seat(request, uuid).attempt, by=request.user, at=timezone.now())
    return redirect(_path(request, uuid, q=request.POST.get("q", "")))


@access(*CANDIDATES, methods=("POST",))
def go_on(request: Request, uuid: UUID) -> HttpResponse:
    breaks.go_on(attempt=_seat(request, uuid).attempt, by=request.user, at=timezone.now())
    return redirect(_path(request, uuid, q=request.POST.get("q", "")))


@access(*CANDIDATES, methods=("POST",), step_up=True)
def here(request: Request, uuid: UUID) -> HttpResponse:
    """Go on on this device."""
    seat = _seat(request, uuid)
    sitting.take_over(attempt=seat.attempt, device=seat.word, by=request.user, at=timezone.now())
    response = redirect(_path(request, uuid))
    devices.remember(response, seat.word, secure=settings.SESSION_COOKIE_SECURE)
    return response


@access(*CANDIDATES, methods=("POST",))
def hand_in(request: Request, uuid: UUID) -> HttpResponse:
    """For good; the page before it said what is still open."""
    handing_in.hand_in(attempt=_seat(request, uuid).attempt, by=request.user, at=timezone.now())
    return redirect("exams:result", school=request.school.slug, uuid=uuid)


def _sent(request: Request, seat: Seat) -> HttpResponse:
    """A page without scripts: keep the answer, then go where the button says."""
    shown = sitting_of(seat.attempt, timezone.now())
    now = _at(shown, request.POST.get("q", ""))
    answers = {now.number: _answer(request, seat.attempt, now)}
    later = {now.number: bool(request.POST.get("later"))}
    try:
        seen = int(request.POST.get("seen") or 0)
        saved = sitting.save_answers(
            attempt=seat.attempt, answers=answers, later=later, seen=seen, device=seat.word, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except Over:
        return redirect("exams:result", school=request.school.slug, uuid=seat.attempt.uuid)
    except (AnswerError, ValueError):
        messages.error(request, _("This answer could not be kept. Please give it again."))
        return redirect(_path(request, seat.attempt.uuid, q=str(now.number)))
    if saved.is_over:
        messages.warning(request, _("This answer came after the end. It is kept aside; whoever decides will see it."))
        return redirect("exams:result", school=request.school.slug, uuid=seat.attempt.uuid)
    if saved.theirs:
        return _both(request, seat, answers, saved, now.number)
    return _onwards(request, seat, now.number, len(shown.questions))


def _both(request: Request, seat: Seat, answers: Mapping[int, Any], saved: Saved, number: int) -> HttpResponse:
    """Another page answered meanwhile: both stand here, and the candidate chooses."""
    seat.attempt.refresh_from_db()
    shown = sitting_of(seat.attempt, timezone.now(), typed=answers, theirs=saved.theirs)
    return _page(request, "question", shown, now=_at(shown, str(number)))


def _onwards(request: Request, seat: Seat, number: int, count: int) -> HttpResponse:
    go, uuid = request.POST.get("go", "next"), seat.attempt.uuid
    if go == "pause":
        breaks.pause(attempt=seat.attempt, by=request.user, at=timezone.now())
        return redirect(_path(request, uuid, q=str(number)))
    if go == "over" or (go == "next" and number == count):
        return redirect(_path(request, uuid, over="1", q=str(number)))
    step = {"next": number + 1, "back": number - 1, "stay": number}.get(go) or (int(go) if go.isdecimal() else number)
    return redirect(_path(request, uuid, q=str(min(max(step, 1), count))))


def _answer(request: Request, attempt: Attempt, now: Asked) -> Any:
    question = attempt.questions.select_related("item_version").get(number=now.number)
    return read_answer(question.item_version.data, request.POST, name_of(now.number))


def _page(request: Request, name: str, shown: Sitting, **more: Any) -> HttpResponse:
    context = {"sitting": shown, "attempt": shown.attempt, "path": _path(request, shown.attempt.uuid), **more}
    if "now" in more:
        context["part"] = shown.part_of(more["now"])
    context["back_to"] = request.GET.get("q", "") if request.GET.get("q", "").isdecimal() else ""
    context["keep_until"] = int((shown.attempt.over_at(timezone.now()) + LATE).timestamp())
    return render(request, f"exams/sitting/{name}.html", context)


def _at(shown: Sitting, number: str) -> Asked:
    """Question *number*, or the first without an answer, or the first."""
    asked = {str(one.number): one for one in shown.questions}
    return asked.get(number) or next(iter(shown.open_ones), shown.questions[0])


def _told(saved: Saved) -> dict[str, Any]:
    return {
        "version": saved.version, "theirs": dict(saved.theirs), "news": dict(saved.news), "late": saved.late,
        "moved": saved.moved, "over": saved.is_over,
    }  # fmt: skip


def _note_return(attempt: Attempt, request: Request) -> None:
    now = timezone.now()
    if now - attempt.seen_at >= AGAIN:
        sitting.add_event(attempt, SittingEvent.Kind.RESUMED, by=request.user, at=now)
    if now - attempt.seen_at >= timedelta(minutes=1):
        Attempt.objects.filter(pk=attempt.pk).update(seen_at=now)


def _seat(request: Request, uuid: UUID, *, bare: bool = False) -> Seat:
    """*bare*: without examination, enrolment and school, for what comes often."""
    rows = own_attempts(request.user)
    return Seat(get_object_or_404(rows.select_related(None) if bare else rows, uuid=uuid), devices.word_of(request))


def _offer(request: Request, uuid: UUID) -> Offer:
    examination: Examination = get_object_or_404(offered_to(request.user), uuid=uuid)
    offer = offer_of(request.user, examination, timezone.now())
    if offer is None:
        raise Http404
    return offer


def _door(request: Request, offer: Offer, form: LanguageForm) -> HttpResponse:
    context = {"offer": offer, "form": form, "who": _who(request, [offer])}
    return render(request, "exams/sitting/exam.html", context)


def _who(request: Request, offers: Sequence[Offer]) -> list[str]:
    """Whom to ask, where something is missing."""
    return who_may_rule(request.user) if any(one.missing for one in offers) else []


def _language_form(request: Request, offer: Offer, data: Any = None) -> LanguageForm:
    usual = primary(request.user.language or request.LANGUAGE_CODE)
    return LanguageForm(data, languages=offer.examination.languages, usual=usual)


def _path(request: Request, uuid: UUID, **query: str) -> str:
    path = reverse("exams:sit", kwargs={"school": request.school.slug, "uuid": uuid})
    asked = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path
