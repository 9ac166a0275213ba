"""Which entries a clause speaks of, as a column of weighed entries."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import Filter
from feltwork.core.certification.register._moments import NotASet
from feltwork.core.certification.register._wants import NO, YES

from .common import Site

Pass = Callable[[ir.Table], ir.Value]


def passes(rule: Filter | None, site: Site) -> Pass:
    """Whether everything that *rule* names is true of an entry; raises `NotASet` for people compared with people."""
    if rule is None:
        return lambda _t: YES
    if rule.not_given_by_those_of or rule.by_main_trainer:
        raise NotASet("people")
    parts = [*_of_itself(rule), *_of_attributes(rule, site), *_of_size(rule), *_of_span(rule, site)]
    if rule.levels:
        places = [site.wants.levels.index(level) for level in rule.levels if level in site.wants.levels]
        parts.append(lambda t: t["level"].isin(places) if places else NO)
    if rule.given_by:
        flags = [site.wants.flag(one) for one in rule.given_by]
        parts.append(lambda t: _any([t[flag] for flag in flags]))
    excepted = [passes(one, site) for one in rule.excepted]
    if excepted:
        parts.append(lambda t: ~_any([one(t) for one in excepted]))

    def get(t: ir.Table) -> ir.Value:
        found: ir.Value = YES
        for part in parts:
            found = found & part(t)
        return found

    return get


def _any(values: list[ir.Value]) -> ir.Value:
    found: ir.Value = NO
    for value in values:
        found = found | value
    return found


def _of_itself(rule: Filter) -> list[Pass]:
    parts: list[Pass] = []
    if rule.of:
        parts.append(lambda t: t["kind"].isin(rule.of))
    if rule.modes:
        parts.append(lambda t: t["mode"].isin(rule.modes))
    return parts


def _of_attributes(rule: Filter, site: Site) -> list[Pass]:
    parts: list[Pass] = []
    for name, words in rule.attributes.items():
        parts.append(_has(site.wants.attribute(name), words))
    for name, words in rule.without.items():
        parts.append(_lacks(site.wants.attribute(name), words))
    return parts


def _has(column: str, words: tuple[str, ...]) -> Pass:
    return lambda t: t[column].isin(words)


def _lacks(column: str, words: tuple[str, ...]) -> Pass:
    return lambda t: ~t[column].isin(words)


def _of_size(rule: Filter) -> list[Pass]:
    parts: list[Pass] = []
    if rule.group_at_most:
        most = rule.group_at_most.value
        parts.append(lambda t: ibis.coalesce(t["group_size"] * most.denominator <= most.numerator, False))
    if rule.group_at_least:
        least = rule.group_at_least.value
        parts.append(lambda t: ibis.coalesce(t["group_size"] * least.denominator >= least.numerator, False))
    return parts


def _of_span(rule: Filter, site: Site) -> list[Pass]:
    """A beginning that is not known lets nothing through; an end that is not known lets everything through."""
    since = site.moments.at(rule.since, at_entries=True)
    until = site.moments.at(rule.until, at_entries=True)
    parts: list[Pass] = []
    if since:
        parts.append(lambda t: ibis.coalesce(t["on"] >= since(t), False))
    if until:
        parts.append(lambda t: ibis.coalesce(t["on"] <= until(t), True))
    return parts
