"""Providers and their approvals. What one changes is shown before it is saved; certificates stay as they are."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.forms.decisions import ReasonForm
from feltwork.apps.certification.forms.providers import ApprovalEndForm, ApprovalForm, ProviderForm, ProvidersForm
from feltwork.apps.certification.permissions_staff import DECIDERS, MEMBERS, QUEUE
from feltwork.apps.certification.queries import approvals as queries
from feltwork.apps.certification.queries.effects import Effect, effects_of_approvals, lines
from feltwork.apps.schools import actions
from feltwork.apps.schools.models import Approval, Cohort, Provider
from feltwork.apps.schools.queries import approvals_of, date_at
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.rows import render_rows
from feltwork.core.certification import Approval as Fact

PAGE_SIZE = 50
YEAR = timedelta(days=366)


@access(*QUEUE, methods=("GET",))
def providers(request: Request) -> HttpResponse:
    """Everybody on the list, with what they may give now."""
    today = date_at(request.school, timezone.now())
    levels = queries.level_names()
    form = ProvidersForm(request.GET, levels=levels.items())
    data = form.cleaned_data if form.is_valid() else {}
    kind, level = data.get("kind", ""), data.get("level", "")
    found = queries.provider_rows(words=data.get("q", ""), kind=kind, level=level, on=today)
    context = {
        **_listed(request, found, levels, today, "certification/provider_rows.html"),
        "form": form,
        "is_filtered": any(data.values()),
        "may_decide": bool(request.roles & set(DECIDERS)),
    }
    return render(request, "certification/staff/providers.html", context)


@access(*MEMBERS, methods=("GET",))
def approved(request: Request) -> HttpResponse:
    """Who may give what today, for members of the school."""
    today = date_at(request.school, timezone.now())
    levels = queries.level_names()
    form = ProvidersForm(request.GET, levels=levels.items())
    data = form.cleaned_data if form.is_valid() else {}
    chosen = {name: data.get(name, "") for name in ("kind", "level")}
    found = queries.held_rows(today, words=data.get("q", ""), **chosen)
    context = {
        **_listed(request, found, levels, today, "certification/approved_rows.html"),
        "form": form,
        "is_filtered": any(data.values()),
        "today": today,
    }
    return render(request, "certification/staff/approved.html", context)


@access(*DECIDERS)
def provider_new(request: Request) -> HttpResponse:
    """Put somebody on the list; approvals come next."""
    form = ProviderForm(request.POST if request.method == "POST" else None)
    given = {"school": request.school, "by": request.user, "at": timezone.now()}
    if request.method == "POST":
        made = done(form, actions.add_provider, **given)
        if made:
            messages.success(request, _("On the list. Now say what they may give."))
            return redirect("certification:provider", school=request.school.slug, uuid=made.uuid)
    return render(request, "certification/staff/provider_new.html", {"form": form})


@access(*QUEUE, methods=("GET",))
def provider(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """One provider: a timeline for each kind and level, and every approval with its reason."""
    found: Provider = get_object_or_404(Provider.objects.all(), uuid=uuid)
    today = date_at(request.school, timezone.now())
    levels = queries.level_names()
    rows = list(found.approvals.select_related("entered_by", "retracted_by", "cohort").order_by("-valid_from", "-pk"))
    held = approvals_of([found.pk])[found.pk]
    first = min((row.valid_from for row in held), default=today)
    last = max([today + YEAR, *(row.valid_to for row in held if row.valid_to)])
    context = {
        "provider": found,
        "approvals": [row for row in rows if row.retracted_at is None],
        "retracted": [row for row in rows if row.retracted_at is not None],
        "levels": levels,
        "current": [queries.badge_words(one, levels) for one in queries.current_of(held, today)],
        "gaps": queries.gaps_of(held, list(levels)),
        "tracks": queries.tracks_of(held, list(levels), first, last),
        "today_x": (today - first).days * 1000 // max((last - first).days, 1),
        "years": _years(first, last),
        "today": today,
        "may_decide": bool(request.roles & set(DECIDERS)),
    }
    return render(request, "certification/staff/provider.html", context)


@access(*DECIDERS, methods=("GET",))
def approval_new(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Say what a provider may give, and when."""
    found: Provider = get_object_or_404(Provider.objects.all(), uuid=uuid)
    form = _approval_form(request, found)
    return render(request, "certification/staff/approval_new.html", {"provider": found, "form": form})


@access(*DECIDERS, methods=("POST",))
def approval_preview(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """What the approval would change; with `save` it is saved."""
    found: Provider = get_object_or_404(Provider.objects.all(), uuid=uuid)
    form = _approval_form(request, found)
    if "save" in request.POST and form.is_valid():
        form.cleaned_data["cohort"] = Cohort.objects.filter(code=form.cleaned_data["cohort"]).first()
        if done(form, actions.approve_provider, provider=found, by=request.user, at=timezone.now()):
            messages.success(request, _("Approved. What it changes has been worked out again."))
            return redirect("certification:provider", school=request.school.slug, uuid=uuid)
    if not form.is_valid():
        return render(request, "certification/staff/approval_new.html", {"provider": found, "form": form})
    today = date_at(request.school, timezone.now())
    effects = effects_of_approvals(found, add=[_fact(found, form.cleaned_data)], as_of=today)
    context = {"provider": found, "form": form, **_effects(effects), "kind": _kind_word(form.cleaned_data["kind"])}
    return render(request, "certification/staff/approval_preview.html", context)


@access(*DECIDERS)
def approval_end(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Let an approval end on a day; first what that changes."""
    approval = _approval(uuid)
    form = ApprovalEndForm(
        request.POST if request.method == "POST" else None, initial={"on": date_at(request.school, timezone.now())}
    )
    given = {"approval": approval, "by": request.user, "at": timezone.now()}
    if "save" in request.POST and done(form, actions.end_approval, **given):
        return _changed(request, approval)
    shorter = []
    if request.method == "POST" and form.is_valid():
        shorter = [_fact_of(approval, until=form.cleaned_data["on"])]
    return _act(request, approval, form, "end", add=shorter)


@access(*DECIDERS)
def approval_retract(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Take back an approval that was entered wrongly; first what that changes."""
    approval = _approval(uuid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    given = {"approval": approval, "by": request.user, "at": timezone.now()}
    if "save" in request.POST and done(form, actions.retract_approval, **given):
        return _changed(request, approval)
    return _act(request, approval, form, "retract", add=[])


def _act(request: Request, approval: Approval, form: Any, verb: str, *, add: Iterable[Fact]) -> HttpResponse:
    context: dict[str, Any] = {"approval": approval, "provider": approval.provider, "form": form, "verb": verb}
    if request.method == "POST" and form.is_valid():
        today = date_at(request.school, timezone.now())
        effects = effects_of_approvals(approval.provider, add=add, drop=[approval.uuid], as_of=today)
        context |= {"is_preview": True, **_effects(effects)}
    return render(request, "certification/staff/approval_act.html", context)


def _changed(request: Request, approval: Approval) -> HttpResponse:
    messages.success(request, _("Changed. What it changes for candidates has been worked out again."))
    return redirect("certification:provider", school=request.school.slug, uuid=approval.provider.uuid)


def _approval(uuid: uuids.UUID) -> Approval:
    wanted = Approval.objects.filter(retracted_at=None).select_related("provider", "cohort")
    found: Approval = get_object_or_404(wanted, uuid=uuid)
    return found


def _approval_form(request: Request, found: Provider) -> ApprovalForm:
    today = date_at(request.school, timezone.now())
    cohorts = Cohort.objects.order_by("-starts_on", "pk").values_list("code", "name")
    return ApprovalForm(
        request.POST if request.method == "POST" else None,
        initial={"valid_from": today, "issuer": request.school.name[:40]},
        levels=queries.level_names().items(),
        cohorts=cohorts,
        today=today,
    )


def _fact(found: Provider, data: dict[str, Any]) -> Fact:
    cohort = data["cohort"]
    code = cohort if isinstance(cohort, str) else cohort.code
    row = Cohort.objects.filter(code=code).first() if code else None
    return Fact(
        provider=str(found.uuid),
        kind=data["kind"],
        issuer=data["issuer"],
        valid_from=data["valid_from"],
        valid_to=data["valid_to"],
        levels=frozenset(data["levels"]),
        cohort=str(row.uuid) if row else None,
    )


def _fact_of(approval: Approval, *, until: date) -> Fact:
    return Fact(
        provider=str(approval.provider.uuid),
        kind=approval.kind,
        issuer=approval.issuer,
        valid_from=approval.valid_from,
        valid_to=until,
        levels=frozenset(approval.levels),
        cohort=str(approval.cohort.uuid) if approval.cohort else None,
    )


def _effects(effects: list[Effect]) -> dict[str, Any]:
    """The sentence above, and each candidate with the lines that change."""
    open_ones = [one for one in effects if not one.is_issued]
    return {
        "effects": [(one, lines(one.enrolment, one.changes)) for one in open_ones],
        "gained": sum(one.gained for one in open_ones),
        "gained_people": sum(bool(one.gained) for one in open_ones),
        "lost": sum(one.lost for one in open_ones),
        "lost_people": sum(bool(one.lost) for one in open_ones),
        "issued": [one for one in effects if one.is_issued],
    }


def _listed(request: Request, found: Any, levels: dict[str, str], today: date, template: str) -> dict[str, Any]:
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    held = approvals_of(row["pk"] for row in rows)
    for row in rows:
        own = held[row["pk"]]
        row["current"] = [queries.badge_words(one, levels) for one in queries.current_of(own, today)]
        row["has_gap"] = bool(queries.gaps_of(own, list(levels)))
    query = request.GET.copy()
    query.pop("page", None)
    labels = {
        "base": reverse("certification:providers", kwargs={"school": request.school.slug}),
        "town": _("Town"),
        "may": _("May give now"),
        "nothing": _("nothing at present"),
        "gap": _("had a gap"),
        "full": _("takes nobody new"),
        "log": f"{reverse('certification:entry-new', kwargs={'school': request.school.slug})}?provider=",
    }
    return {
        "page": page,
        "rows": render_rows(template, rows, **labels),
        "base": f"?{query.urlencode()}&" if query else "?",
    }


def _kind_word(kind: str) -> str:
    return str(dict(Approval.Kind.choices)[kind])


def _years(first: date, last: date) -> list[tuple[int, int, str]]:
    """The first of January of each year on the timeline: year, place in thousandths and, for words, in percent."""
    span = max((last - first).days, 1)
    places = [(year, (date(year, 1, 1) - first).days * 1000 // span) for year in range(first.year + 1, last.year + 1)]
    return [(year, place, f"{place // 10}.{place % 10}") for year, place in places]
