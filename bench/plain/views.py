"""The two lists as somebody would write them who knows Django well and counts no milliseconds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.forms.queue import CandidatesForm
from feltwork.apps.certification.models import Inquiry, Standing
from feltwork.apps.certification.permissions_staff import DECIDERS, QUEUE, READERS, visible_work
from feltwork.apps.certification.queries.candidates import SOON, filter_choices
from feltwork.apps.certification.queries.queue import Wanted, colleagues, work_counts
from feltwork.apps.certification.views.queue import LOOKS, PAGE_SIZE, _asked, _kinds, is_here
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.queries import date_at


@access(*READERS, methods=("GET",))
def candidates(request: Request) -> HttpResponse:
    cohorts, levels = filter_choices()
    form = CandidatesForm(request.GET, cohorts=cohorts, levels=levels)
    today = date_at(request.school, timezone.now())
    page = Paginator(_standings(today), PAGE_SIZE).get_page(request.GET.get("page"))
    names = dict(levels)
    for standing in page.object_list:
        standing.level_name = names.get(standing.level, standing.level)
    context = {"form": form, "page": page, "base": "?", "is_filtered": False}
    context["rows"] = _rows("plain/candidate_rows.html", request, standings=page.object_list)
    return render(request, "certification/staff/candidates.html", context)


@access(*QUEUE, methods=("GET",))
def queue(request: Request) -> HttpResponse:
    form, wanted, today = _asked(request)
    page = Paginator(_items(request), PAGE_SIZE).get_page(request.GET.get("page"))
    for item in page.object_list:
        item.days = (today - timezone.localtime(item.opened_at).date()).days
        item.is_late = item.due_on < today
        item.look = LOOKS[item.kind]
        item.is_here = is_here(item.kind, item.data)
    counts = work_counts(request.user, request.roles, today)
    context = {
        "form": form,
        "page": page,
        "rows": _rows("plain/queue_rows.html", request, items=page.object_list),
        "base": "?",
        "counts": counts,
        "kinds": _kinds(request, counts, wanted),
        "colleagues": colleagues(request.user),
        "is_filtered": wanted != Wanted(),
        "may_decide": bool(request.roles & set(DECIDERS)),
        "answer_days": request.school.answer_days,
    }
    return render(request, "certification/staff/queue.html", context)


def _rows(template: str, request: Request, **context: Any) -> SafeString:
    # without the request, so that context processors do not run a second time
    return render_to_string(template, {"school": request.school, "user": request.user, **context})


def _standings(today: date) -> QuerySet[Standing]:
    troubled = Q(cannot__gt=0) | Q(questions__gt=0) | Q(next_due__lte=today + SOON)
    look_first = troubled & Q(enrolment__state="active", is_eligible=False)
    look = Case(When(look_first, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = Standing.objects.select_related("enrolment__student", "enrolment__cohort").annotate(look=look)
    return rows.order_by("-look", "enrolment__student__name", "pk")


def _items(request: Request) -> QuerySet[WorkItem]:
    asked = Inquiry.objects.filter(item=OuterRef("pk"))
    items = visible_work(request.user, request.roles).filter(closed_at=None).select_related("assigned_to")
    items = items.annotate(
        is_asked=Exists(asked.filter(replied_at=None)), is_answered=Exists(asked.exclude(replied_at=None))
    )
    return items.order_by("opened_at", "pk")
