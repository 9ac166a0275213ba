"""What the maps of consenting clients have in common: asked for, followed, looked at."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice.actions.studies import FLIPS, remove_study, start_study
from feltwork.apps.practice.forms.studies import StudyForm
from feltwork.apps.practice.queries.grouped import agreeing
from feltwork.apps.practice.queries.studies import Result, own_studies, png, study_words, way_words
from feltwork.apps.practice.views.door import practice_page
from feltwork.core.practice.maps import LEAST_PEOPLE


@access("practitioner")
@practice_page
def studies(request: Request) -> HttpResponse:
    """Own studies, and a form for another where enough people agreed."""
    people = len(agreeing(request.user, timezone.now()))
    form = StudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            study = start_study(
                school=request.school, title=form.cleaned_data["title"], params=form.params(), by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("practice:study", school=request.school.slug, uuid=study.uuid)
    context = {
        "form": form,
        "studies": list(own_studies(request.user)),
        "people": people,
        "least": LEAST_PEOPLE,
        "is_enough": people >= LEAST_PEOPLE,
        "flips": FLIPS,
    }
    return render(request, "practice/maps/studies.html", context, status=422 if form.errors else 200)


@access("practitioner", methods=("GET",))
@practice_page
def study(request: Request, uuid: UUID) -> HttpResponse:
    """How far it is, then what it shows and what it does not."""
    row = get_object_or_404(own_studies(request.user), uuid=uuid)
    result = Result(row) if row.result else None
    context = {
        "study": row,
        "run": row.run,
        "result": result,
        "question": study_words(row.params),
        "ways": way_words(row.params),
    }
    return render(request, "practice/maps/study.html", context)


@access("practitioner", methods=("GET",))
@practice_page
def picture(request: Request, uuid: UUID) -> HttpResponse:
    row = get_object_or_404(own_studies(request.user), uuid=uuid)
    if not row.result:
        raise Http404
    return HttpResponse(png(Result(row)), content_type="image/png")


@access("practitioner", methods=("POST",))
@practice_page
def remove(request: Request, uuid: UUID) -> HttpResponse:
    row = get_object_or_404(own_studies(request.user), uuid=uuid)
    remove_study(study=row, by=request.user, at=timezone.now())
    messages.success(request, _("Taken away, with its sums."))
    return redirect("practice:studies", school=request.school.slug)
