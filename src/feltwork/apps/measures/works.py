"""Long work of measures: adding up what a group answered, and rows without names for other programs."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.tenancy import roles_in_scope
from feltwork.apps.jobs.runs import Progress, long_work
from feltwork.apps.measures.actions.counting import Member, members_of
from feltwork.apps.measures.actions.evaluation import KIND, keep_evaluation, may_evaluate, too_few
from feltwork.apps.measures.models import Evaluation
from feltwork.apps.measures.placing import POINTS, placed
from feltwork.apps.measures.queries.evaluation import count_in, earlier_groups
from feltwork.core.evaluation import (
    LEAST,
    Answer,
    CohortReport,
    Deidentified,
    ReliableRule,
    Shown,
    Subject,
    cohort,
    deidentify,
)
from feltwork.core.measures import instrument, needed

ID_BYTES = 8
WEEK = 7


@long_work(KIND)
def evaluate_group(run: Progress) -> Mapping[str, Any]:
    """Each person's file is opened as whoever asked; who may not any more gets nothing."""
    rows = Evaluation.objects.select_related("by", "school", "cohort")
    row = rows.filter(uuid=run.params["evaluation"], removed_at=None).first()
    if row is None:
        raise ValidationError(_("This evaluation was taken away."), code="removed")
    now = timezone.now()
    roles = roles_in_scope(row.by)
    if not may_evaluate(row.kind, roles):
        raise ValidationError(_("You cannot look at this group any more."), code="roles")
    people = count_in(row.kind, row.cohort, row.instrument, by=row.by, at=now)
    if people < LEAST:
        raise ValidationError(too_few())
    run.total(people + 1)
    run.done = 0  # a taken-up run opens everything anew: answers are kept nowhere between
    members = []
    for member in members_of(row, now, roles):
        members += [member] if member is not None else []
        run.step()
    while not _kept(row, members):
        run.step(0)  # may have been asked to stop meanwhile
    run.step()
    return {}


def _kept(row: Evaluation, members: Sequence[Member]) -> bool:
    """Work the figures out beside what was shown before, and keep them if nothing more was shown since."""
    earlier = earlier_groups(row)
    shown = Shown(earlier=earlier)
    before = len(shown.groups)
    result = report_on(row, members, shown).as_json()
    groups = [sorted(map(str, group)) for group in shown.groups[before:]]
    return keep_evaluation(row=row, result=result, groups=groups, earlier=earlier, at=timezone.now())


def report_on(row: Evaluation, members: Sequence[Member], shown: Shown) -> CohortReport:
    """The figures of a group; *shown*: of whom something is known already. Somebody who answered anew is somebody else
    there: the mean of twenty before and after one of them answered again gives that answer away."""
    import pandas as pd  # only the worker adds up

    rows = [(_counted(one), *each) for one in members for each in placed(one.given, row.times)]
    frame = pd.DataFrame(rows, columns=["person", "point", "day", "value"])
    return cohort(
        frame,
        points=_reached(row.times, [point for _key, point, *_rest in rows]),
        asked=[_counted(one) for one in members],
        rule=reliable_rule(row),
        shown=shown,
    )


def _counted(member: Member) -> str:
    return f"{member.key}.{member.answers}"


def _reached(times: str, points: Sequence[str]) -> tuple[str, ...]:
    """The points of *times* up to the last one that enough people have come to, two at least: a training in its second
    year is looked at over one."""
    reached = list(POINTS[times])
    while len(reached) > 2 and points.count(reached[-1]) < LEAST:
        reached.pop()
    return tuple(reached)


def reliable_rule(row: Evaluation) -> ReliableRule | None:
    """The chosen rule in points; None without one, or where more is neither better nor worse."""
    whole = instrument(row.instrument)
    rule = next((one for one in whole.changes if one.id == row.change_rule), None)
    way = whole.scale(row.scale).higher_is
    if rule is None or way == "neither":
        return None
    return ReliableRule(needed(rule), way, reached=rule.value is not None)


def rows_of(row: Evaluation, at: datetime, roles: frozenset[str]) -> Deidentified:
    """Every scored answer of clients who agreed to research, without names, under ids of this export alone.

    Raises `core.evaluation.TooFewToExport`.
    """
    members = [one for one in members_of(row, at, roles) if one is not None]
    subjects = [Subject(one.key, _age(one.born_on, at.date())) for one in members]
    answers = [
        Answer(one.key, row.instrument, row.version, row.scale, point, day, value)
        for one in members
        for point, day, value in _all_of(one, row.times)
    ]
    return deidentify(subjects, answers, new_id=lambda: secrets.token_hex(ID_BYTES), day_step=WEEK)


def _all_of(member: Member, times: str) -> list[tuple[str, int, float]]:
    """All answers; those that stand for a time carry its name."""
    chosen = {(day, value): point for point, day, value in placed(member.given, times)}
    return [(chosen.get((one.day, one.value), one.moment), one.day, one.value) for one in member.given]


def _age(born_on: date | None, today: date) -> int | None:
    if born_on is None:
        return None
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
