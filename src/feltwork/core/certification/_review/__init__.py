"""A second look at rules that can be read: what can never be met, leads in a circle, or serves nothing."""

from __future__ import annotations

from feltwork.core.certification._rules import RuleSet

from .circles import circles
from .concern import Concern
from .never import never_met
from .unused import unused
from .ways import unreachable

__all__ = ["Concern", "review"]


def review(rules: RuleSet) -> tuple[Concern, ...]:
    """Everything odd about *rules*."""
    return (*circles(rules), *unused(rules), *never_met(rules), *unreachable(rules))
