"""How the questions of an examination did."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.access import Request
from feltwork.apps.audit.actions import record_view
from feltwork.apps.exams.queries.analysis import GROUPS, MOST_ATTEMPTS, report
from feltwork.apps.exams.views.examinations import examination_or_404
from feltwork.apps.exams.views.keeping import keepers
from feltwork.apps.ui.rows import render_rows

GROUP_WORDS = {
    "": gettext_lazy("no groups"),
    "language": gettext_lazy("language of the account"),
    "cohort": gettext_lazy("cohort"),
    "time": gettext_lazy("more time or not"),
    "first": gettext_lazy("first or later attempt"),
}


@keepers(methods=("GET",))
def analysis(request: Request, uuid: UUID) -> HttpResponse:
    """Numbers of all questions, with what they mean. `?by=` compares groups. No candidate is named."""
    of = examination_or_404(request, uuid)
    by = request.GET.get("by", "")
    by = by if by in GROUPS else ""
    found = report(of, by)
    record_view("exams.see_analysis", by=request.user, at=timezone.now(), subject=of)
    labels = {
        "base": reverse("exams:bank", args=[request.school.slug]) + "items/",
        "words": {
            "asked": _("Asked"),
            "difficulty": _("Right"),
            "r": _("With the rest"),
            "discrimination": _("Upper less lower"),
            "look": _("To look at"),
            "few": _("too few to tell"),
            "choices": _("How the choices were taken"),
            "right": _("right"),
            "version": _("version"),
            "groups": _("Groups compared"),
            "interval": _("%(low)s to %(high)s"),
        },
    }
    context = {
        "of": of,
        "found": found,
        "rows": render_rows("exams/bank/analysis_rows.html", found.rows, **labels),
        "by": by,
        "groups": [(code, words, f"?by={code}" if code else "?") for code, words in GROUP_WORDS.items()],
        "most": MOST_ATTEMPTS,
    }
    return render(request, "exams/bank/analysis.html", context)
