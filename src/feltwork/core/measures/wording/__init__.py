"""Wording packs: the words of a questionnaire, brought by whoever may use them and checked against its definition.

    draft = read_wording(files)                               # FHIR or ReproSchema, by content; raises ReadError
    checked = check(draft, instrument("gad-7"), language="en")
    checked.pack or checked.faults                             # facts; sentences about them are made at the edge
    own_pack("fw-state", "de")                                 # the words that are ours, and ship

No wording of anybody else is in this repository, not even in the marks of known wrong copies.
"""

from ._check import check
from ._draft import Choice, Draft, Gate, ReadError, Remark, Row
from ._fhir import read_fhir_questionnaire
from ._files import read_wording
from ._own import OWN, own_pack
from ._pack import Checked, Fault, WordingPack
from ._reproschema import read_reproschema

__all__ = [
    "OWN",
    "Checked",
    "Choice",
    "Draft",
    "Fault",
    "Gate",
    "ReadError",
    "Remark",
    "Row",
    "WordingPack",
    "check",
    "own_pack",
    "read_fhir_questionnaire",
    "read_reproschema",
    "read_wording",
]
