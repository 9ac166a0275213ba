"""One student's place: its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.forms import enrolments as forms
from feltwork.apps.schools.models import Enrolment, RecognisedCredit
from feltwork.apps.schools.permissions import HOLDERS, OFFICE, can_keep_places, visible_enrolments
from feltwork.apps.schools.rules import in_words, rules_of
from feltwork.apps.schools.views.going import go
from feltwork.apps.ui.acts import done

OPEN = frozenset({"active", "deferred"})


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done with a place, from some of its states, by some people."""

    name: str
    title: str | Promise
    text: str | Promise
    button: str | Promise
    said: str | Promise
    form: type[forms.PlaceForm]
    action: Callable[..., Any]
    states: frozenset[str] = OPEN
    roles: frozenset[str] = OFFICE  # who may
    sure: str | Promise = ""  # asked again in a dialog


ALL = (
    Verb(
        "defer",
        _("Pause the training"),
        _("The place in the cohort is kept. Rules and what was counted stay as they are."),
        _("Pause"),
        _("Paused. The student was told."),
        forms.DeferForm,
        actions.defer,
        states=frozenset({"active"}),
    ),
    Verb(
        "resume",
        _("End the pause"),
        _("The training goes on where it was left."),
        _("Go on"),
        _("The training goes on. The student was told."),
        forms.ResumeForm,
        actions.resume,
        states=frozenset({"deferred"}),
    ),
    Verb(
        "change-cohort",
        _("Change cohort"),
        _("Days already taken stay counted. The edition of the rules stays too, once any of the training has begun."),
        _("Change cohort"),
        _("Changed. The student was told."),
        forms.ChangeCohortForm,
        actions.change_cohort,
    ),
    Verb(
        "recognise",
        _("Recognise credit from elsewhere"),
        _("What was earned at another school counts here with its amount, level and source."),
        _("Recognise"),
        _("Recognised. The student was told."),
        forms.RecogniseForm,
        actions.recognise,
    ),
    Verb(
        "hold",
        _("Hold the certificate"),
        _("Nothing that is met changes. The certificate waits until this is settled, and the student reads why."),
        _("Hold"),
        _("The certificate is held. The student was told."),
        forms.HoldForm,
        actions.hold,
        roles=HOLDERS,
    ),
    Verb(
        "release",
        _("Lift a hold"),
        _("The certificate no longer waits for this."),
        _("Lift"),
        _("The hold is lifted. The student was told."),
        forms.ReleaseForm,
        actions.release,
        roles=HOLDERS,
    ),
    Verb(
        "withdraw",
        _("End the place"),
        _("The place becomes free. What was recorded is kept. This cannot be taken back."),
        _("End the place"),
        _("The place has ended. The student was told."),
        forms.WithdrawForm,
        actions.withdraw,
        sure=_("End this place for good?"),
    ),
)
VERBS = {verb.name: verb for verb in ALL}


@access("registrar", "admin", "credentialing", methods=("GET",))
def enrolment(request: Request, uuid: UUID) -> HttpResponse:
    """Everything about one place; looking at it is noted in the audit trail."""
    place = _place(request, uuid)
    record_view("schools.see_enrolment", by=request.user, at=timezone.now(), subject=place)
    events = list(place.events.select_related("by"))
    days = queries.training_days(place)
    facts = {
        "place": place,
        "events": events,
        "holds": queries.open_holds(events),
        "modules": _by_module(days),
        "credits": [_credit(row, place) for row in queries.credits_of(place)],
        "can_take_back": place.state in OPEN and can_keep_places(request.roles),
        "verbs": _verbs(request, place, queries.open_holds(events)),
    }
    return render(request, "schools/enrolment.html", facts)


def act(verb: Verb) -> Callable[..., HttpResponse]:
    """The page on which *verb* is done."""

    @access(*verb.roles)
    def view(request: Request, uuid: UUID) -> HttpResponse:
        place = _place(request, uuid)
        form = verb.form(request.POST or None, enrolment=place)
        if done(form, verb.action, enrolment=place, by=request.user, at=timezone.now()):
            return go(request, "enrolment", uuid=uuid, words=str(verb.said))
        is_possible = place.state in verb.states
        facts = {"place": place, "verb": verb, "form": form, "is_possible": is_possible}
        return render(request, "schools/enrolment_act.html", facts)

    view.__name__ = f"enrolment_{verb.name.replace('-', '_')}"
    return view


@access("registrar", "admin")
def credit_take_back(request: Request, uuid: UUID) -> HttpResponse:
    """Take back a recognition that was entered wrongly."""
    credit: RecognisedCredit = get_object_or_404(queries.standing_credits(), uuid=uuid)
    place = _place(request, credit.enrolment.uuid)
    form = forms.TakeBackForm(request.POST or None, enrolment=place)
    if done(form, actions.take_back_credit, credit=credit, by=request.user, at=timezone.now()):
        return go(request, "enrolment", uuid=place.uuid, words=str(_("Taken back. The student was told.")))
    facts = {"place": place, "form": form, "credit": _credit(credit, place)}
    return render(request, "schools/credit_take_back.html", facts)


def _place(request: Request, uuid: UUID) -> Enrolment:
    return get_object_or_404(visible_enrolments(request.roles), uuid=uuid)


def _verbs(request: Request, place: Enrolment, holds: list[queries.Hold]) -> list[Verb]:
    possible = [verb for verb in ALL if place.state in verb.states and verb.roles & request.roles]
    return [verb for verb in possible if verb.name != "release" or holds]


def _by_module(days: list[queries.TrainedDay]) -> list[dict[str, Any]]:
    """Module by module: its days and how many of them are taken."""
    modules: dict[str, dict[str, Any]] = {}
    for day in days:
        row = modules.setdefault(day.module, {"title": day.module_title, "days": [], "taken": 0})
        row["days"].append(day)
        row["taken"] += day.state in queries.TRAINED
    return list(modules.values())


def _credit(row: RecognisedCredit, place: Enrolment) -> dict[str, Any]:
    rules = rules_of(place.edition)
    titles = {kind.code: in_words(kind.title) for kind in rules.kinds} | {"training_day": str(_("Training days"))}
    levels = {level.code: in_words(level.title) for level in rules.levels}
    return {"row": row, "what": titles.get(row.kind, row.kind), "level": levels.get(row.level, row.level)}
