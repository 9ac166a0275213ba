"""Totals: so much, so many or so many different ones, under filters, spans, caps, weights, groups and pools.

Under several caps at once the first come, first counted order can be wrong, so the best allocation is looked for and
proven (`_optimum.py`). A total without `different` and without groups never falls when an accepted entry is added,
unless the entry moves the span, is company that a week now needs more of, or comes before another that counts once.
"""

from .judging import judge_total
from .pools import share_out

__all__ = ["judge_total", "share_out"]
