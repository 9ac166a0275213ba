"""For whoever treats: what a client is asked, handing it over, links, and what stands on paper."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures import actions
from feltwork.apps.measures.actions.links import IN_HAND
from feltwork.apps.measures.actions.plans import refused
from feltwork.apps.measures.forms.asking import BasisForm, EnterForm, PlanForm
from feltwork.apps.measures.links import path_of
from feltwork.apps.measures.models import Asking, Plan, Result
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.measures.queries import asking as queries
from feltwork.apps.measures.risk import is_ready, policy_of
from feltwork.apps.measures.views.door import asked_file
from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import file_or_404, practice_page, record_or_404
from feltwork.core.measures import Instrument, instrument, instruments


@access("practitioner", methods=("GET",))
@practice_page
def client(request: Request, uuid: UUID) -> HttpResponse:
    """What this client is asked now."""
    file = file_or_404(request, uuid, "measures")
    context = {
        "file": file,
        "plans": queries.plans_of(file),
        "waiting": queries.waiting_of(file, timezone.now()),
        "unfinished": queries.unfinished_of(file),
        "may_ask": can_ask(file.sight) and file.client.state == "active",
        "here": "measures",
    }
    return render(request, "measures/asking/client.html", context)


@access("practitioner")
@practice_page
def plan_new(request: Request, uuid: UUID) -> HttpResponse:
    """Choose a measure, then where and how often."""
    file = asked_file(request, uuid)
    whole = _chosen(request)
    if whole is None:
        context = {"file": file, "groups": queries.offers(request.school), "here": "measures"}
        return render(request, "measures/asking/choose.html", context)
    spoken = queries.languages_of(request.school, whole)
    language = file.identity.get("language") or get_language() or "en"
    language = language if language in spoken else (spoken[0] if spoken else language)
    against = queries.refusals(request.school, whole, file.client, language)
    places = [place.value for place in Place if place.value not in against]
    form = PlanForm(
        request.POST or None,
        whole=whole,
        places=places,
        languages=spoken or [language],
        initial={
            "starts_on": timezone.localdate(),
            "how": "once",
            "language": language,
            "place": places[:1] and places[0],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign(
                school=request.school, instrument_id=whole.id, file=file, basis=form.basis, by=request.user,
                at=timezone.now(), **_plan(form),
            )  # fmt: skip
        except ValidationError as wrong:
            _tell(form, wrong)
        else:
            messages.success(request, _("It is asked from now on."))
            return redirect("measures:client", school=request.school.slug, uuid=uuid)
    context = {
        "file": file,
        "form": form,
        "whole": whole,
        "against": [(Place(place).label, _reason(one, whole), one) for place, one in against.items()],
        "is_ready": is_ready(policy_of(request.school)),
        "has_words": bool(spoken),
        "here": "measures",
    }
    return render(request, "measures/asking/plan.html", context)


def _plan(form: PlanForm) -> dict[str, Any]:
    names = ("place", "how", "moments", "starts_on", "ends_on", "language")
    return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


@access("practitioner", methods=("POST",))
@practice_page
def plan_stop(request: Request, uuid: UUID, plan: UUID) -> HttpResponse:
    """Ask no more; what was answered stays."""
    file = asked_file(request, uuid, note=False)
    actions.stop_plan(plan=_plan_or_404(file, plan), file=file, by=request.user, at=timezone.now())
    messages.success(request, _("It is asked no more. What was answered stays."))
    return redirect("measures:client", school=request.school.slug, uuid=uuid)


@access("practitioner")
@practice_page
def plan_basis(request: Request, uuid: UUID, plan: UUID) -> HttpResponse:
    """By which rule it is read."""
    file = asked_file(request, uuid)
    row = _plan_or_404(file, plan)
    whole = instrument(row.instrument)
    form = BasisForm(request.POST or None, whole=whole, basis=row.basis)
    if request.method == "POST" and form.is_valid():
        actions.choose_basis(plan=row, file=file, basis=form.basis, by=request.user, at=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("measures:client", school=request.school.slug, uuid=uuid)
    context = {"file": file, "form": form, "whole": whole, "here": "measures"}
    return render(request, "measures/asking/basis.html", context)


@access("practitioner", methods=("POST",))
@practice_page
def ask_now(request: Request, uuid: UUID) -> HttpResponse:
    """One sheet now, in the room; from a session's record for its beginning or its end. Then it is handed over, or
    entered."""
    file = asked_file(request, uuid, note=False)
    whole = _chosen(request)
    if whole is None:
        raise Http404
    record, moment = _session(request, file)
    if request.POST.get("go") == "enter":
        where = f"?record={record.uuid}&moment={moment}" if record else ""
        response = redirect("measures:enter", school=request.school.slug, uuid=uuid, instrument=whole.id)
        response["Location"] += where
        return response
    try:
        row = actions.ask(
            file=file, instrument_id=whole.id, language=file.identity.get("language") or get_language() or "en",
            record=record, moment=moment, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("measures:client", school=request.school.slug, uuid=uuid)
    return redirect("measures:hand-over", school=request.school.slug, uuid=uuid, sheet=row.uuid)


@access("practitioner")
@practice_page
def hand_over(request: Request, uuid: UUID, sheet: UUID) -> HttpResponse:
    """The device goes to the client: signing out first, so that nothing leads back into the file; or a code for their
    own device."""
    file = asked_file(request, uuid)
    row = _sheet_or_404(file, sheet)
    if request.method == "POST":
        try:
            row, _token = actions.make_link(
                asking=row, file=file, by=request.user, at=timezone.now(), holds=IN_HAND, place=Place.ROOM
            )
        except ValidationError as wrong:
            messages.error(request, wrong.messages[0])
            return redirect("measures:client", school=request.school.slug, uuid=uuid)
        if request.POST.get("to") == "theirs":
            return _show_link(request, file, row)
        logout(request)
        return redirect(path_of(row))
    context = {"file": file, "sheet": row, "whole": instrument(row.instrument), "here": "measures"}
    return render(request, "measures/asking/hand_over.html", context)


@access("practitioner", methods=("POST",))
@practice_page
def link_make(request: Request, uuid: UUID, sheet: UUID) -> HttpResponse:
    """A link: mailed in neutral words, or shown once to be passed on."""
    file = asked_file(request, uuid, note=False)
    row = _sheet_or_404(file, sheet)
    try:
        if request.POST.get("to") == "mail":
            actions.send_link(asking=row, file=file, by=request.user, at=timezone.now())
            messages.success(request, _("A neutral mail is on its way."))
            return redirect("measures:client", school=request.school.slug, uuid=uuid)
        row, _token = actions.make_link(asking=row, file=file, by=request.user, at=timezone.now())
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("measures:client", school=request.school.slug, uuid=uuid)
    return _show_link(request, file, row)


@access("practitioner", methods=("POST",))
@practice_page
def link_revoke(request: Request, uuid: UUID, sheet: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    file = asked_file(request, uuid, note=False)
    actions.revoke_link(asking=_sheet_or_404(file, sheet), file=file, by=request.user, at=timezone.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("measures:client", school=request.school.slug, uuid=uuid)


@access("practitioner")
@practice_page
def enter(request: Request, uuid: UUID, instrument: str) -> HttpResponse:
    """What stands on paper, item by item."""
    file = asked_file(request, uuid)
    whole = _known(instrument)
    zone = ZoneInfo(request.school.time_zone)
    form = EnterForm(request.POST or None, whole=whole, today=timezone.localdate(timezone=zone))
    if request.method == "POST" and form.is_valid():
        record, moment = _session(request, file)
        try:
            actions.enter_scores(
                file=file, instrument_id=whole.id, answers=form.answers, record=record, moment=moment,
                answered_at=_moment(form.cleaned_data["on"], record, zone), asking=_waiting(request, file, whole),
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except ValidationError as wrong:
            _tell(form, wrong)
        else:
            messages.success(request, _("Kept and scored."))
            if record is not None:
                return redirect("practice:record", school=request.school.slug, uuid=record.uuid)
            return redirect("measures:client", school=request.school.slug, uuid=uuid)
    keep = {name: request.GET.get(name) or request.POST.get(name, "") for name in ("record", "moment", "sheet")}
    context = {"file": file, "form": form, "whole": whole, "keep": keep, "here": "measures"}
    return render(request, "measures/asking/enter.html", context)


@access("practitioner")
@practice_page
def correct(request: Request, uuid: UUID, result: UUID) -> HttpResponse:
    """A result in the place of one that was wrong; both stay."""
    file = asked_file(request, uuid)
    rows = Result.objects.select_related("asking").filter(asking__client=file.client, corrected_by=None)
    row = rows.filter(uuid=result).first()
    if row is None:
        raise Http404
    whole = instrument(row.asking.instrument)
    answers = file.cabinet.open(row, "answers")
    form = EnterForm(request.POST or None, whole=whole, answers=answers, is_correction=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                result=row, file=file, answers=form.answers, reason=form.cleaned_data["reason"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except ValidationError as wrong:
            _tell(form, wrong)
        else:
            messages.success(request, _("Corrected. The result before stays, and counts no more."))
            return redirect("measures:client", school=request.school.slug, uuid=uuid)
    context = {"file": file, "form": form, "whole": whole, "result": row, "here": "measures"}
    return render(request, "measures/asking/enter.html", context)


@access("practitioner", methods=("GET",))
@practice_page
def session(request: Request, uuid: UUID) -> HttpResponse:
    """The state check before and after a session: a part of the record's page, and a page of its own."""
    file, record = record_or_404(request, uuid, "measures", note=not request.htmx)
    context = {
        "file": file,
        "record": record,
        "moments": queries.moments_of(file, record),
        "check": "fw-state-child" if file.is_child else "fw-state",
        "may_ask": can_ask(file.sight) and file.client.state == "active",
        "here": "measures",
    }
    template = "measures/asking/session.html" + ("#moments" if request.htmx else "")
    return render(request, template, context)


def _chosen(request: Request) -> Instrument | None:
    given = request.POST.get("instrument") or request.GET.get("instrument", "")
    return instruments().get(given)


def _known(name: str) -> Instrument:
    found = instruments().get(name)
    if found is None:
        raise Http404
    return found


def _plan_or_404(file: OpenFile, uuid: UUID) -> Plan:
    row = Plan.objects.filter(client=file.client, uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def _sheet_or_404(file: OpenFile, uuid: UUID) -> Asking:
    row = Asking.objects.select_related("school", "client").filter(client=file.client, uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def _session(request: Request, file: OpenFile) -> tuple[SessionRecord | None, str]:
    """The session that was named, and whether before or after it."""
    given = request.POST.get("record") or request.GET.get("record", "")
    moment = request.POST.get("moment") or request.GET.get("moment", "")
    try:
        row = SessionRecord.objects.filter(client=file.client, uuid=UUID(given), removed_at=None).first()
    except ValueError:
        row = None
    return row, moment if row is not None and moment in ("before", "after") else ""


def _waiting(request: Request, file: OpenFile, whole: Instrument) -> Asking | None:
    given = request.POST.get("sheet") or request.GET.get("sheet", "")
    rows = Asking.objects.filter(client=file.client, instrument=whole.id).exclude(state=Asking.State.DONE)
    try:
        return rows.filter(uuid=UUID(given)).first()
    except ValueError:
        return None


def _moment(day: Any, record: SessionRecord | None, zone: ZoneInfo) -> datetime:
    """The instant that answers of *day* speak of: the session's, else noon, and never one to come."""
    noon = datetime.combine(day, time(12), zone)
    at = record.starts_at if record is not None else noon
    now = timezone.now()
    return min(at, now) if day <= now.astimezone(zone).date() else at


def _show_link(request: Request, file: OpenFile, row: Asking) -> HttpResponse:
    """Once: the address cannot be read again afterwards, only made anew."""
    address = settings.BASE_URL + path_of(row)
    picture = segno.make(address, error="m").svg_data_uri(scale=6, border=2)
    context = {"file": file, "sheet": row, "address": address, "picture": picture, "here": "measures"}
    return render(request, "measures/asking/link.html", context)


def _reason(against: Any, whole: Instrument) -> str:
    return str(refused(against, whole).messages[0])


def _tell(form: Any, wrong: ValidationError) -> None:
    for field, errors in getattr(
        wrong, "error_dict", {None: wrong.error_list if hasattr(wrong, "error_list") else []}
    ).items():
        for error in errors:
            form.add_error(field if field in form.fields else None, error)
