"""Sums: a quantity over entries, with a minimum in each level and parts inside a total.

Adding an accepted entry never lowers a sum. A hard minimum of a level cannot be repaired once the next level began.
"""

from .judging import judge_sum

__all__ = ["judge_sum"]
