"""The bridge between what is stored and what `core.certification` judges.

`known_of` reads everything about some enrolments with a constant number of queries; `Known.record` is the plain record
that the core is handed. `refresh_standing` keeps the summary for lists; `receivers` keeps it current.
"""

from feltwork.apps.certification.standing._kept import Foreseen, foresee, lock, refresh_standing, refresh_standings
from feltwork.apps.certification.standing._known import Known, known_again, known_of, logged_of
from feltwork.apps.certification.standing._rows import DayRow, ExceptionRow, LogRow
from feltwork.apps.certification.standing._then import known_then
from feltwork.apps.certification.standing._verdicts import proof_of, record_of, records_of, verdict_of
from feltwork.apps.schools.rules import rules_of

__all__ = [
    "DayRow",
    "ExceptionRow",
    "Foreseen",
    "Known",
    "LogRow",
    "foresee",
    "known_again",
    "known_of",
    "known_then",
    "lock",
    "logged_of",
    "proof_of",
    "record_of",
    "records_of",
    "refresh_standing",
    "refresh_standings",
    "rules_of",
    "verdict_of",
]
