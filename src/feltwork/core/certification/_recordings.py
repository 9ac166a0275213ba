"""What days made up from a recording are worth, module by module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ._facts import Attended, TrainingDay
from ._reasons import reason
from ._rules import Recording
from ._verdict import Reason

Module = tuple[str, str]  # level, module


def is_recording(day: TrainingDay) -> bool:
    """Whether the day was taken from the recording."""
    return day.attended is Attended.RECORDING or (day.mode == "recording" and day.attended is Attended.ATTENDED)


def refusals(days: Sequence[TrainingDay], rule: Recording | None, levels: Sequence[str]) -> dict[str, list[Reason]]:
    """Day id → why its recording does not count; days whose recording counts are left out."""
    watched = [day for day in days if is_recording(day)]
    if rule is None:
        return {day.id: [reason("recording_never")] for day in watched}
    modules = _modules(days, levels)
    by_recording = {(day.level, day.module) for day in watched}
    refused = _refused_modules(modules, by_recording, rule)
    found = {day.id: list(refused.get((day.level, day.module), [])) for day in watched}
    _limit_days(watched, found, rule)
    return {day: reasons for day, reasons in found.items() if reasons}


def _modules(days: Iterable[TrainingDay], levels: Sequence[str]) -> list[Module]:
    """Every module once, in the order of the programme."""
    order = {level: place for place, level in enumerate(levels)}
    places = {(order.get(day.level, len(order)), day.module_position, day.level, day.module) for day in days}
    return [(level, module) for _, _, level, module in sorted(places)]


def _refused_modules(
    modules: Sequence[Module], by_recording: set[Module], rule: Recording
) -> dict[Module, list[Reason]]:
    before = {later: earlier for earlier, later in pairwise(modules)}
    refused: dict[Module, list[Reason]] = {}
    accepted = 0
    for module in (one for one in modules if one in by_recording):
        reasons = list(_against(module, before.get(module), by_recording, accepted, rule))
        refused[module] = reasons
        accepted += not reasons
    return refused


def _against(
    module: Module, previous: Module | None, by_recording: set[Module], accepted: int, rule: Recording
) -> Iterable[Reason]:
    level, name = module
    if rule.levels and level not in rule.levels:
        yield reason("recording_not_in_level", level=level)
    if not rule.consecutive and previous in by_recording and previous:
        yield reason("recording_consecutive", module=name, previous=previous[1])
    if rule.at_most_modules and accepted >= rule.at_most_modules.value:
        yield reason("recording_too_many_modules", module=name, at_most=rule.at_most_modules.value)


def _limit_days(watched: Sequence[TrainingDay], found: dict[str, list[Reason]], rule: Recording) -> None:
    if rule.at_most_days is None:
        return
    accepted = 0
    for day in sorted(watched, key=lambda one: (one.on, one.id)):
        if found[day.id]:
            continue
        if accepted >= rule.at_most_days.value:
            found[day.id].append(reason("recording_too_many_days", at_most=rule.at_most_days.value))
        else:
            accepted += 1
