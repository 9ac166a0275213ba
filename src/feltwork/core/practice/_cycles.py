"""Rising and settling, read from a curve of activation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

RISE = 2  # points on the scale from 0 to 10: smaller waves are within what two ratings of the same thing differ by


@dataclass(frozen=True, slots=True)
class Cycle:
    """Seconds since the session began. `settled_at` is None where the curve ends before it came down."""

    begins_at: int
    peak_at: int
    peak: float
    settled_at: int | None
    outcome: str  # settled, partly_settled, escalated

    @property
    def seconds_to_settle(self) -> int | None:
        return None if self.settled_at is None else self.settled_at - self.peak_at


def cycles(readings: Sequence[tuple[int, float]], *, range_high: float | None = None) -> list[Cycle]:
    """Every rise of at least two points with what followed it.

    *readings*: (seconds, activation 0 to 10), in any order. A cycle has settled once it is back within one point of
    where it rose from, or, where the person's own range is known, below its upper end *range_high* and at least two
    points under the peak. It is partly settled when it came down by two points and no further, and escalated when it
    ends at its highest. What a curve cannot tell, shutting down and interruption, is for people to say.
    """
    points = sorted(readings)
    found: list[Cycle] = []
    low = 0
    while low < len(points):
        peak = _peak_after(points, low)
        if peak is None:
            return found
        start = min(range(low, peak), key=lambda i: (points[i][1], -i))
        end = _end_after(points, start, peak, range_high)
        found.append(_cycle(points, start, peak, end))
        low = end[0]
        if low <= peak:
            return found
    return found


def _peak_after(points: Sequence[tuple[int, float]], low: int) -> int | None:
    """The top of the first rise of two points from *low* on."""
    bottom = low
    for index in range(low, len(points)):
        if points[index][1] < points[bottom][1]:
            bottom = index
        if points[index][1] - points[bottom][1] >= RISE:
            return _climb(points, index)
    return None


def _climb(points: Sequence[tuple[int, float]], top: int) -> int:
    """The highest reading before it has come down by two points again."""
    for index in range(top, len(points)):
        if points[index][1] > points[top][1]:
            top = index
        elif points[top][1] - points[index][1] >= RISE:
            break
    return top


def _end_after(
    points: Sequence[tuple[int, float]], start: int, peak: int, range_high: float | None
) -> tuple[int, str, bool]:
    """Where the cycle ends, its outcome, and whether it settled there."""
    enough = points[start][1] + 1
    lowest = peak
    for index in range(peak + 1, len(points)):
        value = points[index][1]
        in_range = range_high is not None and value <= range_high and points[peak][1] - value >= RISE
        if value <= enough or in_range:
            return index, "settled", True
        if value < points[lowest][1]:
            lowest = index
        if value - points[lowest][1] >= RISE:  # rises again before it settled
            return lowest, "partly_settled", False
    came_down = points[peak][1] - points[-1][1] >= RISE
    return len(points) - 1, "partly_settled" if came_down else "escalated", False


def _cycle(points: Sequence[tuple[int, float]], start: int, peak: int, end: tuple[int, str, bool]) -> Cycle:
    place, outcome, settled = end
    return Cycle(points[start][0], points[peak][0], points[peak][1], points[place][0] if settled else None, outcome)
