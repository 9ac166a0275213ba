"""What runs again and again. `tasks.py` of each app registers with `@every`; the worker takes turns from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Turn = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Recurring:
    """A function that is called every *pause* with the present moment. It may be called again after a failure."""

    name: str
    pause: timedelta
    turn: Turn


_known: dict[str, Recurring] = {}


def every(name: str, *, minutes: int) -> Callable[[Turn], Turn]:
    """Register `fn(at)` to run every *minutes*, under the name `app.verb`."""

    def register(turn: Turn) -> Turn:
        known = _known.get(name)
        if known is not None and known.turn is not turn:
            raise ValueError(f"two recurring jobs are called {name}")
        _known[name] = Recurring(name, timedelta(minutes=minutes), turn)
        return turn

    return register


def recurring() -> tuple[Recurring, ...]:
    """All of them, by name."""
    return tuple(_known[name] for name in sorted(_known))
