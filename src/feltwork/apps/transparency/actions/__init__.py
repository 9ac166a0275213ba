"""Adding to a school's log, giving entries their places, signing heads, taking what witnesses say."""

from feltwork.apps.transparency.actions.entries import append, append_many, forget
from feltwork.apps.transparency.actions.places import integrate, open_log
from feltwork.apps.transparency.actions.witnesses import add_cosignature, distrust_witness, trust_witness

__all__ = [
    "add_cosignature",
    "append",
    "append_many",
    "distrust_witness",
    "forget",
    "integrate",
    "open_log",
    "trust_witness",
]
