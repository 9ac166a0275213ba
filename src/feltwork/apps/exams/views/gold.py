"""Training of raters: cases to rate and compare, and writing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import gold as actions
from feltwork.apps.exams.models import GoldCase, GoldTry
from feltwork.apps.exams.permissions.practical import GOLD_KEEPERS, RATERS
from feltwork.apps.exams.queries.comparing import compared
from feltwork.apps.exams.queries.training import calibration_of, cases_for, open_cases, readiness_of
from feltwork.apps.exams.sheets import empty, is_complete, paper
from feltwork.apps.exams.views.going import go
from feltwork.apps.ui.acts import done, take_errors
from feltwork.apps.ui.forms import FwForm


class CaseForm(FwForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=gettext_lazy("The session"),
        widget=forms.Textarea({"rows": 14}),
        max_length=60_000,
        help_text=gettext_lazy("Written down as it went, invented or changed so that nobody can be known by it."),
    )
    agreed_by = forms.CharField(
        label=gettext_lazy("Who agreed on the ratings"),
        max_length=200,
        help_text=gettext_lazy("At least two experienced people, who rated apart first."),
    )
    reasons = forms.CharField(
        label=gettext_lazy("Why it was rated so"),
        widget=forms.Textarea({"rows": 6}),
        max_length=20_000,
        required=False,
        help_text=gettext_lazy("Shown after somebody has handed in their own ratings."),
    )


@access(*RATERS, methods=("GET",))
def training(request: Request) -> HttpResponse:
    now = timezone.now()
    facts = {"rows": cases_for(request.user, now), "ready": readiness_of(request.user, now)}
    return render(request, "exams/practical/training.html", facts)


@access(*RATERS)
def case(request: Request, uuid: UUID) -> HttpResponse:
    """A case: the sheet, or what one's own ratings were beside those that were agreed on."""
    found: GoldCase = get_object_or_404(open_cases(), uuid=uuid)
    now, problem = timezone.now(), ""
    last = GoldTry.objects.filter(case=found, user=request.user).order_by("-begun_at", "-pk").first()
    if request.method == "POST":
        try:
            row = actions.begin_try(case=found, by=request.user, at=now)
            row = actions.save_try(gold_try=row, post=request.POST, by=request.user, at=now)
            if request.POST.get("act") == "hand-in":
                actions.submit_try(gold_try=row, by=request.user, at=now)
                return go(request, "gold-case", uuid=uuid)
            return go(request, "gold-case", uuid=uuid, words=_("Kept."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
            last = GoldTry.objects.filter(case=found, user=request.user).order_by("-begun_at", "-pk").first()
    if last is not None and last.submitted_at is not None:
        facts = {"case": found, "row": last, "found": calibration_of(last.result), "rows": compared(last)}
        return render(request, "exams/practical/gold_result.html", facts)
    data = last.data if last is not None else empty()
    return render(request, "exams/practical/gold_case.html", {"case": found, "paper": paper(data), "problem": problem})


@access(*RATERS, methods=("POST",))
def save(request: Request, uuid: UUID) -> HttpResponse:
    """One answer, as soon as it is given."""
    found: GoldCase = get_object_or_404(open_cases(), uuid=uuid)
    now = timezone.now()
    try:
        row = actions.begin_try(case=found, by=request.user, at=now)
        row = actions.save_try(gold_try=row, post=request.POST, by=request.user, at=now)
    except ValidationError as refused:
        return JsonResponse({"problem": " ".join(refused.messages)}, status=409)
    return JsonResponse({"version": row.version, "left": paper(row.data).left})


@access(*GOLD_KEEPERS)
def cases(request: Request) -> HttpResponse:
    if request.method == "POST":
        language = request.user.language or request.LANGUAGE_CODE
        actions.take_in_starters(school=request.school, language=language, by=request.user, at=timezone.now())
        words = _("They are here. Read them, agree on the ratings, and take them into the training.")
        return go(request, "gold-cases", words=words)
    rows = [(row, is_complete(row.gold)) for row in GoldCase.objects.order_by("-is_open", "title", "pk")]
    return render(request, "exams/practical/gold_cases.html", {"rows": rows})


@access(*GOLD_KEEPERS)
def new(request: Request) -> HttpResponse:
    form = CaseForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    made = done(form, actions.add_case, school=request.school, by=request.user, at=timezone.now())
    if made is not None:
        return go(request, "gold-edit", uuid=made.uuid, words=_("Kept. Now the ratings that were agreed on."))
    return render(request, "exams/practical/gold_edit.html", {"form": form, "case": None, "paper": None})


@access(*GOLD_KEEPERS)
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """A case with its agreed ratings. Whoever has to rate it themselves first does so before reading them."""
    found: GoldCase = get_object_or_404(GoldCase.objects.all(), uuid=uuid)
    if found.is_open and not _may_read(request, found):
        raise Http404
    now = timezone.now()
    fields = ("title", "language", "text", "agreed_by", "reasons")
    form = CaseForm(request.POST or None, initial={name: getattr(found, name) for name in fields})
    given: dict[str, Any] = {"case": found, "by": request.user, "at": now}
    act = request.POST.get("act", "")
    if act in ("open", "close"):
        form = CaseForm(initial=form.initial)
        try:
            actions.open_case(is_open=act == "open", **given)
            return go(request, "gold-cases", words=_("Kept."))
        except ValidationError as refused:
            return render(request, "exams/practical/gold_edit.html", _facts(form, found, " ".join(refused.messages)))
    if form.is_bound and form.is_valid():
        try:
            actions.change_case(post=request.POST, **form.cleaned_data, **given)
            return go(request, "gold-edit", uuid=uuid, words=_("Kept."))
        except ValidationError as refused:
            take_errors(form, refused)
    return render(request, "exams/practical/gold_edit.html", _facts(form, found))


def _facts(form: CaseForm, case: GoldCase, problem: str = "") -> dict[str, object]:
    is_used = case.tries.filter(submitted_at__isnull=False).exists()
    return {"form": form, "case": case, "paper": paper(case.gold), "problem": problem, "is_used": is_used}


def _may_read(request: Request, case: GoldCase) -> bool:
    """Whoever wrote it, or has rated it, or never rates."""
    if case.by_id == request.user.pk or not request.roles & set(RATERS):
        return True
    return bool(case.tries.filter(user=request.user, submitted_at__isnull=False).exists())
