"""Who is drawn for an audit: the same people for the same seed, on any machine, in whatever order they are listed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fractions import Fraction


def drawn_for_audit(candidates: Iterable[str], *, share: Fraction, seed: str) -> frozenset[str]:
    """At least *share* of the candidates, rounded up, drawn by *seed*.

    Each candidate's lot is a hash of seed and name, so nobody can choose it, and everybody can check it afterwards.
    Raises `ValueError` for a share outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    everybody = sorted(set(candidates), key=lambda one: (_lot(one, seed), one))
    exact = share * len(everybody)
    return frozenset(everybody[: -(-exact.numerator // exact.denominator)])


def _lot(candidate: str, seed: str) -> str:
    return hashlib.sha256(f"{seed}\n{candidate}".encode()).hexdigest()
