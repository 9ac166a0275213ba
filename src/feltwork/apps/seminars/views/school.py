"""Pages about all seminars of a school: who lacks days before the next level, and the school's own numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.schools.models import Cohort
from feltwork.apps.schools.queries import date_at
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.forms.seminars import RulesForm
from feltwork.apps.seminars.models import SeminarRules
from feltwork.apps.seminars.permissions import can_settle
from feltwork.apps.seminars.queries.risk import before_next_levels
from feltwork.apps.seminars.queries.rules import rules_of
from feltwork.apps.seminars.views.going import go
from feltwork.apps.ui.acts import done

ABOVE = "certification:before-level"  # a part of a page, where certification offers it: sessions and consultations


@access("faculty", "registrar", "admin", "credentialing", methods=("GET",))
def risk(request: Request) -> HttpResponse:
    """Who lacks training days before the next level begins, cohort by cohort."""
    today = date_at(request.school, timezone.now())
    cohorts = before_next_levels(Cohort.objects.select_related("programme"), today)
    rows = [(one, _above(request, one.turning.cohort)) for one in cohorts]
    return render(request, "seminars/risk.html", {"rows": rows, "today": today, "here": "risk"})


@access("faculty", "registrar", "admin")
def settings(request: Request) -> HttpResponse:
    """The ratio, the sizes of groups, and the days; faculty read them."""
    rules = rules_of(request.school)
    may_change = can_settle(request.roles)
    data = request.POST if request.method == "POST" and may_change else None
    form = RulesForm(data, instance=SeminarRules(**_values(rules)))
    given = {"school": request.school, "by": request.user, "at": timezone.now()}
    if done(form, actions.settle, **given):
        return go(request, "settings", words=_("Kept."))
    facts = {"form": form, "rules": rules, "may_change": may_change, "here": "settings"}
    return render(request, "seminars/settings.html", facts)


def _values(rules: SeminarRules) -> dict[str, Any]:
    return {name: getattr(rules, name) for name in RulesForm.Meta.fields}


def _above(request: Request, cohort: Cohort) -> str:
    """Where certification says who lacks sessions and consultations of this cohort; "" where it does not."""
    try:
        return reverse(ABOVE, kwargs={"school": request.school.slug, "uuid": cohort.uuid})
    except NoReverseMatch:
        return ""
