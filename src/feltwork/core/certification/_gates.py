"""Gates: documents in force and examinations passed; and time limits counted to the day of judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from ._context import ONE, ZERO, Context
from ._facts import Attended, Gate
from ._judged import Judged, relief, settle
from ._reasons import Data, reason
from ._recordings import is_recording
from ._rules import ElapsedRule, GateItem, GateRule, Remedy, Requirement
from ._verdict import Reason, RequirementResult, State


def judge_gate(requirement: Requirement, body: GateRule, context: Context) -> Judged:
    """Every document of the requirement in force on the day of judgement."""
    opens = _not_open_yet(body, context)
    reasons = [_find(item, context) for item in body.items]
    counted = Fraction(sum(1 for one in reasons if one.code == "document_in_force"))
    counted += sum(1 for item, one in zip(body.items, reasons, strict=True) if item.absent and one.code in _AWAY)
    eased = relief(requirement, context)
    asked = max(requirement.asked.value - eased.amount, ZERO)
    state = State.MET if counted >= asked else State.NOT_YET
    result = RequirementResult(
        code=requirement.code,
        kind=requirement.kind,
        unit=requirement.unit,
        state=state,
        asked=asked,
        counted=counted,
        waiting=ZERO,
        missing=max(asked - counted, ZERO),
        levels=(),
        reasons=(*eased.reasons, *(opens if state is State.NOT_YET else ()), *reasons),
        warnings=tuple(_ending(body, reasons, context)),
        parent=requirement.within or None,
    )
    return settle(Judged(result), requirement, context, eased.whole)


def _not_open_yet(body: GateRule, context: Context) -> tuple[Reason, ...]:
    if not body.opens_in:
        return ()
    starts_on = context.levels.starts_on(body.opens_in)
    if starts_on and starts_on <= context.as_of:
        return ()
    return (reason("opens_in_level", level=body.opens_in, starts_on=starts_on),)


_AWAY = ("document_missing", "document_expired")


def _find(item: GateItem, context: Context) -> Reason:
    found = _find_any(item, context)
    if found.code != "document_in_force":
        return found
    if item.absent:
        return reason("document_not_allowed", document=item.code)
    since = _since(item, context)
    if item.for_at_least and since and item.for_at_least.after(since) > context.as_of:
        in_time_on = item.for_at_least.after(since)
        return reason("document_too_young", document=item.code, since=since, in_time_on=in_time_on)
    return found


def _since(item: GateItem, context: Context) -> date | None:
    """Since when it has been in force without a gap."""
    own = [gate for gate in context.record.gates if gate.code in item.any_of and gate.valid_from <= context.as_of]
    since: date | None = None
    held_until: date | None = None
    for gate in sorted(own, key=lambda one: (one.valid_from, _end(one))):
        if since is None or (held_until and gate.valid_from > held_until + timedelta(days=1)):
            since, held_until = gate.valid_from, gate.valid_to
        elif held_until is not None:
            held_until = max(held_until, gate.valid_to) if gate.valid_to else None
    return since


def _find_any(item: GateItem, context: Context) -> Reason:
    own = [gate for gate in context.record.gates if gate.code in item.any_of and gate.valid_from <= context.as_of]
    in_force = [gate for gate in own if gate.valid_to is None or gate.valid_to >= context.as_of]
    if in_force:
        longest = max(in_force, key=_end)
        words: Data = {"gate": longest.code, "valid_from": longest.valid_from, "valid_to": longest.valid_to}
        return reason("document_in_force", document=item.code, **words)
    ended = max((gate.valid_to for gate in own if gate.valid_to), default=None)
    if ended:
        return reason("document_expired", document=item.code, ended_on=ended)
    return reason("document_missing", document=item.code)


def _end(gate: Gate) -> tuple[bool, int, str]:
    """Open-ended last, then the later end; the code settles ties, so that order never matters."""
    return gate.valid_to is None, gate.valid_to.toordinal() if gate.valid_to else 0, gate.code


def _ending(body: GateRule, reasons: Sequence[Reason], context: Context) -> Iterable[Reason]:
    if body.warn_days is None:
        return
    limit = context.as_of + timedelta(days=int(body.warn_days.value))
    for one in reasons:
        ends_on = one.data.get("valid_to")
        if one.code == "document_in_force" and isinstance(ends_on, date) and ends_on <= limit:
            yield reason("document_ends_soon", document=one.data["document"], ends_on=ends_on)


def judge_elapsed(requirement: Requirement, body: ElapsedRule, context: Context) -> Judged:
    """Whether the last day at a level lies no longer back than allowed; if it does, what is left to do."""
    days = [
        day.on
        for day in context.record.days
        if day.level == body.level
        and day.on <= context.as_of
        and day.attended not in (Attended.MISSED, Attended.EXCUSED, Attended.PLANNED)
        and (not body.modes or ("recording" if is_recording(day) else day.mode) in body.modes)
    ]
    eased = relief(requirement, context)
    state, reasons = _elapsed(body, max(days, default=None), context)
    met = state is State.MET
    result = RequirementResult(
        code=requirement.code,
        kind=requirement.kind,
        unit=requirement.unit,
        state=state,
        asked=ONE,
        counted=ONE if met else ZERO,
        waiting=ZERO,
        missing=ZERO if met else ONE,
        levels=(),
        reasons=(*eased.reasons, *reasons),
        deadline=body.at_most.after(max(days)) if days and met else None,
        parent=requirement.within or None,
    )
    return settle(Judged(result), requirement, context, eased.whole)


def _elapsed(body: ElapsedRule, last_on: date | None, context: Context) -> tuple[State, list[Reason]]:
    if last_on is None:
        return State.NOT_YET, [reason("no_such_day", level=body.level, modes=", ".join(body.modes))]
    allowed_until = body.at_most.after(last_on)
    words: Data = {"level": body.level, "last_on": last_on, "allowed_until": allowed_until}
    if context.as_of <= allowed_until:
        return State.MET, [reason("within_time", **words)]
    return State.CANNOT, [reason("too_long_ago", **words), *remedies_on(body.remedies, context)]


def remedies_on(remedies: Iterable[Remedy], context: Context) -> Iterable[Reason]:
    """What is offered on the day of judgement."""
    for one in remedies:
        begun = one.valid_from is None or one.valid_from <= context.as_of
        if begun and (one.valid_to is None or context.as_of <= one.valid_to):
            yield reason("remedy", remedy=one.code, valid_from=one.valid_from, valid_to=one.valid_to)
