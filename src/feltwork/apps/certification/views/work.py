"""One matter: what it is, what an answer would change, the decision. Opening it is noted."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.certification.actions import staff
from feltwork.apps.certification.forms.decisions import DecisionForm, EvidenceForm, ExceptionForm, JudgementForm
from feltwork.apps.certification.permissions_staff import DECIDERS, QUEUE, visible_papers, visible_work
from feltwork.apps.certification.queries import effects
from feltwork.apps.certification.queries.earlier import earlier_decisions
from feltwork.apps.certification.queries.matters import Matter, bare_matter_of, matter_of
from feltwork.apps.certification.queries.queue import work_rows
from feltwork.apps.certification.sentences import approval_word, level_word, requirement_word, sentence
from feltwork.apps.certification.standing import known_of
from feltwork.apps.certification.views.queue import LOOKS, is_here, query_of, wanted_of
from feltwork.apps.schools.actions import close_work
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.queries import approvals_of, date_at, holds
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui.acts import take_errors
from feltwork.apps.ui.uploads import serve_file
from feltwork.core.certification import Outcome, Record

Kind = WorkItem.Kind


@access(*QUEUE)
def work(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Look at one matter and decide it."""
    item = _item(request, uuid)
    if item.data.get("import"):
        return _to_import(request, item)
    if not is_here(item.kind, item.data):
        return render(request, "certification/staff/work_other.html", _other(request, item))
    matter = matter_of(item)
    form = _form(request, matter)
    if request.method == "POST":
        if item.closed_at is not None or form is None:
            messages.error(request, _("This is done already."))
            return redirect(request.get_full_path())
        after = _next_address(request, item)
        if form.is_valid() and _decide(request, matter, form):
            return redirect(after)
    record_view("certification.see_work", by=request.user, at=timezone.now(), subject=matter.enrolment, item=str(uuid))
    context = {
        "matter": matter,
        "item": item,
        "form": form,
        "look": LOOKS[item.kind],
        "query": query_of(request),
        "approvals": _approvals(matter),
        "holds": holds(matter.enrolment) if item.kind == Kind.READY else [],
        "may_decide": bool(request.roles & set(DECIDERS)),
        "is_own_proposal": _is_own_proposal(request, matter),
        "is_late": item.due_on < date_at(request.school, timezone.now()) and item.closed_at is None,
    }
    template = "certification/staff/work_part.html" if request.htmx else "certification/staff/work.html"
    response = render(request, template, context)
    if request.htmx:
        response["HX-Push-Url"] = request.get_full_path()
    return response


@access(*QUEUE, methods=("GET",))
def work_effect(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """What an answer would change: now, and if counted. A part of the page, or a page of its own without scripts."""
    item = _item(request, uuid)
    known, after = _if_counted(item)
    rules = rules_of(known.enrolment.edition)
    as_of = date_at(item.school, timezone.now())
    verdict, changes = effects.difference(known, after, as_of)
    question = str(item.data.get("question") or "")
    why = [sentence(one, known.names, rules) for one in verdict.questions if one.data.get("question") == question]
    context = {
        "item": item,
        "lines": effects.lines(known.enrolment, changes),
        "why": why,
        "query": query_of(request),
    }
    template = "certification/staff/effect_part.html" if request.htmx else "certification/staff/effect.html"
    return render(request, template, context)


@access(*DECIDERS, methods=("GET",))
def work_earlier(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """How the same question was decided before. A part of the page, or a page of its own without scripts."""
    item = _item(request, uuid)
    decisions = earlier_decisions(item)
    counted = sum(one.counts for one in decisions)
    context = {
        "item": item,
        "decisions": decisions,
        "counted": counted,
        "refused": len(decisions) - counted,
        "query": query_of(request),
    }
    template = "certification/staff/earlier_part.html" if request.htmx else "certification/staff/earlier.html"
    return render(request, template, context)


@access(*QUEUE, methods=("GET",))
def work_next(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Skip this one for now: to the next of the list, or back to the list."""
    return redirect(_next_address(request, _item(request, uuid)))


@access(*QUEUE, methods=("POST",))
def work_close(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """A report or transfer was dealt with elsewhere."""
    item = _item(request, uuid)
    if item.kind not in (Kind.REPORT, Kind.TRANSFER):
        raise PermissionDenied
    close_work(school=item.school, kind=item.kind, subject_uuid=item.subject_uuid, by=request.user, at=timezone.now())
    messages.success(request, _("Taken off the list."))
    return redirect("certification:queue", school=request.school.slug)


@access(*DECIDERS, methods=("GET",))
def paper(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """One paper, as a download; pictures are shown from here within the page. Looking is noted."""
    found = get_object_or_404(visible_papers(request.user, request.roles), uuid=uuid)
    record_view("certification.see_paper", by=request.user, at=timezone.now(), subject=found)
    return serve_file(found.file, found.name, found.content_type)


def _to_import(request: Request, item: WorkItem) -> HttpResponse:
    """A whole log from a file is decided on a page of its own."""
    address = f"/at/{request.school.slug}/{item.url}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _item(request: Request, uuid: uuids.UUID) -> WorkItem:
    visible = visible_work(request.user, request.roles).select_related("person", "assigned_to", "closed_by", "school")
    found: WorkItem = get_object_or_404(visible, uuid=uuid)
    return found


def _other(request: Request, item: WorkItem) -> dict[str, Any]:
    """Matters that are decided on another app's page."""
    return {
        "item": item,
        "address": f"/at/{request.school.slug}/{item.url}",
        "look": LOOKS[item.kind],
        "may_close": item.kind in (Kind.REPORT, Kind.TRANSFER) and item.closed_at is None,
        "query": query_of(request),
    }


def _form(request: Request, matter: Matter) -> DecisionForm | None:
    """The decision for this kind; None where another page takes it, or the reader may not."""
    if matter.item.closed_at is not None or not request.roles & set(DECIDERS):
        return None
    data = request.POST if request.method == "POST" else None
    if matter.item.kind == Kind.EVIDENCE:
        return EvidenceForm(data)
    if matter.item.kind == Kind.JUDGEMENT:
        return JudgementForm(data)
    if matter.item.kind == Kind.EXCEPTION:
        rules = rules_of(matter.enrolment.edition)
        return ExceptionForm(
            data,
            initial={"requirement": matter.question},
            requirements=[(one.code, requirement_word(one.code, rules)) for one in rules.requirements],
            levels=[(one.code, level_word(one.code, rules)) for one in rules.levels],
            without=_impossible(matter),
        )
    return None


def _impossible(matter: Matter) -> set[str]:
    """Answers that make no sense for what was asked."""
    if matter.is_missing:
        return {"full", "part", "waive"}
    return {"done"} if matter.entry or matter.question else {"done", "full", "part"}


def _decide(request: Request, matter: Matter, form: DecisionForm) -> bool:
    data: dict[str, Any] = form.cleaned_data
    act = DECIDE[matter.item.kind] if data["decision"] != "ask" else _ask
    try:
        words = act(request, matter, data)
    except ValidationError as refused:
        take_errors(form, refused)
        return False
    messages.success(request, words)
    return True


def _ask(request: Request, matter: Matter, data: dict[str, Any]) -> str:
    staff.ask_back(item=matter.item, text=data["reason"], by=request.user, at=timezone.now())
    return _("Asked. It stays on the list until you decide.")


def _judge_evidence(request: Request, matter: Matter, data: dict[str, Any]) -> str:
    staff.judge_evidence(
        entry=matter.entry,  # type: ignore[arg-type]  # evidence always has its entry
        accepted=data["decision"] == "accept",
        reason=data["reason"],
        by=request.user,
        at=timezone.now(),
    )
    return _("Decided. %(name)s has been told.") % {"name": matter.item.who}


def _judge(request: Request, matter: Matter, data: dict[str, Any]) -> str:
    """A part of one entry is a ruling on the entry itself; else the question is answered."""
    is_part = data["decision"] == "part"
    is_rate = matter.question.startswith("conversion:")  # there the amount is the rate itself
    staff.rule(
        enrolment=matter.enrolment,
        entry=matter.entry,
        question="" if is_part and matter.entry and not is_rate else matter.question,
        outcome=Outcome.DO_NOT_COUNT if data["decision"] == "no" else Outcome.COUNT,
        amount=data["amount"] if is_part else None,
        reason=data["reason"],
        is_once=data["decision"] == "once",
        by=request.user,
        at=timezone.now(),
    )
    return _("Decided. %(name)s has been told.") % {"name": matter.item.who}


def _answer(request: Request, matter: Matter, data: dict[str, Any]) -> str:
    given: dict[str, Any] = {}
    if data["decision"] in ("full", "part"):
        given["ruling"] = {"amount": data["amount"] if data["decision"] == "part" else None}
    elif data["decision"] == "waive":
        scope = ("requirement", "level", "amount", "until")
        given |= {"waiver": {name: data[name] for name in scope}, "on": date_at(request.school, timezone.now())}
    staff.answer_exception(
        exception=matter.exception,  # type: ignore[arg-type]  # an exception always has its request
        granted=data["decision"] != "no",
        answer=data["reason"],
        by=request.user,
        at=timezone.now(),
        **given,
    )
    return _("Answered. %(name)s has been told.") % {"name": matter.item.who}


DECIDE: dict[str, Callable[[Request, Matter, dict[str, Any]], str]] = {
    Kind.EVIDENCE: _judge_evidence,
    Kind.JUDGEMENT: _judge,
    Kind.EXCEPTION: _answer,
}


def _next_address(request: Request, item: WorkItem) -> str:
    """The next open matter after *item* under the same filters; the list if there is none."""
    today = date_at(request.school, timezone.now())
    rows = list(work_rows(request.user, request.roles, wanted_of(request), today).values_list("uuid", "kind", "data"))
    places = [place for place, (uuid, _kind, _data) in enumerate(rows) if uuid == item.uuid]
    later = rows[places[0] + 1 :] if places else rows
    here = [uuid for uuid, kind, data in later if is_here(kind, data) and uuid != item.uuid]
    kwargs: dict[str, Any] = {"school": request.school.slug}
    address = reverse("certification:queue", kwargs=kwargs)
    if here:
        address = reverse("certification:work", kwargs=kwargs | {"uuid": here[0]})
    return f"{address}?{query_of(request)}" if query_of(request) else address


def _if_counted(item: WorkItem) -> tuple[Any, Record]:
    matter = bare_matter_of(item)
    known = known_of([matter.enrolment])[matter.enrolment.pk]
    entry_id = str(matter.entry.uuid) if matter.entry else str(item.data.get("entry") or "")
    if item.kind == Kind.EVIDENCE:
        return known, effects.accepted(known.record, entry_id)
    on = date_at(item.school, timezone.now())
    question = "" if item.kind == Kind.EXCEPTION and entry_id else matter.question
    return known, effects.ruled(known.record, entry_id=entry_id, question=question, amount=None, on=on)


def _approvals(matter: Matter) -> Sequence[str]:
    """What the provider was approved for on the day, in words."""
    if matter.entry is None:
        return ()
    day = matter.entry.starts_at.date()
    rows = approvals_of([matter.entry.provider_id])[matter.entry.provider_id]
    held = (row.kind for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to))
    return list(dict.fromkeys(approval_word(kind) for kind in held))


def _is_own_proposal(request: Request, matter: Matter) -> bool:
    if matter.revocation is not None:
        return bool(matter.revocation.by_id == request.user.pk)
    return matter.certificate is not None and matter.certificate.proposed_by_id == request.user.pk
