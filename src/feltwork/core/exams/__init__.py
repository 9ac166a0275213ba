"""Examinations: items and their scoring, forms drawn by a blueprint, statistics, the practical rubric.

In writing:

    item = Item.from_data(data)                    # raises Unsound; item.data() gives the JSON again
    problems_of(data)                              # everything wrong with it: code, where, facts; empty when sound
    checked(item, answer)                          # the answer as this item can have it, or AnswerError
    score(item, answer)                            # Fraction from 0 to 1; None: people mark it
    agreed_mark([mark, other], of=points)          # None as long as another marker is needed
    shuffled(item, f"{sitting} {code}")            # ids of the choices in the order of this candidate
    blueprint = Blueprint.from_data(data)          # blueprint_problems(data) as above
    bank = Bank.of(rows)                           # (code, topic, difficulty, family) of each item; once for many draws
    draw(bank, blueprint, seed=…, seen=…, exposure=…).parts     # codes; .shortfalls: what the bank could not fill

After it:

    analyse(matrix, choices=…, groups=…)           # difficulty, r, choices, reliability, DIF; NaN where not given
    angoff([first_round, last_round])              # CutScore of judges' ratings, with severities and disputed items

In practice:

    rubric()                                       # domains, ratings with words for each level, gates; en and de
    sheet = Sheet.from_data(data, rubric())        # raises Unsound; sheet_problems(data, rubric)
    judge([sheet, other], cut=Fraction(70, 100))   # Outcome: passed, failed and why, or a third rater is needed
    apart(sheet, other, cut=…)                     # why a third is needed; empty when two agree
    readiness([gold(sheet, agreed), …])            # may this rater rate
    beside([(sheet, agreed), …])                   # weighted kappa of one rater with what was agreed on
    weighted_kappa(a, b), icc(matrix)              # Agreement with its interval, or why there is none

Plain Python with NumPy, SciPy and statsmodels: no Django, no clock, and chance only from a seed that is handed in.
Start reading in `_item.py` and `_rubric.py`.
"""

from ._agreement import Agreement, icc, weighted_kappa
from ._analysis import Analysis, Correlation, ItemStatistics, Reliability, analyse
from ._angoff import CutScore, Judge, JudgedItem, Round, angoff
from ._answers import checked, is_answered, is_within, score, words_in
from ._bank import Bank
from ._blueprint import DIFFICULTIES, Blueprint, Cell, Part, blueprint_problems
from ._choices import Choices, ChoiceStatistics
from ._dif import Dif
from ._draw import Drawn, Shortfall, draw
from ._errors import AnswerError, Problem, Unsound
from ._gold import Calibration, Readiness, beside, gold, readiness
from ._item import Choice, Criterion, Figure, Item, Region, Target
from ._judging import Difference, DomainResult, Outcome, apart, judge
from ._kinds import ALL_OR_NOTHING, KINDS, PARTIAL, SCORINGS
from ._lots import shuffled, shuffled_targets
from ._marks import agreed_mark, marks_apart
from ._problems import problems_of
from ._rubric import LEVELS, TOP, Anchor, Domain, Gate, Rating, Rubric, rubric, rubrics, said
from ._sheet import Sheet, sheet_problems

__all__ = [
    "ALL_OR_NOTHING",
    "DIFFICULTIES",
    "KINDS",
    "LEVELS",
    "PARTIAL",
    "SCORINGS",
    "TOP",
    "Agreement",
    "Analysis",
    "Anchor",
    "AnswerError",
    "Bank",
    "Blueprint",
    "Calibration",
    "Cell",
    "Choice",
    "ChoiceStatistics",
    "Choices",
    "Correlation",
    "Criterion",
    "CutScore",
    "Dif",
    "Difference",
    "Domain",
    "DomainResult",
    "Drawn",
    "Figure",
    "Gate",
    "Item",
    "ItemStatistics",
    "Judge",
    "JudgedItem",
    "Outcome",
    "Part",
    "Problem",
    "Rating",
    "Readiness",
    "Region",
    "Reliability",
    "Round",
    "Rubric",
    "Sheet",
    "Shortfall",
    "Target",
    "Unsound",
    "agreed_mark",
    "analyse",
    "angoff",
    "apart",
    "beside",
    "blueprint_problems",
    "checked",
    "draw",
    "gold",
    "icc",
    "is_answered",
    "is_within",
    "judge",
    "marks_apart",
    "problems_of",
    "readiness",
    "rubric",
    "rubrics",
    "said",
    "score",
    "sheet_problems",
    "shuffled",
    "shuffled_targets",
    "weighted_kappa",
    "words_in",
]
