"""A definition put into words for its page: items, scales, thresholds, reliability, rules of change, with sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.measures import names
from feltwork.core.measures import Band, ChangeRule, Instrument, Item, Scale, rci


class ItemRow(NamedTuple):
    number: int
    topic: str
    answers: str
    remarks: tuple[str, ...]


class BandRow(NamedTuple):
    range: str
    name: str
    source: str
    mark: str
    when: str


class ScaleRow(NamedTuple):
    name: str
    how: str
    items: str
    range: str
    direction: str
    when: str
    bands: tuple[BandRow, ...]
    missing: str
    key: str


class Figure(NamedTuple):
    """A number with where it comes from. *mark*: how well it is known."""

    what: str
    scale: str
    value: str
    sample: str
    source: str
    mark: str


def items(instrument: Instrument, language: str) -> list[ItemRow]:
    return [
        ItemRow(
            item.number, item.label(language), _answers(item.responses), tuple(_remarks(instrument, item, language))
        )
        for item in instrument.items
    ]


def scales(instrument: Instrument, language: str) -> list[ScaleRow]:
    return [_scale(instrument, scale, language) for scale in instrument.scales]


def thresholds(instrument: Instrument, language: str) -> list[Figure]:
    return [
        Figure(
            names.said_words(one.method),
            instrument.scale(one.scale).label(language),
            str(names.DIRECTIONS[one.direction]) % {"value": figure(one.value)},
            names.said_words(one.sample),
            names.source_words(one.citation),
            names.word(names.MARKS, one.mark),
        )
        for one in instrument.thresholds
    ]


def statistics(instrument: Instrument, language: str) -> list[Figure]:
    """Reliability and spread, scale by scale."""
    return [
        Figure(
            names.word(names.STATISTICS, one.kind),
            scale.label(language),
            _span(one.value, one.to),
            names.said_words(one.sample),
            names.source_words(one.citation),
            names.word(names.MARKS, one.mark),
        )
        for scale in instrument.scales
        for one in (*scale.reliability, *scale.sd)
    ]


def changes(instrument: Instrument, language: str) -> list[Figure]:
    return [
        Figure(
            names.word(names.CHANGES, one.kind),
            instrument.scale(one.scale).label(language),
            _needed(one),
            names.said_words(one.sample),
            names.source_words(one.citation),
            names.word(names.MARKS, one.mark),
        )
        for one in instrument.changes
    ]


def _answers(values: Sequence[int]) -> str:
    if tuple(values) == (0, 1):
        return _("no or yes")
    return _("%(low)s to %(high)s") % {"low": values[0], "high": values[-1]}


def _remarks(instrument: Instrument, item: Item, language: str) -> Iterator[str]:
    if item.reversed:
        yield _("counted the other way round")
    if item.risk_from is not None:
        yield _("a person looks at any answer from %(value)s") % {"value": item.risk_from}
    if item.optional:
        yield _("not everybody is asked, or it is not scored")
    if item.only_if is not None:
        on = instrument.item(item.only_if.item)
        yield _("depends on “%(topic)s”") % {"topic": on.label(language)}


def _scale(instrument: Instrument, scale: Scale, language: str) -> ScaleRow:
    direction = {"worse": _("less trouble is lower"), "better": _("more is better"), "neither": ""}[scale.higher_is]
    return ScaleRow(
        scale.label(language),
        names.word(names.HOW, scale.how),
        _numbers(instrument.item(one).number for one in scale.items),
        _("%(low)s to %(high)s") % {"low": figure(scale.low), "high": figure(scale.high)},
        direction,
        _when(instrument, scale.when, language),
        tuple(_band(instrument, one, language) for one in scale.bands),
        _missing(scale),
        _key(scale),
    )


def _band(instrument: Instrument, band: Band, language: str) -> BandRow:
    span = _("%(low)s to %(high)s") % {"low": figure(band.low), "high": figure(band.high)}
    mark = names.word(names.MARKS, band.mark)
    source = names.source_words(band.source)
    return BandRow(span, band.label(language), source, mark, _when(instrument, band.when, language))


def _when(instrument: Instrument, when: Mapping[str, str], language: str) -> str:
    named = {option.id: option.name for option in instrument.options}
    return ", ".join(f"{named[key].get(language, named[key]['en'])}: {value}" for key, value in when.items())


def _missing(scale: Scale) -> str:
    rule = scale.missing
    if rule.how == "zero":
        first = ngettext(
            "An open answer counts as 0; with more than %(most)s the sheet is not scored.",
            "An open answer counts as 0; with more than %(most)s of them the sheet is not scored.",
            rule.most,
        ) % {"most": rule.most}
    elif rule.how == "answered":
        first = _("Worked out from those answered, with at most %(most)s open.") % {"most": rule.most}
    else:
        first = _("Scored only when every answer is there.")
    if rule.prorate_most:
        extra = _("Where your organisation chooses so, up to %(most)s may be open.") % {"most": rule.prorate_most}
        return f"{first} {extra}"
    return first


def _key(scale: Scale) -> str:
    """Where it is from which items make it, and how well that is known; "" where it is as sure as the rest."""
    if scale.key is None:
        return ""
    if scale.is_unconfirmed:
        said = _("Which items make this score is not confirmed by us: compare it with the manual before you use it.")
        return f"{said} ({names.source_words(scale.key.source)})"
    return f"{names.source_words(scale.key.source)}, {names.word(names.MARKS, scale.key.mark)}"


def _needed(rule: ChangeRule) -> str:
    if rule.value is not None:
        return _span(rule.value, rule.to)
    if rule.sd is None or rule.r is None:
        return "–"
    value = number_format(round(rci(rule.sd, rule.r, rule.z), 3), use_l10n=True)
    made = {"sd": number_format(rule.sd), "r": number_format(rule.r), "z": number_format(rule.z)}
    return _("%(value)s, from SD %(sd)s, reliability %(r)s and z %(z)s") % {"value": value, **made}


def _span(value: float | Fraction, to: float | Fraction | None) -> str:
    if to is None:
        return figure(value)
    return _("%(low)s to %(high)s") % {"low": figure(value), "high": figure(to)}


def figure(value: float | Fraction) -> str:
    """At most two decimals, in the reader's way of writing."""
    number = round(float(value), 2)
    return number_format(int(number) if number == int(number) else number, use_l10n=True)


def _numbers(values: Iterable[int]) -> str:
    """[1, 2, 3, 7] → "1–3, 7"."""
    runs: list[list[int]] = []
    for value in sorted(values):
        if runs and runs[-1][-1] == value - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
