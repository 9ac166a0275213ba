"""The first page, what is shared, and how the client is reached."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions.calendars import reminder_text
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.forms.mine import CodeForm, OwnConsentForm, ReachForm
from feltwork.apps.practice.forms.words import problem
from feltwork.apps.practice.models import Appointment, Invitation
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.calendar import link_for_client, next_appointment
from feltwork.apps.practice.queries.clients import guardians_of
from feltwork.apps.practice.queries.consents import consents_of, current_text, history_of
from feltwork.apps.practice.queries.maps import map_of
from feltwork.apps.practice.queries.mine import own_clients, shared_of_file, shared_sessions
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.reads import READS_A_PAGE, openings_of, reads_of
from feltwork.apps.practice.views.door import practice_page
from feltwork.core.practice import ItemError

OWN = {Sight.CLIENT, Sight.GUARDIAN}
KNOWN = "feltwork-known"  # a cookie with a neutral name: the page about leaving was seen on this device


@access("client", methods=("GET",))
@practice_page
def mine(request: Request) -> HttpResponse:
    """Today: what comes next, and what is shared. Before it, once on a device, how to leave quickly."""
    if KNOWN not in request.COOKIES:
        return redirect("practice:mine-safety", school=request.school.slug)
    now = timezone.now()
    spaces = []
    for client in own_clients(request.user, now):
        file = open_file(request.user, request.roles, client.uuid, what="overview", at=now, sights=OWN)
        if file is None:
            continue
        hour = next_appointment(client, now)
        spaces.append(
            {
                "file": file,
                "hour": hour,
                "link": link_for_client(file, hour.row, now) if hour and file.sight is Sight.CLIENT else "",
                "known": shared_of_file(file),
                "sessions": shared_sessions(file, number=3),
                "is_guardian": file.sight is Sight.GUARDIAN,
            }
        )
    return render(request, "practice/mine/today.html", {"spaces": spaces, "here": "today"})


@access("client")
@practice_page
def safety(request: Request) -> HttpResponse:
    """How to leave quickly, what that cannot hide, and whom to reach."""
    if request.method == "POST":
        answer = redirect("practice:mine", school=request.school.slug)
        shared = bool(request.POST.get("shared"))
        if shared:
            request.session.set_expiry(0)  # ends with the browser
        answer.set_cookie(
            KNOWN, "1", max_age=None if shared else timedelta(days=365), httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
        return answer
    return render(request, "practice/mine/safety.html", {"here": "safety", "is_first": KNOWN not in request.COOKIES})


@access("client", methods=("GET",))
@practice_page
def sessions(request: Request, uuid: UUID) -> HttpResponse:
    """The sessions of which something is shared."""
    file = _own(request, uuid, "record")
    shown = [
        {"record": one.record, "items": one.items, "map": map_of(file, one.record, items=one.items)}
        for one in shared_sessions(file)
    ]
    return render(request, "practice/mine/sessions.html", {"file": file, "shown": shown, "here": "sessions"})


@access("client", methods=("GET",))
@practice_page
def consents(request: Request, uuid: UUID) -> HttpResponse:
    file = _own(request, uuid, "consents")
    return render(
        request, "practice/mine/consents.html", {"file": file, "topics": consents_of(file), "here": "consents"}
    )


@access("client")
@practice_page
def consent(request: Request, uuid: UUID, topic: str) -> HttpResponse:
    """Read the words, answer, take back."""
    if topic not in Topic.values:
        raise Http404
    file = _own(request, uuid, "consents")
    guardian = next((row for row, _about in guardians_of(file) if row.user_id == request.user.pk), None)
    text = current_text(request.school, topic)
    form = OwnConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_consent(
                file=file,
                topic=topic,
                decision=form.cleaned_data["decision"],
                text=text,
                guardian=guardian if file.sight is Sight.GUARDIAN else None,
                detail=form.cleaned_data["detail"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as wrong:
            form.add_error("decision", wrong.messages[0])
        else:
            messages.success(request, _("Kept. It holds from this moment."))
            return redirect("practice:mine-consents", school=request.school.slug, uuid=uuid)
    context = {
        "file": file, "form": form, "text": text, "topic": Topic(topic), "history": history_of(file, topic),
        "here": "consents",
    }  # fmt: skip
    return render(request, "practice/mine/consent.html", context)


@access("client", methods=("GET",))
@practice_page
def reads(request: Request, uuid: UUID) -> HttpResponse:
    """Who opened the file."""
    file = _own(request, uuid, "reads", sights={Sight.CLIENT})
    broken = [(row, file.cabinet.open(row, "reason")) for row in openings_of(file.client)]
    page = Paginator(reads_of(file.client), READS_A_PAGE).get_page(request.GET.get("page"))
    context = {"file": file, "page": page, "broken": broken, "here": "reads"}
    return render(request, "practice/mine/reads.html", context)


@access("client")
@practice_page
def reach(request: Request, uuid: UUID) -> HttpResponse:
    """How to be reached, and in which words to be reminded."""
    file = _own(request, uuid, "identity", sights={Sight.CLIENT})
    start = {name: str(value) for name, value in file.identity.items() if isinstance(value, str | int)}
    form = ReachForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_reach(file=file, reach=form.reach(), by=request.user, at=timezone.now())
        except ItemError as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, problem(wrong))
        else:
            messages.success(request, _("Kept."))
            return redirect("practice:mine-reach", school=request.school.slug, uuid=uuid)
    hour = next_appointment(file.client, timezone.now())
    example = (
        hour.row if hour else Appointment(starts_at=timezone.now() + timedelta(days=7), zone=request.school.time_zone)
    )
    context = {
        "file": file,
        "form": form,
        "preview": reminder_text(file.identity.get("reminder_words", ""), example, file.identity.get("time_zone", "")),
        "here": "reach",
    }
    return render(request, "practice/mine/reach.html", context)


@access("client", methods=("POST",))
@practice_page
def pause(request: Request, uuid: UUID) -> HttpResponse:
    """Close one's side for now."""
    file = _own(request, uuid, "identity", sights={Sight.CLIENT})
    actions.set_portal_paused(file=file, paused=True, by=request.user, at=timezone.now())
    logout(request)
    return redirect("portal:home")


@access("signed_in")
@practice_page
def join(request: Request, uuid: UUID) -> HttpResponse:
    """The code that was said in person. What is there is not said before it was right."""
    limit(request, "practice.join", per_person="20/h")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(invitation=uuid, code=form.cleaned_data["code"], user=request.user, at=timezone.now())
        except Invitation.DoesNotExist:
            form.add_error("code", _("This invitation holds no longer. Please ask for a new one."))
        except ValidationError as wrong:
            form.add_error("code", wrong.messages[0])
        else:
            return redirect("practice:mine", school=request.school.slug)
    return render(request, "practice/mine/join.html", {"form": form})


def _own(request: Request, uuid: UUID, what: str, *, sights: set[Sight] = OWN) -> OpenFile:
    file = open_file(request.user, request.roles, uuid, what=what, at=timezone.now(), sights=sights)
    if file is None:
        raise Http404
    return file
