"""Candidates: the list, and one of them as the rules see them, as the staff decided, and as the ledger has it."""

from __future__ import annotations

import uuid as uuids
from functools import cache
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.certification.actions.staff import gate_codes
from feltwork.apps.certification.forms.queue import CandidatesForm
from feltwork.apps.certification.permissions_staff import QUEUE, READERS, can_decide, visible_enrolments
from feltwork.apps.certification.queries import candidates as queries
from feltwork.apps.certification.queries.before import before_next
from feltwork.apps.certification.queries.matters import ABOUT, said
from feltwork.apps.certification.queries.summary import entry_rows, requirement_rows
from feltwork.apps.certification.sentences import level_word, requirement_word, sentence
from feltwork.apps.certification.standing import known_of
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.schools.models import Cohort, Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.signoffs.queries import entries_of
from feltwork.apps.ui.rows import render_rows
from feltwork.apps.ui.states import badge
from feltwork.core.certification import judge

PAGE_SIZE = 50


@access(*READERS, methods=("GET",))
def candidates(request: Request) -> HttpResponse:
    """Everybody in training, and those who finished or left, with the last kept standing."""
    cohorts, levels = queries.filter_choices()
    form = CandidatesForm(request.GET, cohorts=cohorts, levels=levels)
    data = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(data.get("q", ""), data.get("cohort", ""), data.get("level", ""), data.get("state", ""))
    rows = queries.candidate_rows(wanted, date_at(request.school, timezone.now()))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": render_rows("certification/candidate_rows.html", page.object_list, **_labels(request, dict(levels))),
        "base": f"?{query.urlencode()}&" if query else "?",
        "is_filtered": wanted != queries.Wanted(),
        "may_ask": bool(request.roles & set(QUEUE)),
    }
    return render(request, "certification/staff/candidates.html", context)


@access(*READERS, methods=("GET",))
def candidate(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The standing that the student sees, without their private notes."""
    enrolment = _enrolment(request, uuid)
    known = known_of([enrolment])[enrolment.pk]
    rules = rules_of(enrolment.edition)
    verdict = judge(rules, known.record, as_of=date_at(request.school, timezone.now()))
    context = {
        **_head(request, enrolment, "standing"),
        "verdict": verdict,
        "level_now": level_word(verdict.level_now, rules) if verdict.level_now else "",
        "rows": requirement_rows(verdict, rules, known.names),
        "entries": entry_rows(known, verdict),
        "holds": [sentence(one, known.names, rules) for one in verdict.holds],
        "questions": [sentence(one, known.names, rules) for one in verdict.questions],
    }
    return render(request, "certification/staff/candidate.html", context)


@access(*READERS, methods=("GET",))
def before_level(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Who of a cohort lacks something before the next level; a page, and a part of the seminars' page."""
    cohort: Cohort = get_object_or_404(Cohort.objects.all(), uuid=uuid)
    today = date_at(request.school, timezone.now())
    context = {
        "cohort": cohort,
        "found": before_next(cohort, today),
        "may_decide": bool(request.roles & set(QUEUE)),
    }
    template = "certification/staff/before_level.html" + ("#people" if request.htmx else "")
    return render(request, template, context)


@access(*QUEUE, methods=("GET",))
def candidate_decisions(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Waivers, documents, requests, and the certificate."""
    enrolment = _enrolment(request, uuid)
    rules = rules_of(enrolment.edition)
    certificates = Certificate.objects.filter(enrolment=enrolment).order_by("-proposed_at")
    context = {
        **_head(request, enrolment, "decisions"),
        "waivers": [(_scope(waiver, rules), waiver) for waiver in queries.waivers_of(enrolment)],
        "gates": queries.gates_of(enrolment),
        "codes": dict(gate_codes(rules, get_language() or "en")),
        "exceptions": queries.exceptions_of(enrolment),
        "certificates": certificates,
    }
    return render(request, "certification/staff/candidate_decisions.html", context)


@access(*QUEUE, methods=("GET",))
def candidate_ledger(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Everything sealed about this person at this school."""
    enrolment = _enrolment(request, uuid)
    entries = [(one, said(one)) for one in reversed(entries_of(enrolment.student, request.school))]
    context = {**_head(request, enrolment, "ledger"), "entries": entries}
    return render(request, "certification/staff/candidate_ledger.html", context)


def _enrolment(request: Request, uuid: uuids.UUID) -> Enrolment:
    visible = visible_enrolments(request.user, request.roles).select_related(*ABOUT)
    enrolment: Enrolment = get_object_or_404(visible, uuid=uuid)
    record_view("certification.see_candidate", by=request.user, at=timezone.now(), subject=enrolment)
    return enrolment


def _head(request: Request, enrolment: Enrolment, tab: str) -> dict[str, Any]:
    return {
        "enrolment": enrolment,
        "tab": tab,
        "may_decide": can_decide(request.user, request.roles, enrolment),
        "is_staff": bool(request.roles & set(QUEUE)),
        "is_open": enrolment.state in (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED),
    }


def _scope(waiver: Any, rules: Any) -> str:
    title = requirement_word(waiver.requirement, rules)
    return f"{title}, {level_word(waiver.level, rules)}" if waiver.level else title


def _labels(request: Request, levels: dict[str, str]) -> dict[str, Any]:
    state = Enrolment.State
    return {
        "base": reverse("certification:candidates", kwargs={"school": request.school.slug}),
        "levels": levels,
        "states": {
            state.DEFERRED.value: badge("wait", _("Paused"), "pause"),
            state.WITHDRAWN.value: badge("line", _("Left")),
            state.COMPLETED.value: badge("met", _("Certified"), "shield"),
        },
        "ready": badge("met", _("Ready")),
        "held": badge("look", _("Held"), "pause"),
        "look": badge("look", _("Look at this first")),
        "way": badge("way", _("On the way")),
        "cohort": _("Cohort"),
        "level": _("Level"),
        "state": _("State"),
        "met": _("Met"),
        "of": _("of"),
        "sessions": _("Sessions"),
        "credits": _("Credits"),
        "days": _("Days"),
        "waits": cache(lambda n: ngettext("%(n)s waits for a signature", "%(n)s wait for a signature", n) % {"n": n}),
        "asks": cache(lambda n: ngettext("%(n)s waits for a person", "%(n)s wait for a person", n) % {"n": n}),
        "lost": cache(lambda n: ngettext("%(n)s cannot be met any more", "%(n)s cannot be met any more", n) % {"n": n}),
    }
