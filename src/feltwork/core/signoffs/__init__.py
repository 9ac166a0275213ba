"""Sealing entries into a chain, and finding what was done to it afterwards.

Start with `seal` (one entry) and `verify` (a whole chain).
"""

from feltwork.core.signoffs._chain import GENESIS, Json, canonical, digest, fits, seal
from feltwork.core.signoffs._check import Head, faults, verify
from feltwork.core.signoffs._faults import Entry, Fault, What

__all__ = [
    "GENESIS",
    "Entry",
    "Fault",
    "Head",
    "Json",
    "What",
    "canonical",
    "digest",
    "faults",
    "fits",
    "seal",
    "verify",
]
