"""The queue: what waits for a person, several at once, passing on, and the student's answer to a question."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import User
from feltwork.apps.certification.actions import staff
from feltwork.apps.certification.forms.queue import BulkForm, PassForm, QueueForm, ReplyForm
from feltwork.apps.certification.models import Inquiry, LogEntry
from feltwork.apps.certification.permissions_staff import DECIDERS, QUEUE, kinds_for, visible_work
from feltwork.apps.certification.queries.queue import (
    Counts,
    Wanted,
    colleagues,
    kinds_of_person,
    work_counts,
    work_rows,
)
from feltwork.apps.schools.actions import assign_work
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.icons import icon
from feltwork.apps.ui.rows import render_rows
from feltwork.apps.ui.states import badge

PAGE_SIZE = 50
HERE = frozenset({"evidence", "judgement", "exception", "ready", "second"})
LOOKS = {
    "application": "line",
    "evidence": "wait",
    "judgement": "person",
    "exception": "look",
    "transfer": "person",
    "ready": "met",
    "second": "person",
    "report": "look",
    "review": "line",
    "marking": "wait",
    "third": "person",
    "result": "person",
    "appeal": "look",
}


@access(*QUEUE, methods=("GET",))
def queue(request: Request) -> HttpResponse:
    """What waits. htmx asks for the list alone, to put it beside an open item."""
    form, wanted, today = _asked(request)
    rows = work_rows(request.user, request.roles, wanted, today)
    counts = work_counts(request.user, request.roles, today)
    pages = Paginator(rows, PAGE_SIZE)
    if wanted == Wanted():
        pages.count = counts.all  # counted already
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": queue_rows(request, list(page.object_list), today),
        "base": f"?{query_of(request)}&" if query_of(request) else "?",
    }
    if request.htmx:
        return render(request, "certification/staff/queue_list.html", context)
    context |= {
        "counts": counts,
        "kinds": _kinds(request, counts, wanted),
        "colleagues": colleagues(request.user),
        "is_filtered": wanted != Wanted(),
        "may_decide": bool(request.roles & set(DECIDERS)),
        "answer_days": request.school.answer_days,
    }
    return render(request, "certification/staff/queue.html", context)


@access(*QUEUE, methods=("POST",))
def queue_bulk(request: Request) -> HttpResponse:
    """Accept the papers of several for one reason, or pass several on."""
    back = _to_queue(request)
    form = BulkForm(request.POST, colleagues=colleagues(request.user))
    chosen = visible_work(request.user, request.roles).filter(
        closed_at=None, uuid__in=_uuids(request.POST.getlist("item"))
    )
    items = list(chosen.select_related("assigned_to"))
    if not items or not form.is_valid():
        messages.error(request, _("Nothing was done: please tick at least one item, and choose what to do."))
        return back
    if form.cleaned_data["act"] == "accept":
        _accept_all(request, items, form.cleaned_data["reason"])
    else:
        _assign_all(request, items, form.cleaned_data["act"], form.cleaned_data["colleague"])
    return back


@access(*QUEUE)
def work_pass(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Give one matter to a colleague, take it, or put it back for everybody."""
    item = get_object_or_404(visible_work(request.user, request.roles), uuid=uuid, closed_at=None)
    choices = [(str(request.user.uuid), _("Myself")), *colleagues(request.user), ("nobody", _("Back to everybody"))]
    form = PassForm(request.POST if request.method == "POST" else None, colleagues=choices)
    if request.method == "POST" and form.is_valid():
        person = _person(form.cleaned_data["colleague"])
        if person and (item.kind not in kinds_of_person(person) or item.person_id == person.pk):
            form.add_error("colleague", _("This is not theirs to decide. Please choose somebody else."))
        else:
            assign_work(item=item, to=person, by=request.user, at=timezone.now())
            words = _("Passed to %(name)s.") % {"name": person} if person else _("Back on the list for everybody.")
            messages.success(request, words)
            return _to_queue(request)
    return render(request, "certification/staff/pass.html", {"item": item, "form": form, "query": query_of(request)})


@access("student")
def inquiry(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The student reads what staff would like to know, and answers once."""
    mine = Inquiry.objects.filter(student=request.user).select_related("asked_by", "item")
    found: Inquiry = get_object_or_404(mine, uuid=uuid)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and done(form, staff.answer_inquiry, inquiry=found, by=request.user, at=timezone.now()):
        messages.success(request, _("Sent. The school has your answer."))
        return redirect("certification:inquiry", school=request.school.slug, uuid=uuid)
    return render(request, "certification/staff/inquiry.html", {"inquiry": found, "form": form})


def queue_rows(request: Request, rows: list[dict[str, Any]], today: date) -> str:
    """The rows of the list as markup."""
    slug = request.school.slug
    age = _ages(today)
    return render_rows(
        "certification/queue_rows.html",
        [row | {"age": age(row["opened_at"]), "is_late": row["due_on"] < today} for row in rows],
        work=reverse("certification:queue", kwargs={"school": slug}),
        school=f"/at/{slug}/",
        query=f"?{query_of(request)}" if query_of(request) else "",
        is_here=is_here,
        kinds={kind.value: badge(LOOKS[kind.value], str(kind.label)) for kind in WorkItem.Kind},
        me=request.user.pk,
        late=_("late"),
        mine=_("with you"),
        asked=badge("wait", _("waits for an answer")),
        answered=badge("way", _("answered"), "chat"),
        person=icon("person"),
        tick=_("Choose"),
    )


def is_here(kind: str, data: Mapping[str, Any]) -> bool:
    """Whether it is decided on our page of one matter; applications and whole files have pages of their own."""
    return kind in HERE and not data.get("import")


def query_of(request: Request) -> str:
    """The filters of this address, to be carried along."""
    kept = {name: value for name, value in request.GET.items() if name in QueueForm.base_fields and value}
    return urlencode(kept)


def wanted_of(request: Request) -> Wanted:
    """The filters of this address as the queries take them."""
    return _asked(request)[1]


def _to_queue(request: Request) -> HttpResponse:
    address = reverse("certification:queue", kwargs={"school": request.school.slug})
    return redirect(f"{address}?{query_of(request)}" if query_of(request) else address)


def _asked(request: Request) -> tuple[QueueForm, Wanted, date]:
    form = QueueForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    kind = data.get("kind", "") if data.get("kind", "") in kinds_for(request.roles) else ""
    wanted = Wanted(kind, data.get("who", ""), bool(data.get("late")), data.get("q", ""), data.get("order") or "oldest")
    return form, wanted, date_at(request.school, timezone.now())


def _ages(today: date) -> Callable[[datetime], str]:
    """How long ago something was, in days and words; each number of days is put into words once."""
    zone = timezone.get_current_timezone()

    @cache
    def words(days: int) -> str:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days > 0 else _("today")

    return lambda at: words((today - at.astimezone(zone).date()).days)


def _kinds(request: Request, counts: Counts, wanted: Wanted) -> list[dict[str, Any]]:
    """The kinds as links above the list, each with how many wait."""
    labels = dict(WorkItem.Kind.choices)
    kept = {
        name: value for name, value in request.GET.items() if name in QueueForm.base_fields and name != "kind" and value
    }
    links = [{"label": _("Everything"), "n": counts.all, "query": urlencode(kept), "is_current": not wanted.kind}]
    for kind in kinds_for(request.roles):
        if counts.kinds.get(kind) or kind == wanted.kind:
            query = urlencode(kept | {"kind": kind})
            n = counts.kinds.get(kind, 0)
            links.append({"label": labels[kind], "n": n, "query": query, "is_current": kind == wanted.kind})
    return links


def _accept_all(request: Request, items: list[WorkItem], reason: str) -> None:
    if not request.roles & set(DECIDERS):
        messages.error(request, _("Credentialing staff judge evidence."))
        return
    if not reason.strip():
        messages.error(request, _("Nothing was done: please give one reason for all; the students read it."))
        return
    accepted, left = 0, []
    entries = {entry.uuid: entry for entry in LogEntry.objects.filter(uuid__in=[item.subject_uuid for item in items])}
    for item in items:
        entry = entries.get(item.subject_uuid) if item.kind == WorkItem.Kind.EVIDENCE else None
        if entry is None:
            left.append(_("%(who)s: not a paper to judge") % {"who": item.who})
            continue
        try:
            staff.judge_evidence(entry=entry, accepted=True, reason=reason, by=request.user, at=timezone.now())
            accepted += 1
        except ValidationError as refused:
            left.append(f"{item.who}: {refused.messages[0]}")
    if accepted:
        words = ngettext("Accepted one; the student was told.", "Accepted %(n)s; the students were told.", accepted)
        messages.success(request, words % {"n": accepted})
    if left:
        messages.warning(request, _("Left as they were: %(list)s") % {"list": "; ".join(left)})


def _assign_all(request: Request, items: list[WorkItem], act: str, colleague: str) -> None:
    person = {"take": request.user, "free": None}.get(act) if act != "give" else _person(colleague)
    if act == "give" and person is None:
        messages.error(request, _("Nothing was done: please choose a colleague."))
        return
    kinds = kinds_of_person(person) if person else kinds_for(request.roles)
    passed = [item for item in items if item.kind in kinds and (person is None or item.person_id != person.pk)]
    for item in passed:
        assign_work(item=item, to=person, by=request.user, at=timezone.now())
    if passed:
        words = ngettext("One passed on.", "%(n)s passed on.", len(passed)) % {"n": len(passed)}
        messages.success(request, words)
    if len(passed) < len(items):
        messages.warning(request, _("Some stayed: they are about that colleague, or not theirs to decide."))


def _person(uuid: str) -> User | None:
    return User.objects.filter(uuid=uuid).first() if uuid and uuid != "nobody" else None


def _uuids(texts: list[str]) -> list[uuids.UUID]:
    found = []
    for text in texts[: PAGE_SIZE * 2]:
        try:
            found.append(uuids.UUID(text))
        except ValueError:
            continue
    return found
