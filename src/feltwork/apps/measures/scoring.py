"""What is kept of a score, and back: `Result.scores` holds `packed(score(…))`.

A result is read as it was scored then; bands and rules are looked up in the instrument by the codes that were kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from feltwork.core.measures import (
    Answers,
    Instrument,
    RiskHit,
    Scale,
    ScaleScore,
    Scored,
    Verdict,
    instrument,
    score,
)


def packed(scored: Scored) -> dict[str, Any]:
    """JSON, exact: fractions as "7/2"."""
    return {
        "instrument": scored.instrument_id,
        "version": scored.version,
        "scales": {name: _scale(one) for name, one in scored.scales.items()},
        "verdicts": {one.rule.id: one.outcome for one in scored.verdicts},
        "answered": scored.answered,
        "of": scored.of,
        "missing": list(scored.missing),
        "declined": list(scored.declined),
        "complete": scored.complete,
        "risk": [[hit.item, hit.value] for hit in scored.risk],
        "options": dict(scored.options),
    }


def unpacked(kept: Mapping[str, Any]) -> Scored:
    """The other way. Raises KeyError where the instrument is not here any more."""
    whole = instrument(kept["instrument"])
    known = {scale.id: scale for scale in whole.scales}
    rules = {rule.id: rule for rule in whole.rules}
    return Scored(
        instrument_id=kept["instrument"],
        version=kept["version"],
        scales=MappingProxyType({name: _scale_score(one, known.get(name)) for name, one in kept["scales"].items()}),
        verdicts=tuple(Verdict(rules[name], code) for name, code in kept["verdicts"].items() if name in rules),
        answered=kept["answered"],
        of=kept["of"],
        missing=tuple(kept["missing"]),
        declined=tuple(kept["declined"]),
        complete=kept["complete"],
        risk=tuple(RiskHit(item, value) for item, value in kept["risk"]),
        options=MappingProxyType(dict(kept["options"])),
    )


def scores_of(whole: Instrument, answers: Answers) -> dict[str, Any]:
    """*answers* scored and packed. Nothing is prorated unless the instrument's own rule says so."""
    return packed(score(whole, answers))


def _scale(one: ScaleScore) -> dict[str, Any]:
    return {
        "value": None if one.value is None else str(one.value),
        "why": one.why,
        "missing": list(one.missing),
        "prorated": one.prorated,
        "band": one.band.code if one.band else "",
        "range": [str(one.low), str(one.high)],
    }


def _scale_score(kept: Mapping[str, Any], scale: Scale | None) -> ScaleScore:
    bands = {band.code: band for band in scale.bands} if scale else {}
    value = kept["value"]
    return ScaleScore(
        value=None if value is None else Fraction(value),
        scorable=value is not None,
        why=kept["why"],
        missing=tuple(kept["missing"]),
        prorated=kept["prorated"],
        band=bands.get(kept["band"]),
        low=Fraction(kept["range"][0]),
        high=Fraction(kept["range"][1]),
    )
