"""One sum being judged."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from feltwork.core.certification._context import Context
from feltwork.core.certification._judged import Feed, Relief
from feltwork.core.certification._pots import Asks, Pot
from feltwork.core.certification._rules import PerLevel, Requirement, Strictness, SumRule
from feltwork.core.certification._windows import OpenWindow


@dataclass(slots=True)
class Case:
    """One sum being judged."""

    requirement: Requirement
    body: SumRule
    context: Context
    window: OpenWindow | None
    feeds: list[Feed]
    pots: dict[str | None, Pot]
    eased: Relief
    asks: Asks

    @property
    def hard(self) -> PerLevel | None:
        rule = self.body.per_level
        return rule if rule and rule.strictness is Strictness.HARD else None

    @property
    def window_passed(self) -> bool:
        return self.window is not None and self.window.has_passed(self.context.as_of)

    @property
    def window_is_firm(self) -> bool:
        """Whether the text says clearly that nothing counts after the window."""
        return self.window is not None and self.window.allowed_until is not None and not self.window.human_beyond

    @property
    def useful(self) -> Fraction:
        return self.asks.useful({level: pot.counted for level, pot in self.pots.items()})
