"""Training of raters: cases to rate and compare, and writing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import gold as actions
from feltwork.apps.exams.forms.gold import CaseForm, RecordedForm, WayForm
from feltwork.apps.exams.models import GoldCase, GoldTry
from feltwork.apps.exams.permissions.practical import GOLD_KEEPERS, RATERS
from feltwork.apps.exams.queries import gold as queries
from feltwork.apps.exams.queries.comparing import compared, compared_gates
from feltwork.apps.exams.queries.training import calibration_of, cases_for, counted_tries, open_cases, readiness_of
from feltwork.apps.exams.sheets import book_words, changed, empty, paper
from feltwork.apps.exams.views.going import go
from feltwork.apps.ui.acts import done, take_errors


@access(*RATERS, methods=("GET",))
def training(request: Request) -> HttpResponse:
    now = timezone.now()
    counted = counted_tries(request.user, now)
    facts = {
        "rows": cases_for(request.user, now),
        "ready": readiness_of(request.user, now),
        "counted": len(counted),
        "nearness": queries.nearness_of(counted),
    }
    return render(request, "exams/practical/training.html", facts)


@access(*RATERS)
def case(request: Request, uuid: UUID) -> HttpResponse:
    """A case: the sheet, or what one's own ratings were beside those that were agreed on."""
    found: GoldCase = get_object_or_404(open_cases(request.user), uuid=uuid)
    now, problem = timezone.now(), ""
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
    last = _latest(request, found)
    facts: dict[str, object] = {"case": found, "has_video": queries.has_video(found, now), "problem": problem}
    if last is not None and last.submitted_at is not None:
        facts |= {
            "row": last,
            "found": calibration_of(last.result),
            "nearness": queries.nearness_of([last]),
            "rows": compared(last),
            "gates": compared_gates(last),
            "agreed": last.agreed or found,
            "is_newest": last.agreed is None or last.agreed == queries.latest_version(found),
        }
        return render(request, "exams/practical/gold_result.html", facts)
    facts["paper"] = paper(last.data if last is not None else empty())
    return render(request, "exams/practical/gold_case.html", facts)


@access(*RATERS, methods=("POST",))
def save(request: Request, uuid: UUID) -> HttpResponse:
    """One answer, as soon as it is given."""
    found: GoldCase = get_object_or_404(open_cases(request.user), uuid=uuid)
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
    now = timezone.now()
    rows = GoldCase.objects.order_by("retired_at", "-is_open", "title", "pk")
    lacks = queries.lacks_of_many([row for row in rows if row.retired_at is None], now)
    used = [(row, lacks[row.pk]) for row in rows if row.retired_at is None]
    facts = {"rows": used, "retired": [row for row in rows if row.retired_at is not None]}
    return render(request, "exams/practical/gold_cases.html", facts)


@access(*GOLD_KEEPERS)
def new(request: Request) -> HttpResponse:
    """First what it is, then the words."""
    way = request.GET.get("way", "")
    if way not in GoldCase.Way.values:
        return render(request, "exams/practical/gold_way.html", {"form": WayForm()})
    kind = RecordedForm if way == "recording" else CaseForm
    form = kind(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    made = done(form, actions.add_case, school=request.school, way=way, by=request.user, at=timezone.now())
    if made is not None:
        words = _("Kept. Now the ratings that were agreed on.") if way == "text" else _("Kept. Now who is in it.")
        return go(request, "gold-edit", uuid=made.uuid, words=words)
    facts = {"form": form, "case": None, "paper": None, "way": way}
    return render(request, "exams/practical/gold_edit.html", facts)


@access(*GOLD_KEEPERS)
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """A case with its agreed ratings. Whoever has to rate it themselves first does so before reading them."""
    found: GoldCase = get_object_or_404(GoldCase.objects.select_related("by"), uuid=uuid)
    if found.is_open and not may_read(request, found):
        raise Http404
    now = timezone.now()
    fields = ("title", "language", "text", "agreed_by", "reasons")
    kind = RecordedForm if found.way == GoldCase.Way.RECORDING else CaseForm
    has_versions = queries.latest_version(found) is not None
    form = kind(
        request.POST or None,
        initial={name: getattr(found, name) for name in fields},
        has_versions=has_versions,
    )
    given: dict[str, Any] = {"case": found, "by": request.user, "at": now}
    act = request.POST.get("act", "")
    if act in ("open", "close"):
        form = kind(initial=form.initial, has_versions=has_versions)
        try:
            actions.open_case(is_open=act == "open", why=request.POST.get("why", ""), **given)
            return go(request, "gold-cases", words=_("Kept."))
        except ValidationError as refused:
            return render(request, "exams/practical/gold_edit.html", _facts(request, form, found, refused))
    if form.is_bound and form.is_valid():
        try:
            actions.change_case(post=request.POST, **form.cleaned_data, **given)
            return go(request, "gold-edit", uuid=uuid, words=_("Kept."))
        except ValidationError as refused:
            take_errors(form, refused)
    return render(request, "exams/practical/gold_edit.html", _facts(request, form, found))


def _facts(
    request: Request, form: CaseForm, case: GoldCase, refused: ValidationError | None = None
) -> dict[str, object]:
    now = timezone.now()
    panel = queries.panel_of(case, request.user, rates=bool(request.roles & set(RATERS)))
    versions = list(queries.versions_of(case))
    draft = queries.draft_of(case, panel)
    if form.is_bound:  # nothing of what was typed is lost
        draft = changed(draft, form.data, book_words())
    return {
        "form": form,
        "case": case,
        "way": case.way,
        "paper": paper(draft, [one.data for one in panel.sheets] if panel.may_read else ()),
        "problem": " ".join(refused.messages) if refused else "",
        "is_used": case.tries.filter(submitted_at__isnull=False, is_panel=False).exists(),
        "versions": versions,
        "panel": panel,
        "may_agree": case.way == GoldCase.Way.TEXT or (panel.may_read and panel.is_enough) or bool(versions),
        "apart": queries.apart_in(panel) if panel.may_read else 0,
        "lacks": queries.lacks_of(case, now),
        "consents": queries.consents_for(case),
        "recording": queries.recording_for(case),
        "all_agree": queries.all_agree(case, now),
        "has_video": queries.has_video(case, now),
    }


def may_read(request: Request, case: GoldCase) -> bool:
    """Whoever wrote it, agreed on it, has rated it, or never rates."""
    if case.by_id == request.user.pk or not request.roles & set(RATERS):
        return True
    return bool(case.tries.filter(user=request.user, submitted_at__isnull=False).exists())


def _latest(request: Request, case: GoldCase) -> GoldTry | None:
    rows = GoldTry.objects.filter(case=case, user=request.user, is_panel=False).select_related("case", "agreed")
    found: GoldTry | None = rows.order_by("-begun_at", "-pk").first()
    return found
