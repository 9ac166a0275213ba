"""Which entries a clause speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from feltwork.core.certification._context import Context
from feltwork.core.certification._entries import Weighed
from feltwork.core.certification._facts import Attended
from feltwork.core.certification._rules import Filter


def passes(one: Weighed, rule: Filter | None, context: Context) -> bool:
    """Whether everything that *rule* names is true of the entry."""
    if rule is None:
        return True
    entry = one.entry
    return (
        (not rule.of or (one.kind is not None and one.kind.code in rule.of))
        and all(entry.attributes.get(key, "") in words for key, words in rule.attributes.items())
        and not _has_any(entry.attributes, rule.without)
        and (not rule.modes or entry.mode in rule.modes)
        and (not rule.levels or one.level in rule.levels)
        and (not rule.given_by or any(_holds(one, kind, context) for kind in rule.given_by))
        and _size_fits(entry.group_size, rule)
        and _in_span(one, rule, context)
        and _is_right_person(one, rule, context)
        and not any(passes(one, other, context) for other in rule.excepted)
    )


def _has_any(own: Mapping[str, str], refused: Mapping[str, tuple[str, ...]]) -> bool:
    return any(own.get(key, "") in words for key, words in refused.items())


def _holds(one: Weighed, approval: str, context: Context) -> bool:
    return context.approvals.holds(one.entry.provider, approval, one.level, one.entry.on)


def _size_fits(size: int | None, rule: Filter) -> bool:
    if rule.group_at_most is not None and (size is None or size > rule.group_at_most.value):
        return False
    return rule.group_at_least is None or (size is not None and size >= rule.group_at_least.value)


def _in_span(one: Weighed, rule: Filter, context: Context) -> bool:
    since, until = context.moments.at(rule.since), context.moments.at(rule.until)
    if rule.since is not None and (since is None or one.entry.on < since):
        return False
    return until is None or one.entry.on <= until


def _is_right_person(one: Weighed, rule: Filter, context: Context) -> bool:
    provider = one.entry.provider
    if rule.not_given_by_those_of:
        others = {entry.provider for entry in context.record.entries if entry.kind in rule.not_given_by_those_of}
        if provider in others:
            return False
    return not rule.by_main_trainer or (provider is not None and provider in _main_trainers(context))


def _main_trainers(context: Context) -> set[str]:
    """Whoever taught most of the days that were attended; several where they taught equally many."""
    days = Counter(
        day.trainer
        for day in context.record.days
        if day.trainer and day.on <= context.as_of and day.attended in (Attended.ATTENDED, Attended.MADE_UP)
    )
    most = max(days.values(), default=0)
    return {trainer for trainer, number in days.items() if number == most}
