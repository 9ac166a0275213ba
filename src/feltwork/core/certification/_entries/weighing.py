"""The fate of one entry, before any requirement looks at it."""

from __future__ import annotations

from feltwork.core.certification._context import ONE, Context, CycleSpan
from feltwork.core.certification._facts import Entry, Outcome, Ruling
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import GroupSize, Kind

from .companions import accompany
from .parts import parts_of_all
from .proofs import check_proof
from .providers import check_provider
from .scales import Scales
from .weighed import Fate, Weighed, ask
from .worth import value, worth_of


def weigh_all(context: Context) -> list[Weighed]:
    """Every entry of the record, in order of days; one that is counted as several kinds comes in several parts."""
    scales = Scales(context)
    found = [weigh(part, scales) for part in parts_of_all(context.record.entries, scales.kinds, context)]
    found.sort(key=lambda one: (one.entry.on, one.entry.id))
    accompany(found, context)
    return found


def weigh(entry: Entry, scales: Scales) -> Weighed:
    """Level, worth and standing of *entry* on the day of judgement."""
    context, kind = scales.context, scales.kind_of(entry)
    weighed = Weighed(entry=entry, level=scales.levels.on(entry.on), kind=kind, hours=entry.hours)
    if entry.on > context.as_of:
        weighed.find(Fate.FALLS, reason("in_future", on=entry.on))
    elif kind is None:
        weighed.find(Fate.FALLS, reason("unknown_kind", kind=entry.kind))
    elif context.span and not _is_in_cycle(entry, context.span):
        words: Data = {"begins": context.span.begins, "ends": context.span.ends}
        weighed.find(Fate.FALLS, reason("outside_cycle", **words))
    elif entry.ruling and entry.ruling.on <= context.as_of:
        _follow_ruling(weighed, kind, entry.ruling, scales)
    else:
        _follow_rules(weighed, kind, scales)
    return weighed


def _is_in_cycle(entry: Entry, span: CycleSpan) -> bool:
    return span.begins <= entry.on <= span.ends or entry.id in span.carried


def _follow_ruling(weighed: Weighed, kind: Kind, ruling: Ruling, scales: Scales) -> None:
    weighed.ruled = True
    words: Data = {"by": ruling.by, "on": ruling.on, "why": ruling.reason}
    if ruling.outcome is Outcome.DO_NOT_COUNT:
        weighed.find(Fate.FALLS, reason("ruled_do_not_count", **words))
        return
    if weighed.level is not None:
        weighed.reasons += scales.of_level(weighed.level, weighed.entry.on)
    hours = weighed.entry.hours
    worth = ruling.amount if ruling.amount is not None else worth_of(hours, kind, scales.context)
    weighed.amount = ONE * hours if worth is None else worth
    weighed.reasons.append(reason("ruled_count", amount=ruling.amount, **words))


def _follow_rules(weighed: Weighed, kind: Kind, scales: Scales) -> None:
    entry, context = weighed.entry, scales.context
    if weighed.level is None and context.rules.levels:
        weighed.find(Fate.FALLS, reason("before_training", starts_on=context.levels.first_day))
        return
    if weighed.level is not None:
        weighed.reasons += scales.of_level(weighed.level, entry.on)
    if context.span and entry.id in context.span.carried:
        weighed.reasons.append(reason("carried_over", amount=context.span.carried[entry.id]))
    value(weighed, kind, scales.worth(kind, entry.hours), context)
    if kind.modes and entry.mode not in kind.modes:
        weighed.find(Fate.FALLS, reason("mode_not_allowed", mode=entry.mode))
    found = check_provider(weighed, kind, context)
    if entry.group_size is not None and kind.group_size:
        _check_size(weighed, entry.group_size, kind.group_size, context)
    check_proof(weighed, kind, found, context)


def _check_size(weighed: Weighed, size: int, rule: GroupSize, context: Context) -> None:
    if rule.max and size > rule.max.value:
        weighed.find(Fate.FALLS, reason("group_too_large", size=size, max=rule.max.value))
    elif rule.ask_above and size > rule.ask_above.value:
        question = f"group_size:{weighed.entry.id}"
        found = reason("group_size_unstated", question=question, size=size, ask_above=rule.ask_above.value)
        ask(weighed, context, found)
