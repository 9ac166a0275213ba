"""The two lists as somebody would write them who knows Django well and counts no milliseconds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.forms.renderers import DjangoTemplates
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import User
from feltwork.apps.certification.forms.queue import CandidatesForm, QueueForm
from feltwork.apps.certification.models import Inquiry, Standing
from feltwork.apps.certification.permissions_staff import DECIDERS, QUEUE, READERS, visible_work
from feltwork.apps.certification.queries.candidates import SOON
from feltwork.apps.certification.views.queue import LOOKS, PAGE_SIZE, is_here
from feltwork.apps.schools.models import Cohort, Level, WorkItem
from feltwork.apps.schools.queries import date_at


@access(*READERS, methods=("GET",))
def candidates(request: Request) -> HttpResponse:
    names = {level.code: level.name for level in Level.objects.order_by("position", "pk")}
    cohorts = [(cohort.code, cohort.name) for cohort in Cohort.objects.order_by("-starts_on", "pk")]
    form = CandidatesForm(request.GET, cohorts=cohorts, levels=list(names.items()), renderer=DjangoTemplates())
    today = date_at(request.school, timezone.now())
    page = Paginator(_standings(today), PAGE_SIZE).get_page(request.GET.get("page"))
    for standing in page.object_list:
        standing.level_name = names.get(standing.level, standing.level)
    context = {"form": form, "page": page, "base": "?", "is_filtered": False}
    context["rows"] = _rows("plain/candidate_rows.html", request, standings=page.object_list)
    return render(request, "certification/staff/candidates.html", context)


@access(*QUEUE, methods=("GET",))
def queue(request: Request) -> HttpResponse:
    today = date_at(request.school, timezone.now())
    items = visible_work(request.user, request.roles).filter(closed_at=None)
    page = Paginator(_with_questions(items), PAGE_SIZE).get_page(request.GET.get("page"))
    for item in page.object_list:
        item.days = (today - timezone.localtime(item.opened_at).date()).days
        item.is_late = item.due_on < today
        item.look = LOOKS[item.kind]
        item.is_here = is_here(item.kind, item.data)
    context = {
        "form": QueueForm(request.GET, renderer=DjangoTemplates(), label_suffix=""),
        "page": page,
        "rows": _rows("plain/queue_rows.html", request, items=page.object_list),
        "base": "?",
        "counts": _counts(items, today),
        "kinds": _kinds(items),
        "colleagues": _colleagues(request),
        "is_filtered": False,
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


def _with_questions(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    asked = Inquiry.objects.filter(item=OuterRef("pk"))
    is_asked, is_answered = Exists(asked.filter(replied_at=None)), Exists(asked.exclude(replied_at=None))
    rows = items.select_related("assigned_to").annotate(is_asked=is_asked, is_answered=is_answered)
    return rows.order_by("opened_at", "pk")


def _counts(items: QuerySet[WorkItem], today: date) -> dict[str, Any]:
    return {
        "all": items.count(),
        "late": items.filter(due_on__lt=today).count(),
        "oldest": items.earliest("opened_at").opened_at,
    }


def _kinds(items: QuerySet[WorkItem]) -> list[dict[str, Any]]:
    labels = dict(WorkItem.Kind.choices)
    counted = dict(items.order_by().values_list("kind").annotate(n=Count("pk")))
    links = [{"label": "Everything", "n": sum(counted.values()), "query": "", "is_current": True}]
    for kind in (kind for kind in labels if kind in counted):
        links.append({"label": labels[kind], "n": counted[kind], "query": f"kind={kind}", "is_current": False})
    return links


def _colleagues(request: Request) -> list[tuple[str, str]]:
    members = User.objects.filter(memberships__school=request.school, memberships__until=None)
    others = members.filter(memberships__role__in=QUEUE).exclude(pk=request.user.pk).distinct()
    return [(str(user.uuid), user.name) for user in others.order_by("name", "uuid")]
