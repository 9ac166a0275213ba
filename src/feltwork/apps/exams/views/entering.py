"""Who may sit an examination yet: the list of staff beforehand, and letting somebody in by a ruling."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions.arranging import rule_entry
from feltwork.apps.exams.forms.sittings import EntryForm
from feltwork.apps.exams.models import Examination
from feltwork.apps.exams.permissions.sittings import DECIDERS, DESK, can_rule_entry
from feltwork.apps.exams.queries.entering import candidates_of, entry_of, rows_for, rulings_of, who_may_rule
from feltwork.apps.exams.views.door import unkept
from feltwork.apps.exams.views.going import go
from feltwork.apps.schools.models import Cohort
from feltwork.apps.ui.acts import done

PAGE_SIZE = 40  # the rules are judged for each on the page


@access(*DESK, methods=("GET",))
@unkept
def entrants(request: Request, uuid: UUID) -> HttpResponse:
    """Everybody in training who may come to sit it, with what is missing; `?group=` shows one group."""
    exam = _exam(uuid)
    cohorts = list(Cohort.objects.filter(programme=exam.programme_id).order_by("starts_on", "name", "pk"))
    group = next((one for one in cohorts if one.code == request.GET.get("group")), None)
    rows = candidates_of(exam, request.user)
    page = Paginator(rows.filter(cohort=group) if group else rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "examination": exam,
        "cohorts": cohorts,
        "group": group,
        "page": page,
        "base": f"?group={group.code}&" if group else "?",
        "rows": rows_for(exam, page.object_list, timezone.now()),
        "may_rule": bool(request.roles & set(DECIDERS)),
        "who": who_may_rule(request.user),
    }
    return render(request, "exams/sitting/entrants.html", context)


@access(*DESK)
@unkept
def entry(request: Request, uuid: UUID, enrolment: UUID) -> HttpResponse:
    """One candidate: what is missing, what was ruled, and a ruling."""
    exam = _exam(uuid)
    person = get_object_or_404(candidates_of(exam, request.user), uuid=enrolment)
    now = timezone.now()
    found = entry_of(exam, person, now)
    may = can_rule_entry(request.user, request.roles, person)
    form = EntryForm(request.POST if request.method == "POST" and may else None)
    given = {"enrolment": person, "examination": exam, "is_let_in": not found.is_let_in, "roles": request.roles}
    if may and request.method == "POST" and done(form, rule_entry, **given, by=request.user, at=now):
        words = _("%(name)s may sit it. They are told.") if not found.is_let_in else _("Taken back. %(name)s is told.")
        return go(request, "entrants", uuid=uuid, words=words % {"name": person.student.name})
    context = {
        "examination": exam,
        "entry": found,
        "form": form,
        "may": may,
        "rulings": rulings_of(exam, person),
        "who": who_may_rule(request.user),
    }
    return render(request, "exams/sitting/entry.html", context)


def _exam(uuid: UUID) -> Examination:
    row: Examination = get_object_or_404(Examination.objects.select_related("programme", "level", "school"), uuid=uuid)
    return row
