"""What can be done with an entry once it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.actions import log as actions
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.permissions import can_log
from feltwork.apps.certification.queries.entry_page import entry_page
from feltwork.apps.certification.standing import known_of
from feltwork.apps.certification.views.log import own_entry
from feltwork.apps.schools.queries import date_at
from feltwork.apps.signoffs import actions as signoffs

Words = str | Promise


@access("student", methods=("GET",))
def entry(request: Request, uuid: UUID) -> HttpResponse:
    """One entry: how it stands, why, what happened, what can be done."""
    found = own_entry(request, uuid)
    now = timezone.now()
    known = known_of([found.enrolment])[found.enrolment.pk]
    page = entry_page(known, found, as_of=date_at(request.school, now), at=now)
    papers = found.evidence.all()
    facts = {"entry": found, "page": page, "papers": papers, "can_log": can_log(request.user, found.enrolment)}
    return render(request, "certification/entry.html", facts)


@dataclass(frozen=True, slots=True)
class Verb:
    """An act on one entry: what is asked before, and what is said after it."""

    name: str
    act: Callable[..., Any]
    title: Words
    text: Words
    confirm: Words
    done: Words
    is_withdrawal: bool = False


def _remind(*, entry: LogEntry, by: Any, at: datetime) -> None:
    known = known_of([entry.enrolment])[entry.enrolment.pk]
    request = known.sealings.open_request(entry.uuid)
    if request is None:
        raise ValidationError(_("This no longer waits for an answer."))
    signoffs.remind(request=request.uuid, by=by, at=at)


VERBS: Mapping[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            name="send",
            act=actions.send_to_sign,
            title=lazy("Send it to be signed"),
            text=lazy("%(name)s gets a mail with a link and can confirm it, correct it, or say that it was otherwise."),
            confirm=lazy("Send"),
            done=lazy("Sent to %(name)s."),
        ),
        Verb(
            name="remind",
            act=_remind,
            title=lazy("Remind %(name)s"),
            text=lazy("%(name)s gets one more short mail with the same link. There are two reminders at most."),
            confirm=lazy("Send the reminder"),
            done=lazy("%(name)s has been reminded."),
        ),
        Verb(
            name="take-back",
            act=actions.take_back,
            title=lazy("Take it back"),
            text=lazy("It becomes a draft again that you can change. The link that %(name)s has stops working."),
            confirm=lazy("Take it back"),
            done=lazy("It is a draft again."),
        ),
        Verb(
            name="remove",
            act=actions.remove_entry,
            title=lazy("Take it out of the log"),
            text=lazy(
                "It counts for nothing any more. It stays in the history, so that nothing is lost without a trace."
            ),
            confirm=lazy("Take it out"),
            done=lazy("Taken out of the log."),
            is_withdrawal=True,
        ),
    )
}


def entry_act(verb: Verb) -> Callable[..., HttpResponse]:
    """The page of one verb: GET asks, POST does."""

    @access("student")
    def act(request: Request, uuid: UUID) -> HttpResponse:
        found = own_entry(request, uuid)
        if not can_log(request.user, found.enrolment):
            raise PermissionDenied
        if found.state == LogEntry.State.REMOVED:
            raise Http404
        names = {"name": found.provider.name}
        if request.method == "POST":
            return _do(request, verb, found, names)
        facts = {"entry": found, "verb": verb, "title": str(verb.title) % names, "text": str(verb.text) % names}
        return render(request, "certification/entry_act.html", facts)

    return act


def _do(request: Request, verb: Verb, entry: LogEntry, names: Mapping[str, str]) -> HttpResponse:
    try:
        verb.act(entry=entry, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, str(verb.done) % names)
    return redirect("certification:entry", school=request.school.slug, uuid=entry.uuid)
