"""Scores as FHIR R4 `Observation`, one for each scale, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from feltwork.core.measures._instrument import Instrument, Scale
from feltwork.core.measures._score import ScaleScore, Scored

from ._codes import ABSENT, EXACT, LOINC, SCALES, scale_codes, versioned
from ._response import ResponseError

SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}
SCORE = {"system": "http://unitsofmeasure.org", "code": "{score}", "unit": "score"}


def to_observations(
    instrument: Instrument,
    scored: Scored,
    *,
    ids: Mapping[str, str],
    at: datetime,
    subject: str = "",
    derived_from: str = "",
    language: str = "en",
) -> list[dict[str, Any]]:
    """*ids*: scale id → id of its resource. A scale that cannot be scored says so instead of a number."""
    return [
        _one(instrument, scored, instrument.scale(scale_id), score, language)
        | {"id": ids[scale_id], "effectiveDateTime": at.isoformat()}
        | ({"subject": {"reference": subject}} if subject else {})
        | ({"derivedFrom": [{"reference": derived_from}]} if derived_from else {})
        for scale_id, score in scored.scales.items()
    ]


def _one(instrument: Instrument, scored: Scored, scale: Scale, score: ScaleScore, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [SURVEY]}],
        "code": {"coding": scale_codes(instrument, scale), "text": f"{instrument.short}: {scale.label(language)}"},
        "method": {"text": _method(instrument, scored)},
    }
    if score.value is None:
        words = {"missing": "items are missing", "too_many_missing": "too many items are missing"}.get(score.why, "")
        found["dataAbsentReason"] = {"coding": [{"system": ABSENT, "code": "unknown"}], "text": words or "not scorable"}
    else:
        found["valueQuantity"] = _quantity(score.value)
        found["referenceRange"] = [{"low": _bound(score.low), "high": _bound(score.high), "text": "possible range"}]
        if score.band is not None:
            text = f"{score.band.label(language)} ({score.band.source})"
            found["interpretation"] = [{"text": text}]
        if score.prorated:
            found["note"] = [{"text": "Worked out from the items answered."}]
    return found


def _method(instrument: Instrument, scored: Scored) -> str:
    """The definition, its version, and whatever choice it was scored by: K10 has two scorings."""
    chosen = ", ".join(f"{name}={value}" for name, value in sorted(scored.options.items()))
    return f"{versioned(instrument)} ({chosen})" if chosen else versioned(instrument)


def _quantity(value: Fraction) -> dict[str, Any]:
    """A third has no end in decimals; then the exact value stands beside the rounded one."""
    shown = round(float(value), 6)
    exact = Fraction(str(shown)) == value
    extension = [] if exact else [{"url": EXACT, "valueString": str(value)}]
    quantity: dict[str, Any] = {"value": int(value) if value.denominator == 1 else shown, **SCORE}
    return {"extension": extension, **quantity} if extension else quantity


def _bound(value: Fraction) -> dict[str, Any]:
    return {"value": int(value) if value.denominator == 1 else round(float(value), 6), **SCORE}


def from_observations(instrument: Instrument, resources: Sequence[Mapping[str, Any]]) -> dict[str, Fraction | None]:
    """Scale id → value, None where it says that there is none. Raises ResponseError.

    A value under the code of the whole form is refused: 69737-5 names the GAD-7, not its score.
    """
    loinc = {scale.loinc: scale.id for scale in instrument.scales if scale.loinc}
    ours = {scale.id for scale in instrument.scales}
    found: dict[str, Fraction | None] = {}
    for resource in resources:
        if resource.get("resourceType") != "Observation":
            raise ResponseError("not_an_observation")
        codings = resource.get("code", {}).get("coding", [])
        pairs = [(str(one.get("system", "")), str(one.get("code", ""))) for one in codings]
        if (LOINC, instrument.loinc.panel) in pairs and "valueQuantity" in resource:
            raise ResponseError("panel_as_score", instrument.loinc.panel, score=instrument.loinc.total)
        known = [loinc[code] for system, code in pairs if system == LOINC and code in loinc]
        known += [code for system, code in pairs if system == f"{SCALES}:{instrument.id}" and code in ours]
        if not known or known[-1] in found:
            raise ResponseError("unknown_scale", pairs[0][1][:80] if pairs else "")
        found[known[-1]] = _value(resource, instrument.scale(known[-1]))
    return found


def _value(resource: Mapping[str, Any], scale: Scale) -> Fraction | None:
    quantity = resource.get("valueQuantity")
    if quantity is None:
        whole = resource.get("valueInteger")
        value = None if whole is None else Fraction(int(whole))
    else:
        exact = next((one["valueString"] for one in quantity.get("extension", ()) if one.get("url") == EXACT), None)
        value = Fraction(str(exact if exact is not None else quantity["value"]))
    if value is not None and not scale.low <= value <= scale.high:
        raise ResponseError("out_of_range", scale.id, found=str(value)[:40])
    return value
