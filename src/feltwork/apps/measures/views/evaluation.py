"""What a group's answers come to: asked for, followed, looked at, taken along without names."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures.actions.evaluation import (
    may_evaluate,
    note_export,
    remove_evaluation,
    start_evaluation,
    too_few,
)
from feltwork.apps.measures.forms.evaluation import EvaluationForm
from feltwork.apps.measures.models import Evaluation
from feltwork.apps.measures.permissions import can_evaluate_clients, can_evaluate_trainees
from feltwork.apps.measures.queries.evaluation import count_in, groups_here, visible_evaluations
from feltwork.apps.measures.queries.evaluation_page import COLUMNS, Shown, figures
from feltwork.apps.measures.views.door import unkept
from feltwork.apps.measures.works import rows_of
from feltwork.apps.schools.models import Cohort
from feltwork.core.evaluation import LEAST, TooFewToExport, write_csv, write_parquet
from feltwork.core.measures import Instrument, instruments

WHO = ("practitioner", "admin", "registrar")
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@access(*WHO, methods=("GET",))
@unkept
def evaluations(request: Request) -> HttpResponse:
    """Those there are, and of which groups another could be made."""
    _somebody_who_may(request)
    context = {
        "rows": [Shown(one) for one in visible_evaluations(request.user, request.roles)],
        "groups": groups_here(request.user, request.roles, timezone.now()),
        "least": LEAST,
    }
    return render(request, "measures/evaluation/list.html", context)


@access(*WHO)
@unkept
def new(request: Request) -> HttpResponse:
    """`?group=clients` or a cohort's uuid, `&instrument=`: what is to be seen of it."""
    if not request.GET:  # typed by hand: the groups stand on the list
        _somebody_who_may(request)
        return redirect("measures:evaluations", school=request.school.slug)
    kind, cohort, whole = _asked_for(request)
    form = EvaluationForm(request.POST or None, instrument=whole, kind=kind)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            row = start_evaluation(
                school=request.school, kind=kind, cohort=cohort, instrument_id=whole.id, **form.cleaned_data,
                roles=request.roles, by=request.user, at=now,
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("measures:evaluation", school=request.school.slug, uuid=row.uuid)
    is_enough = count_in(kind, cohort, whole.id, by=request.user, at=now) >= LEAST
    context = {"form": form, "of": whole, "kind": kind, "cohort": cohort, "is_enough": is_enough, "too_few": too_few()}
    return render(request, "measures/evaluation/new.html", context, status=422 if form.errors else 200)


@access(*WHO, methods=("GET",))
@unkept
def evaluation(request: Request, uuid: UUID) -> HttpResponse:
    """How far it is, then what it shows and what it does not."""
    row = _row_or_404(request, uuid)
    return render(request, "measures/evaluation/show.html", {"shown": Shown(row), "row": row, "run": row.run})


@access(*WHO, methods=("POST",))
def remove(request: Request, uuid: UUID) -> HttpResponse:
    row = _row_or_404(request, uuid)
    remove_evaluation(row=row, by=request.user, at=timezone.now())
    messages.success(request, _("Taken away, with its figures."))
    return redirect("measures:evaluations", school=request.school.slug)


@access(*WHO, methods=("GET",))
@unkept
def figures_file(request: Request, uuid: UUID, form: str) -> HttpResponse:
    """The figures of the page as a table."""
    row = _row_or_404(request, uuid)
    if row.result is None:
        raise Http404
    rows = list(figures(row))
    note_export(row=row, what="figures", facts={"form": form}, by=request.user, at=timezone.now())
    return _file(_csv(rows) if form == "csv" else _parquet(rows, row), f"{row.instrument}-figures", form)


@access(*WHO, methods=("POST",), step_up=True)
@unkept
def rows_file(request: Request, uuid: UUID, form: str) -> HttpResponse:
    """Each answer without a name, of clients only: a trainee agreed to be counted, not to be taken along."""
    row = _row_or_404(request, uuid)
    if row.kind != Evaluation.Kind.CLIENTS or row.result is None:
        raise Http404
    now = timezone.now()
    try:
        data = rows_of(row, now, request.roles)
    except TooFewToExport:
        messages.error(request, too_few())
        return redirect("measures:evaluation", school=request.school.slug, uuid=row.uuid)
    facts = {"form": form, "people": data.anonymity.people, "k": data.anonymity.k}
    note_export(row=row, what="rows", facts=facts, by=request.user, at=now)
    out = io.BytesIO()
    if form == "csv":
        write_csv(data, out)
    else:
        write_parquet(data, out, about=_about(row))
    return _file(out.getvalue(), f"{row.instrument}-rows-k{data.anonymity.k}", form)


def _somebody_who_may(request: Request) -> None:
    if not (can_evaluate_clients(request.roles) or can_evaluate_trainees(request.roles)):
        raise PermissionDenied


def _asked_for(request: Request) -> tuple[str, Cohort | None, Instrument]:
    group, whole = request.GET.get("group", ""), instruments().get(request.GET.get("instrument", ""))
    kind = Evaluation.Kind.CLIENTS if group == "clients" else Evaluation.Kind.TRAINEES
    if not may_evaluate(kind, request.roles):
        _somebody_who_may(request)
        raise Http404
    if whole is None or not whole.scales:
        raise Http404
    if kind == Evaluation.Kind.CLIENTS:
        return kind, None, whole
    try:
        cohort = UUID(group)
    except ValueError:
        raise Http404 from None
    return kind, get_object_or_404(Cohort.objects.select_related("programme"), uuid=cohort), whole


def _row_or_404(request: Request, uuid: UUID) -> Evaluation:
    return get_object_or_404(visible_evaluations(request.user, request.roles), uuid=uuid)


def _csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _parquet(rows: list[dict[str, Any]], row: Evaluation) -> bytes:
    import pyarrow as pa  # only exports need Arrow
    import pyarrow.parquet as parquet

    kinds = {"part": pa.string(), "name": pa.string(), "people": pa.int32()}
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in COLUMNS])
    notes = {"feltwork": json.dumps(_about(row), sort_keys=True)}
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema.with_metadata(notes)), out)
    return out.getvalue()


def _about(row: Evaluation) -> dict[str, str]:
    """What a file says of itself: of no person."""
    return {
        "source": "Feltwork",
        "instrument": row.instrument,
        "version": row.version,
        "scale": row.scale,
        "times": row.times,
        "group": row.kind,
        "remark": "no control group: these figures cannot say what brought a change about",
    }


def _file(body: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(body, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
