"""The words of the language: every section of a rule file, from which loader, checks and JSON Schema follow.

A new requirement kind is one more entry in `REQUIREMENT_KINDS`, its body in `_rules/` and its judge in `_judge.py`.
"""

from .examples import EXAMPLE
from .numbers import SOURCES, sourced
from .programme import HEAD, LAYERS, PROGRAMME, SECTIONS
from .requirements import REQUIREMENT, REQUIREMENT_KINDS

__all__ = [
    "EXAMPLE",
    "HEAD",
    "LAYERS",
    "PROGRAMME",
    "REQUIREMENT",
    "REQUIREMENT_KINDS",
    "SECTIONS",
    "SOURCES",
    "sourced",
]
