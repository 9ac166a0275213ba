"""The fate of one entry, before any requirement looks at it."""

from __future__ import annotations

from feltwork.core.certification._context import ONE, Context, CycleSpan
from feltwork.core.certification._facts import Entry, Outcome, Ruling
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind

from .companions import accompany
from .parts import parts_of
from .proofs import check_proof
from .providers import check_provider
from .weighed import Fate, Weighed, ask
from .worth import value, worth_of

JUST_BEFORE_DAYS = 7  # how close to the next level a session is worth a word


def weigh_all(context: Context) -> list[Weighed]:
    """Every entry of the record, in order of days; one that is counted as several kinds comes in several parts."""
    kinds = {kind.code: kind for kind in context.rules.kinds}
    found = [
        weigh(part, context, kinds) for entry in context.record.entries for part in parts_of(entry, kinds, context)
    ]
    found.sort(key=lambda one: (one.entry.on, one.entry.id))
    accompany(found, context)
    return found


def weigh(entry: Entry, context: Context, kinds: dict[str, Kind]) -> Weighed:
    """Level, worth and standing of *entry* on the day of judgement."""
    level = context.levels.on(entry.on)
    weighed = Weighed(entry=entry, level=level, kind=kinds.get(entry.kind), hours=entry.hours)
    if entry.on > context.as_of:
        weighed.find(Fate.FALLS, reason("in_future", on=entry.on))
    elif weighed.kind is None:
        weighed.find(Fate.FALLS, reason("unknown_kind", kind=entry.kind))
    elif context.span and not _is_in_cycle(entry, context.span):
        words: Data = {"begins": context.span.begins, "ends": context.span.ends}
        weighed.find(Fate.FALLS, reason("outside_cycle", **words))
    elif entry.ruling and entry.ruling.on <= context.as_of:
        _follow_ruling(weighed, weighed.kind, entry.ruling, context)
    else:
        _follow_rules(weighed, weighed.kind, context)
    return weighed


def _is_in_cycle(entry: Entry, span: CycleSpan) -> bool:
    return span.begins <= entry.on <= span.ends or entry.id in span.carried


def _follow_ruling(weighed: Weighed, kind: Kind, ruling: Ruling, context: Context) -> None:
    weighed.ruled = True
    words: Data = {"by": ruling.by, "on": ruling.on, "why": ruling.reason}
    if ruling.outcome is Outcome.DO_NOT_COUNT:
        weighed.find(Fate.FALLS, reason("ruled_do_not_count", **words))
        return
    _say_level(weighed, context)
    worth = ruling.amount if ruling.amount is not None else worth_of(weighed.entry, kind, context)
    weighed.amount = ONE * weighed.entry.hours if worth is None else worth
    weighed.reasons.append(reason("ruled_count", amount=ruling.amount, **words))


def _follow_rules(weighed: Weighed, kind: Kind, context: Context) -> None:
    entry = weighed.entry
    if weighed.level is None and context.rules.levels:
        weighed.find(Fate.FALLS, reason("before_training", starts_on=context.levels.first_day))
        return
    _say_level(weighed, context)
    if context.span and entry.id in context.span.carried:
        weighed.reasons.append(reason("carried_over", amount=context.span.carried[entry.id]))
    value(weighed, kind, context)
    if kind.modes and entry.mode not in kind.modes:
        weighed.find(Fate.FALLS, reason("mode_not_allowed", mode=entry.mode))
    found = check_provider(weighed, kind, context)
    _check_size(weighed, kind, context)
    check_proof(weighed, kind, found, context)


def _say_level(weighed: Weighed, context: Context) -> None:
    level = weighed.level
    if level is None:
        return
    weighed.reasons.append(reason("in_level", level=level, since=context.levels.starts_on(level)))
    later = context.levels.after(level)
    if later and 0 < (later[1] - weighed.entry.on).days <= JUST_BEFORE_DAYS:
        days = (later[1] - weighed.entry.on).days
        words: Data = {"level": level, "next_level": later[0], "starts_on": later[1], "days": days}
        weighed.reasons.append(reason("just_before_level", **words))


def _check_size(weighed: Weighed, kind: Kind, context: Context) -> None:
    size, rule = weighed.entry.group_size, kind.group_size
    if size is None or rule is None:
        return
    if rule.max and size > rule.max.value:
        weighed.find(Fate.FALLS, reason("group_too_large", size=size, max=rule.max.value))
    elif rule.ask_above and size > rule.ask_above.value:
        question = f"group_size:{weighed.entry.id}"
        found = reason("group_size_unstated", question=question, size=size, ask_above=rule.ask_above.value)
        ask(weighed, context, found)
