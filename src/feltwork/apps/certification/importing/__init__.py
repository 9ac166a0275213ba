"""Bringing in a session log as schools keep them today: CSV or Excel, in many spellings, in English or German.

`read_table` reads a file, `plan` says for each row what would become of it, `take` enters what can be entered. The
command `import-log` and the page use the same three. Nothing is guessed: what can be read two ways is refused with the
reason, and a second run of the same file doubles nothing.
"""

from feltwork.apps.certification.importing._files import FileProblem, Table, read_table
from feltwork.apps.certification.importing._plan import Plan, plan
from feltwork.apps.certification.importing._reading import DayOrder
from feltwork.apps.certification.importing._rows import RowPlan, RowState
from feltwork.apps.certification.importing._take import BATCH, take

__all__ = ["BATCH", "DayOrder", "FileProblem", "Plan", "RowPlan", "RowState", "Table", "plan", "read_table", "take"]
