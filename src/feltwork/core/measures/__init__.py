"""Outcome measures as data: what an instrument is, what a sheet of answers comes to, and whether that has changed.

    phq = instrument("phq-9")
    scored = score(phq, {"interest": 2, "mood": 3, …})          # raises AnswerError
    scored.scales["total"].value                                # Fraction, or None and why not
    scored.verdicts, scored.risk                                # algorithms, and risk items also of half a sheet
    change(phq, "total", before, after, phq.changes[0], cut)    # better, none, worse, not_enough; formula and source
    trajectory(phq, "total", points, rule, episode_start=day)   # baseline, best, latest, hints
    many.score_many(phq, array)                                 # the same for a million sheets, with NumPy

Plain Python: no Django, no clock. The files are in `instruments/`, one an instrument version, described by
`schema.json`; every number in them has its sample, source and mark (in German: `said`). No item's wording is here.
Start reading in `_instrument.py`. Source of it all: domain/instruments.md.
"""

from ._answers import DECLINED, Answer, AnswerError, Answers, RiskHit, risk_hits
from ._change import Change, band, change, cutoff_c, is_clinical, needed, rci, standard_error
from ._instrument import (
    Band,
    ChangeRule,
    Condition,
    Instrument,
    Item,
    Licence,
    Loinc,
    Missing,
    Note,
    Option,
    Outcome,
    Rule,
    Scale,
    Statistic,
    Threshold,
)
from ._load import instrument, instrument_of, instruments
from ._rules import Verdict
from ._score import ScaleScore, Scored, band_of, score
from ._trajectory import Hint, Trajectory, trajectory
from ._words import said
from .many import score_many

__all__ = [
    "DECLINED",
    "Answer",
    "AnswerError",
    "Answers",
    "Band",
    "Change",
    "ChangeRule",
    "Condition",
    "Hint",
    "Instrument",
    "Item",
    "Licence",
    "Loinc",
    "Missing",
    "Note",
    "Option",
    "Outcome",
    "RiskHit",
    "Rule",
    "Scale",
    "ScaleScore",
    "Scored",
    "Statistic",
    "Threshold",
    "Trajectory",
    "Verdict",
    "band",
    "band_of",
    "change",
    "cutoff_c",
    "instrument",
    "instrument_of",
    "instruments",
    "is_clinical",
    "needed",
    "rci",
    "risk_hits",
    "said",
    "score",
    "score_many",
    "standard_error",
    "trajectory",
]
