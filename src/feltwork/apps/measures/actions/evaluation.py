"""Looking at a group: asked for, reckoned as long work, taken away again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.jobs.actions import start_run
from feltwork.apps.measures.models import Evaluation
from feltwork.apps.measures.permissions import can_evaluate_clients, can_evaluate_trainees
from feltwork.apps.measures.placing import OF_CLIENTS, OF_TRAINEES
from feltwork.apps.measures.queries.evaluation import Groups, count_in, earlier_groups, same_question, use_of
from feltwork.apps.schools.models import Cohort, School
from feltwork.core.evaluation import LEAST
from feltwork.core.measures import Instrument, instrument

KIND = "measures.evaluate"


def may_evaluate(kind: str, roles: frozenset[str]) -> bool:
    return can_evaluate_clients(roles) if kind == Evaluation.Kind.CLIENTS else can_evaluate_trainees(roles)


@transaction.atomic
def start_evaluation(
    *,
    school: School,
    kind: str,
    cohort: Cohort | None,
    instrument_id: str,
    scale: str,
    times: str,
    change_rule: str = "",
    roles: frozenset[str],
    by: User,
    at: datetime,
) -> Evaluation:
    """Have the worker look at a group. *change_rule*: an id of the instrument's rules for that scale, or "" for none.

    Raises ValidationError for too few people, PermissionDenied for who may not.
    """
    if not may_evaluate(kind, roles):
        raise PermissionDenied
    whole = instrument(instrument_id)
    if times not in (OF_CLIENTS if kind == Evaluation.Kind.CLIENTS else OF_TRAINEES):
        raise ValidationError({"times": _("These times are not for this group.")})
    if scale not in {one.id for one in whole.scales}:
        raise ValidationError({"scale": _("This instrument has no such scale.")})
    if change_rule and change_rule not in {one.id for one in whole.changes if one.scale == scale}:
        raise ValidationError({"change_rule": _("This rule is for another scale.")})
    if use_of(kind) not in whole.licence.allows:
        raise ValidationError(forbidden(kind, whole))
    if count_in(kind, cohort, instrument_id, by=by, at=at) < LEAST:
        raise ValidationError(too_few())
    row = Evaluation.objects.create(
        school=school, kind=kind, cohort=cohort, instrument=whole.id, version=whole.version, scale=scale, times=times,
        change_rule=change_rule, by=by, made_at=at,
    )  # fmt: skip
    words = _("Answers of a group")  # a title of long work names nobody and no illness
    row.run = start_run(kind=KIND, title=words, school=school, params={"evaluation": str(row.uuid)}, by=by, at=at)
    row.save(update_fields=["run"])
    record("measures.start_evaluation", by=by, at=at, subject=row, facts={"kind": kind, "instrument": whole.id})
    return row


@transaction.atomic
def keep_evaluation(
    *, row: Evaluation, result: Mapping[str, Any], groups: Groups, earlier: Groups, at: datetime
) -> bool:
    """What the worker found, unless it was taken away meanwhile. False where another evaluation of the same answers
    became ready since *earlier* was read: the two could give somebody away together."""
    list(same_question(row).select_for_update().order_by("pk").values_list("pk"))  # one after the other
    if earlier_groups(row) != earlier:
        return False
    still = Evaluation.objects.filter(pk=row.pk, removed_at=None)
    still.update(result=result, groups=groups, ready_at=at)
    return True


@transaction.atomic
def remove_evaluation(*, row: Evaluation, by: User, at: datetime) -> None:
    """Its figures go. Of whom it showed something stays known, so that no later one gives anybody away."""
    row.result, row.removed_at = None, at
    row.save(update_fields=["result", "removed_at"])
    record("measures.remove_evaluation", by=by, at=at, subject=row)


def note_export(*, row: Evaluation, what: str, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    """That somebody took something along. *what*: "figures", or "rows" without names."""
    record("measures.export_evaluation", by=by, at=at, subject=row, facts={"what": what, **facts})


def forbidden(kind: str, whole: Instrument) -> str:
    if kind == Evaluation.Kind.CLIENTS:
        said = _("The licence of %(name)s does not allow research, and adding up what clients answered is research.")
    else:
        said = _("The licence of %(name)s does not allow use in training.")
    return said % {"name": whole.name}


def too_few() -> str:
    return _(
        "Fewer than %(least)s people have agreed and were asked for this. So few are not looked at together: they "
        "could be told apart."
    ) % {"least": LEAST}
