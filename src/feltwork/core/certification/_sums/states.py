"""The state of a sum, and of each of its levels."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from feltwork.core.certification._context import ZERO
from feltwork.core.certification._pots import Pot
from feltwork.core.certification._verdict import LevelResult, State

from .case import Case

_DONE = (State.MET, State.WAIVED)


def level_of(level: str, case: Case) -> LevelResult:
    rule, pot = case.body.per_level, case.pots[level]
    number = rule.asks.get(level) if rule else None
    asked = case.asks.levels.get(level, number.value if number else None)
    closed = _is_closed(level, case)
    no_room = case.hard is not None and asked is not None and case.asks.free == 0
    return LevelResult(
        level=level,
        asked=asked,
        counted=pot.counted,
        waiting=pot.waiting,
        state=_level_state(pot, asked, number.value if number else None, closed and case.hard is not None),
        repairable=not closed,
        recommended=number is not None and case.hard is None,
        undecided=pot.undecided,
        above=max(pot.counted - asked, ZERO) if no_room and asked is not None else ZERO,
    )


def _is_closed(level: str, case: Case) -> bool:
    """Whether nothing new can count for *level*."""
    if case.window_passed and case.window_is_firm:
        return True
    if case.hard is None or case.hard.repairable:
        return False
    return case.context.levels.closed_on(level, case.context.as_of) is not None


def _level_state(pot: Pot, asked: Fraction | None, before: Fraction | None, closed: bool) -> State:
    if asked is None or pot.counted >= asked:
        waived = asked is not None and before is not None and pot.counted < before
        return State.WAIVED if waived else State.MET
    if closed and pot.reachable < asked:
        return State.CANNOT
    return State.HUMAN if pot.counted + pot.undecided >= asked else State.NOT_YET


def state_of(case: Case, levels: Sequence[LevelResult]) -> State:
    """The five outcomes. A person is called where the answer decides, or where the text of the rules gives out."""
    asks, pots = case.asks, case.pots
    hard = [one.state for one in levels if one.level in asks.levels]
    if case.useful >= asks.total and all(state in _DONE for state in hard):
        return State.MET
    reachable = asks.useful({level: pot.reachable for level, pot in pots.items()})
    if State.CANNOT in hard or (case.window_passed and case.window_is_firm and reachable < asks.total):
        return State.CANNOT
    decided = asks.useful({level: pot.counted + pot.undecided for level, pot in pots.items()})
    if decided >= asks.total and State.NOT_YET not in hard:
        return State.HUMAN
    certain = asks.useful({level: pot.counted + pot.waiting + pot.unsent for level, pot in pots.items()})
    text_gives_out = case.window_passed and not case.window_is_firm
    return State.HUMAN if text_gives_out and certain < asks.total else State.NOT_YET
