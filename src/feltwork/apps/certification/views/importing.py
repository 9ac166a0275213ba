"""Bringing in a log from a file: look first, then take; and the one decision of the school about it.

Long files are taken a batch at a time, each a request of its own: the page shows how far it is and goes on by itself,
or by its button.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.certification import importing
from feltwork.apps.certification.actions import imports as actions
from feltwork.apps.certification.forms.importing import DayOrderForm, ImportForm, JudgeImportForm
from feltwork.apps.certification.importing import DayOrder, FileProblem, Plan, RowState
from feltwork.apps.certification.models import ImportedLog
from feltwork.apps.certification.permissions import can_bring_in, visible_imports
from feltwork.apps.certification.permissions_staff import DECIDERS, QUEUE, can_decide, visible_enrolments
from feltwork.apps.certification.queries.imported import imported_rows
from feltwork.apps.certification.views.places import place_of
from feltwork.apps.schools.actions import close_work
from feltwork.apps.schools.models import Enrolment, WorkItem
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui.acts import take_errors
from feltwork.apps.ui.uploads import serve_file

WITH = ("enrolment__student", "enrolment__school", "enrolment__edition", "enrolment__cohort__programme", "school", "by")
AT_ONCE = 1000  # rows taken in one request


@access("student", *QUEUE)
def import_log(request: Request) -> HttpResponse:
    """Choose a file; it is read and shown before anything is taken. Staff name the candidate: ?candidate=…"""
    if "student" not in request.roles and "candidate" not in request.GET:
        messages.info(request, _("Whose log is it? Choose the candidate; their page has “Bring in a log from a file”."))
        return redirect("certification:candidates", school=request.school.slug)
    place = _place(request)
    if not can_bring_in(request.user, request.roles, place):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        kept = _keep(request, form, place)
        if kept is not None:
            return redirect("certification:import-show", school=request.school.slug, uuid=kept.uuid)
    return render(
        request, "certification/import.html", {"form": form, "place": place, "is_own": _is_own(request, place)}
    )


@access("student", *QUEUE)
def import_show(request: Request, uuid: UUID) -> HttpResponse:
    """What would become of every row, read as one says; while rows are being taken, how far it is."""
    kept = _kept(request, uuid)
    if request.method == "POST":
        return _read_anew(request, kept)
    plan = _plan(kept)
    form = DayOrderForm(initial={"day_order": kept.day_order})
    facts = {"kept": kept, "plan": plan, "form": form, **_counts(plan), "is_own": _is_own(request, kept.enrolment)}
    template = "certification/import_show.html"
    if kept.state == ImportedLog.State.TAKING and request.htmx:
        template += "#progress"
    return render(request, template, facts)


@access("student", *QUEUE, methods=("POST",))
def import_take(request: Request, uuid: UUID) -> HttpResponse:
    """Take the next rows. Pressing twice takes nothing twice."""
    kept = _kept(request, uuid)
    if not can_bring_in(request.user, request.roles, kept.enrolment):
        raise PermissionDenied
    plan, now = _plan(kept), timezone.now()
    try:
        taken = importing.take(plan=plan, imported=kept, by=request.user, at=now, most=AT_ONCE)
        left = len(plan.to_take) - len(taken)
        if left <= 0:
            actions.finish_import(imported=kept, by=request.user, at=now)
            _say_done(request, kept)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect("certification:import-show", school=request.school.slug, uuid=uuid)


@access("student", *QUEUE, methods=("POST",))
def import_forget(request: Request, uuid: UUID) -> HttpResponse:
    """Not this file after all."""
    kept = _kept(request, uuid)
    own = kept.enrolment
    try:
        actions.forget_import(imported=kept, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect("certification:import-show", school=request.school.slug, uuid=uuid)
    messages.success(request, _("The file has been thrown away; nothing was taken from it."))
    return _to_path(request, own)


@access(*DECIDERS)
def import_judge(request: Request, uuid: UUID) -> HttpResponse:
    """One decision of the school about the entries of a file."""
    kept = _kept(request, uuid)
    if not can_decide(request.user, request.roles, kept.enrolment):
        raise PermissionDenied
    rows = imported_rows(kept, as_of=date_at(request.school, timezone.now()))
    waiting = [row for row in rows if row.waits]
    form = JudgeImportForm(request.POST or None, choices=[(str(row.uuid), row.title) for row in waiting])
    if request.method == "POST" and not waiting:
        return _nothing_waits(request, kept)
    if form.is_valid() and _judge(request, kept, form):
        return redirect("certification:queue", school=request.school.slug)
    record_view("certification.see_import", by=request.user, at=timezone.now(), subject=kept.enrolment)
    ticked = form.data.getlist("entries") if form.is_bound else [str(row.uuid) for row in waiting]  # type: ignore[attr-defined]
    facts = {"kept": kept, "rows": rows, "waiting": waiting, "form": form, "ticked": ticked}
    return render(request, "certification/import_judge.html", facts)


@access("student", *QUEUE, methods=("GET",))
def import_file(request: Request, uuid: UUID) -> HttpResponse:
    """The file itself, as a download."""
    kept = _kept(request, uuid)
    if not _is_own(request, kept.enrolment):
        record_view("certification.see_paper", by=request.user, at=timezone.now(), subject=kept)
    return serve_file(kept.file, kept.name, kept.content_type)


def _read_anew(request: Request, kept: ImportedLog) -> HttpResponse:
    """The same file with its dates read the other way, as long as nothing was taken."""
    if not can_bring_in(request.user, request.roles, kept.enrolment):
        raise PermissionDenied
    form = DayOrderForm(request.POST)
    if form.is_valid():
        try:
            actions.order_days(imported=kept, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            messages.warning(request, " ".join(refused.messages))
    return redirect("certification:import-show", school=request.school.slug, uuid=kept.uuid)


def _place(request: Request) -> Enrolment:
    """The candidate that staff name, else the person's own place."""
    wanted = request.GET.get("candidate")
    if wanted and request.roles & set(QUEUE):
        rows: QuerySet[Enrolment] = visible_enrolments(request.user, request.roles)
        place = get_object_or_404(rows.select_related("student", "edition", "cohort__programme"), uuid=_uuid(wanted))
        place.school = request.school
        return place
    return place_of(request, request.GET.get("place"))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _kept(request: Request, uuid: UUID) -> ImportedLog:
    kept: ImportedLog = get_object_or_404(visible_imports(request.user, request.roles).select_related(*WITH), uuid=uuid)
    return kept


def _keep(request: Request, form: ImportForm, place: Enrolment) -> ImportedLog | None:
    upload = form.cleaned_data["upload"]
    content = upload.read()
    try:
        table = importing.read_table(content, upload.name)
        return actions.keep_import(
            enrolment=place,
            content=content,
            name=upload.name,
            day_order=form.cleaned_data["day_order"],
            rows=len(table.rows),
            by=request.user,
            at=timezone.now(),
        )
    except FileProblem as problem:
        form.add_error("upload", str(problem))
    except ValidationError as refused:
        take_errors(form, refused)
    return None


def _plan(kept: ImportedLog) -> Plan:
    with kept.file.open("rb") as source:
        table = importing.read_table(source.read(), kept.name)
    return importing.plan(enrolment=kept.enrolment, table=table, order=DayOrder(kept.day_order), at=timezone.now())


def _counts(plan: Plan) -> dict[str, int]:
    return {state.value: plan.count(state) for state in RowState}


def _say_done(request: Request, kept: ImportedLog) -> None:
    kept.refresh_from_db(fields=["taken"])
    text = ngettext("One entry was taken.", "%(n)s entries were taken.", kept.taken) % {"n": kept.taken}
    messages.success(request, text)


def _judge(request: Request, kept: ImportedLog, form: JudgeImportForm) -> bool:
    data = form.cleaned_data
    try:
        count = actions.judge_import(
            imported=kept,
            entries=[UUID(one) for one in data["entries"]],
            accepted=data["decision"] == "accept",
            reason=data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as refused:
        take_errors(form, refused)
        return False
    messages.success(
        request, ngettext("Decided about one entry.", "Decided about %(n)s entries.", count) % {"n": count}
    )
    return True


def _nothing_waits(request: Request, kept: ImportedLog) -> HttpResponse:
    kind = WorkItem.Kind.EVIDENCE
    close_work(school=kept.school, kind=kind, subject_uuid=kept.uuid, by=request.user, at=timezone.now())
    messages.success(request, _("Taken off the list."))
    return redirect("certification:queue", school=request.school.slug)


def _is_own(request: Request, place: Enrolment) -> bool:
    return place.student_id == request.user.pk


def _to_path(request: Request, place: Enrolment) -> HttpResponse:
    if _is_own(request, place):
        return redirect("certification:path-of", school=request.school.slug, uuid=place.uuid)
    return redirect("certification:candidate", school=request.school.slug, uuid=place.uuid)
