"""Examinations: items and their scoring, forms drawn by a blueprint, statistics, the practical rubric.

    item = Item.from_data(data)                    # raises Unsound; item.data() gives the JSON again
    problems_of(data)                              # everything wrong with it: code, where, facts; empty when sound
    checked(item, answer)                          # the answer as this item can have it, or AnswerError
    score(item, answer)                            # Fraction from 0 to 1; None: people mark it
    shuffled(item, f"{sitting} {code}")            # ids of the choices in the order of this candidate
    blueprint = Blueprint.from_data(data)          # blueprint_problems(data) as above
    bank = Bank.of(rows)                           # (code, topic, difficulty, family) of each item; once for many draws
    draw(bank, blueprint, seed=…, seen=…, exposure=…).parts     # codes; .shortfalls: what the bank could not fill

Plain Python with NumPy and SciPy: no Django, no clock, and chance only from a seed that is handed in.
Start reading in `_item.py`.
"""

from ._answers import checked, is_answered, is_within, score, words_in
from ._bank import Bank
from ._blueprint import DIFFICULTIES, Blueprint, Cell, Part, blueprint_problems
from ._draw import Drawn, Shortfall, draw
from ._errors import AnswerError, Problem, Unsound
from ._item import Choice, Criterion, Figure, Item, Region, Target
from ._kinds import ALL_OR_NOTHING, KINDS, PARTIAL, SCORINGS
from ._lots import shuffled, shuffled_targets
from ._problems import problems_of

__all__ = [
    "ALL_OR_NOTHING",
    "DIFFICULTIES",
    "KINDS",
    "PARTIAL",
    "SCORINGS",
    "AnswerError",
    "Bank",
    "Blueprint",
    "Cell",
    "Choice",
    "Criterion",
    "Drawn",
    "Figure",
    "Item",
    "Part",
    "Problem",
    "Region",
    "Shortfall",
    "Target",
    "Unsound",
    "blueprint_problems",
    "checked",
    "draw",
    "is_answered",
    "is_within",
    "problems_of",
    "score",
    "shuffled",
    "shuffled_targets",
    "words_in",
]
