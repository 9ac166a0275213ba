"""What a group's outcome measures show, and what they do not.

    hedges_g(29.6, 21.26, 25, 64.23, 21.77, 26)          # two groups apart: g -1.584 with its interval
    paired_change(pre, post)                             # the same people twice: points, d_av, d_z, g
    mixed_change(frame, points=["start", "end"])         # also with those who missed a time; REML
    cohort(frame, points=[...], asked=[...])             # all of it, with who is missing and nobody to be told apart
    deidentify(subjects, answers, new_id=...)            # rows for other programs; write_csv, write_parquet

Plain Python with numpy, scipy, pandas and statsmodels: no Django, no clock, no chance. Codes and figures come out,
sentences are made at the edge. Nothing here can show that a treatment helped: that takes a control group.
"""

from ._apart import Shown, tells_few
from ._cohort import CohortReport, PointSummary, ReliableRule, cohort, words_missing
from ._effects import CONFIDENCE, Effect, hedges_g, small_sample
from ._errors import NotComputable
from ._export import (
    COLUMNS,
    Anonymity,
    Answer,
    Deidentified,
    Subject,
    TooFewToExport,
    age_band,
    deidentify,
    write_csv,
    write_parquet,
)
from ._missing import Answered, DropOut, Missing, missing_statement
from ._mixed import Estimate, MixedChange, Tried, mixed_change
from ._paired import PairedChange, paired_change
from ._reliable import ReliableShares, Share, reliable_counts, reliable_difference, reliable_shares, wilson
from ._suppress import LEAST, Suppressed, suppress

__all__ = [
    "COLUMNS",
    "CONFIDENCE",
    "LEAST",
    "Anonymity",
    "Answer",
    "Answered",
    "CohortReport",
    "Deidentified",
    "DropOut",
    "Effect",
    "Estimate",
    "Missing",
    "MixedChange",
    "NotComputable",
    "PairedChange",
    "PointSummary",
    "ReliableRule",
    "ReliableShares",
    "Share",
    "Shown",
    "Subject",
    "Suppressed",
    "TooFewToExport",
    "Tried",
    "age_band",
    "cohort",
    "deidentify",
    "hedges_g",
    "missing_statement",
    "mixed_change",
    "paired_change",
    "reliable_counts",
    "reliable_difference",
    "reliable_shares",
    "small_sample",
    "suppress",
    "tells_few",
    "wilson",
    "words_missing",
    "write_csv",
    "write_parquet",
]
