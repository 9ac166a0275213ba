"""From answers to scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from ._answers import AnswerError, Answers, RiskHit, checked, declined, is_left_out, risk_hits, worth
from ._instrument import Band, How, Instrument, Item, Scale
from ._rules import Verdict, verdicts


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """*value* is None unless *scorable*; *why* not: "missing" (not one may be), "too_many_missing". *low*, *high*: the
    range on this sheet, which is narrower where an optional item was not asked."""

    value: Fraction | None
    scorable: bool
    why: Literal["", "missing", "too_many_missing"]
    missing: tuple[str, ...]
    prorated: bool
    band: Band | None
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Scored:
    """All there is to know from one sheet. *missing* counts declined items too; *options*: what it was scored by."""

    instrument_id: str
    version: str
    scales: Mapping[str, ScaleScore]
    verdicts: tuple[Verdict, ...]
    answered: int
    of: int
    missing: tuple[str, ...]
    declined: tuple[str, ...]
    complete: bool
    risk: tuple[RiskHit, ...]
    options: Mapping[str, str]


def score(
    instrument: Instrument,
    answers: Answers,
    *,
    prorate: bool = False,
    options: Mapping[str, str] | None = None,
) -> Scored:
    """Score one sheet. *prorate*: the organisation wants few missing items stood in for. Raises AnswerError."""
    chosen = chosen_options(instrument, options)
    given = checked(instrument, answers)
    asked = [item for item in instrument.items if not is_left_out(item, given)]
    refused = declined(instrument, answers)
    missing = tuple(item.id for item in asked if _is_missing(item, given, refused))
    scales = {
        scale.id: _scale_score(instrument, scale, given, refused, prorate, chosen)
        for scale in active_scales(instrument, chosen)
    }
    return Scored(
        instrument_id=instrument.id,
        version=instrument.version,
        scales=MappingProxyType(scales),
        verdicts=verdicts(instrument, given, missing),
        answered=len(given),
        of=len([item for item in asked if not item.optional or item.id in given or item.id in refused]),
        missing=missing,
        declined=refused,
        complete=not missing,
        risk=risk_hits(instrument, answers),
        options=MappingProxyType(chosen),
    )


def chosen_options(instrument: Instrument, options: Mapping[str, str] | None) -> dict[str, str]:
    """Every option of the instrument with what was chosen or is usual. Raises AnswerError."""
    chosen = {option.id: option.default for option in instrument.options}
    known = {option.id: option.values for option in instrument.options}
    for name, value in (options or {}).items():
        if value not in known.get(name, ()):
            raise AnswerError(name, "unknown_option", {"value": value, "values": known.get(name, ())})
        chosen[name] = value
    return chosen


def active_scales(instrument: Instrument, chosen: Mapping[str, str]) -> list[Scale]:
    return [scale for scale in instrument.scales if holds(scale.when, chosen)]


def holds(when: Mapping[str, str], chosen: Mapping[str, str]) -> bool:
    return all(chosen.get(name) == value for name, value in when.items())


def band_of(scale: Scale, value: Fraction | None, options: Mapping[str, str] | None = None) -> Band | None:
    """The band with the highest lower end not above *value*."""
    if value is None:
        return None
    fitting = [one for one in scale.bands if holds(one.when, options or {}) and one.low <= value]
    return max(fitting, key=lambda one: one.low, default=None)


def _is_missing(item: Item, given: Mapping[str, int], refused: Sequence[str]) -> bool:
    if item.optional:
        return item.id in refused
    return worth(item, given) is None


def _scale_score(
    instrument: Instrument,
    scale: Scale,
    given: Mapping[str, int],
    refused: Sequence[str],
    prorate: bool,
    chosen: Mapping[str, str],
) -> ScaleScore:
    units = [_Unit.of(instrument, ids, given, refused) for ids in scale.sets or [(one,) for one in scale.items]]
    asked = [unit for unit in units if unit.asked]
    known = [unit.value for unit in asked if unit.value is not None]
    missing = tuple(one for one in gates_of(instrument, scale) if one not in given)
    missing += tuple(one for unit in asked for one in unit.missing)
    low, high = _range(instrument, scale, [unit for unit in units if not unit.asked])
    why, stands_in = _judge(scale, len(missing), len(known), prorate)
    if why:
        return ScaleScore(None, False, why, missing, False, None, low, high)
    total = Fraction(sum(known))
    if stands_in:
        total = total * len(asked) / len(known)
    value = _combined(scale.how, total, len(known) if scale.missing.how == "answered" else len(asked))
    band = band_of(scale, value, chosen)
    return ScaleScore(value, True, "", missing, stands_in, band, low, high)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One summand: an item, or a set of which the highest counts."""

    asked: bool
    value: int | None
    missing: tuple[str, ...]

    @classmethod
    def of(cls, instrument: Instrument, ids: Sequence[str], given: Mapping[str, int], refused: Sequence[str]) -> _Unit:
        items = [instrument.by_id[one] for one in ids]
        asked = [item for item in items if not is_left_out(item, given)]
        asked = [item for item in asked if not item.optional or item.id in given or item.id in refused]
        values = {item.id: worth(item, given) for item in asked}
        missing = tuple(one for one, value in values.items() if value is None)
        turned = [item.turned(value) for item in asked if (value := values[item.id]) is not None]
        # a set is known when its highest is: one at the top needs no others
        top = bool(turned) and max(turned) == max(item.responses[-1] for item in items)
        known = bool(turned) and (top or not missing)
        return cls(bool(asked), max(turned) if known else None, () if known else missing)


def gates_of(instrument: Instrument, scale: Scale) -> tuple[str, ...]:
    """Items outside the scale on which its items hang."""
    hung = [instrument.by_id[one].only_if for one in scale.items]
    return tuple(dict.fromkeys(one.item for one in hung if one is not None and one.item not in scale.items))


def _judge(
    scale: Scale, missing: int, known: int, prorate: bool
) -> tuple[Literal["", "missing", "too_many_missing"], bool]:
    """Why there is no score, and whether the mean of the others stands in for what is missing."""
    if not missing:
        return "", False
    rule = scale.missing
    if missing <= rule.most and (known or rule.how == "zero"):
        return "", False
    if prorate and known and missing <= rule.prorate_most:
        return "", True
    return ("too_many_missing" if rule.most or prorate else "missing"), False


def _range(instrument: Instrument, scale: Scale, left_out: Sequence[_Unit]) -> tuple[Fraction, Fraction]:
    """Of a sum; a mean keeps its range whoever is asked what."""
    if not left_out or scale.how in {"mean", "mean_x10"}:
        return scale.low, scale.high
    units = len(scale.sets) or len(scale.items)
    share = Fraction(units - len(left_out), units)
    return scale.low * share, scale.high * share


def _combined(how: How, total: Fraction, units: int) -> Fraction:
    match how:
        case "mean":
            return total / units
        case "mean_x10":
            return total * 10 / units
        case "x4":
            return total * 4
        case "tenth":
            return total / 10
        case "sum_less_one_each":
            return total - units
    return total
