"""How far raters agree."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.models import Examination
from feltwork.apps.exams.permissions.practical import DESK
from feltwork.apps.exams.queries.agreement import agreements_of


@access(*DESK, "faculty", methods=("GET",))
def agreement(request: Request) -> HttpResponse:
    """Figures of the school's raters together, never of one of them, nor of a candidate."""
    rows = Examination.objects.filter(kind=Examination.Kind.PRACTICAL).order_by("name", "pk")
    chosen = rows.filter(code=request.GET.get("examination", "")).first()
    facts = {"found": agreements_of(chosen), "examinations": rows, "chosen": chosen}
    return render(request, "exams/practical/agreement.html", facts)
