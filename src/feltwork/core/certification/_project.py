"""When a candidate could finish: an estimate with its assumptions, never a promise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ._calendar import days_at_pace
from ._context import ZERO, Context
from ._facts import Record
from ._reasons import Data, reason
from ._rules import GateRule, RuleSet
from ._verdict import Reason, RequirementResult, State, Verdict
from ._windows import window_of

_NOT_ESTIMATED = ("elapsed", "total", "count", "ratio", "time", "evaluation", "ways")
LAST_YEAR = 9000  # beyond it a date is not an estimate but nonsense


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Earliest and latest likely finish. None where nothing sensible can be said; `assumptions` then say why."""

    earliest: date | None
    latest: date | None
    assumptions: tuple[Reason, ...]


def project(rules: RuleSet, record: Record, verdict: Verdict, *, as_of: date, pace_per_month: Fraction) -> Projection:
    """Estimate the finish if the candidate gathers *pace_per_month* units of each sum from *as_of* on.

    The earliest finish takes that pace, one try at each examination and the usual review; the latest half the pace
    and twice the time for both. Raises `ValueError` for a negative pace.
    """
    if pace_per_month < 0:
        raise ValueError("a pace cannot be negative")
    context = Context(rules, record, as_of)
    earliest, assumptions = _finish(verdict, context, pace_per_month, slowness=1)
    latest, _ = _finish(verdict, context, pace_per_month, slowness=2)
    return Projection(earliest=earliest, latest=latest, assumptions=(*assumptions, reason("slower_by_half")))


def _finish(
    verdict: Verdict, context: Context, pace: Fraction, *, slowness: int
) -> tuple[date | None, tuple[Reason, ...]]:
    said: list[Reason] = []
    days: list[date | None] = [context.as_of]
    open_results = [one for one in verdict.requirements if one.state not in (State.MET, State.WAIVED)]
    training_end = _training_end(verdict, open_results, context, said)
    days.append(training_end)
    for result in open_results:
        if result.kind == "sum":
            days.append(_sum_done(result, context, pace / slowness, said))
        elif result.kind == "gate":
            days.append(_gate_done(result, context, training_end, slowness, said))
        elif result.kind in _NOT_ESTIMATED or result.state is State.CANNOT:
            said.append(reason("not_estimated", requirement=result.code))
            days.append(None)
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return None, tuple(said)
    return _after(max(known), _review_days(context, slowness, said)), tuple(said)


def _review_days(context: Context, slowness: int, said: list[Reason]) -> int:
    number = context.rules.review_days
    if number is None:
        return 0
    said.append(reason("review_takes", days=int(number.value)))
    return int(number.value) * slowness


def _training_end(
    verdict: Verdict, open_results: Iterable[RequirementResult], context: Context, said: list[Reason]
) -> date | None:
    ahead = [day.on for day in context.record.days if day.on > context.as_of]
    for result in open_results:
        lacking = result.missing - len(ahead) - result.undecided
        if result.kind == "days" and lacking > 0:
            said.append(reason("training_days_unplanned", days=lacking))
            return None
    last = max(ahead, default=context.last_training_day)
    if last and last > context.as_of:
        said.append(reason("training_ends", on=last))
    return last or context.as_of


def _sum_done(result: RequirementResult, context: Context, pace: Fraction, said: list[Reason]) -> date | None:
    if result.parent:
        return context.as_of  # it lies inside its total, which is estimated on its own
    if result.state is State.CANNOT:
        said.append(reason("not_estimated", requirement=result.code))
        return None
    amount = max(result.missing - result.waiting, ZERO)
    if amount and not pace:
        said.append(reason("no_pace", requirement=result.code))
        return None
    done = _through_levels(result, amount, context, pace) if amount else context.as_of
    words: Data = {
        "requirement": result.code,
        "amount": amount,
        "unit": result.unit,
        "per_month": pace,
        "done_on": done,
    }
    said.append(reason("at_pace", **words))
    limit = _limit(result, context)
    if limit:
        said.append(reason("must_end_by", requirement=result.code, allowed_until=limit))
    return done


def _through_levels(result: RequirementResult, amount: Fraction, context: Context, pace: Fraction) -> date | None:
    """Level after level: what a level asks for cannot be gathered before it starts."""
    day: date | None = context.as_of
    left = amount
    for level in result.levels:
        gap = max((level.asked or ZERO) - level.counted - level.waiting, ZERO) if not level.recommended else ZERO
        if gap == 0 or day is None:
            continue
        starts_on = context.levels.starts_on(level.level)
        day = _after(max(day, starts_on) if starts_on else day, days_at_pace(gap, pace))
        left -= gap
    return day if left <= 0 or day is None else _after(day, days_at_pace(left, pace))


def _limit(result: RequirementResult, context: Context) -> date | None:
    window = window_of(context.rules.requirement(result.code), context) if _is_base(result, context) else None
    return window.allowed_until if window else None


def _gate_done(
    result: RequirementResult, context: Context, training_end: date | None, slowness: int, said: list[Reason]
) -> date | None:
    body = context.rules.requirement(result.code).body if _is_base(result, context) else None
    allow = body.allow_days if isinstance(body, GateRule) else None
    if allow is None or training_end is None:
        return context.as_of if allow is None else None
    said.append(reason("examinations_take", requirement=result.code, days=int(allow.value)))
    return _after(max(training_end, context.as_of), int(allow.value) * slowness)


def _is_base(result: RequirementResult, context: Context) -> bool:
    return any(one.code == result.code for one in context.rules.requirements)


def _after(day: date, days: int) -> date | None:
    return day + timedelta(days=days) if day.year + days // 365 < LAST_YEAR else None
