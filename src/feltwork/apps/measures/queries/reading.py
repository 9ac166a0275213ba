"""A person's measures over time: one card an instrument, one panel a scale, with verdict, hints and drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from feltwork.apps.measures import names
from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.models import Plan
from feltwork.apps.measures.queries import reading_words as words
from feltwork.apps.measures.queries.drawing import drawing_of
from feltwork.apps.measures.queries.lines import Sheet, Stack, stacks_of
from feltwork.apps.ui.words import date_words
from feltwork.core.measures import (
    Change,
    ChangeRule,
    Instrument,
    Scale,
    Threshold,
    Trajectory,
    change,
    standard_error,
    trajectory,
)

RELIABILITY = ("retest", "icc", "alpha", "omega")  # the first that is known


@dataclass(frozen=True, slots=True)
class Basis:
    """By what a scale is read. `is_chosen`: somebody chose it; else it is the first in the definition."""

    rule: ChangeRule | None
    cut: Threshold | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Margin:
    """The standard error of measurement, in points, and where it comes from."""

    points: float
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One scale. `verdict`: the code of `Change`, "no_rule" or "neither"; `data`: for the drawing."""

    scale: Scale
    label: str
    direction: str
    verdict: str
    badge: str
    sentence: str
    recovery: str
    trajectory: Trajectory
    change: Change | None
    basis: Basis
    margin: Margin | None
    hints: tuple[str, ...]
    band: str
    data: Mapping[str, Any]
    data_id: str


@dataclass(frozen=True, slots=True)
class Row:
    """A sheet in the table: `values` in the order of the panels, `compared` for the first of them."""

    day: str
    moment: str
    values: tuple[str, ...]
    compared: str
    marks: str
    uuid: str


@dataclass(frozen=True, slots=True)
class Card:
    """One instrument in one version. `panels[0]` stands for the whole where the instrument has such a scale."""

    stack: Stack
    of: Instrument
    about: str
    version_note: str
    panels: tuple[Panel, ...]
    rows: tuple[Row, ...]
    plan: Plan | None
    note: str

    @property
    def has_main(self) -> bool:
        return self.of.main is not None

    @property
    def first(self) -> Panel:
        return self.panels[0]

    @property
    def more(self) -> tuple[Panel, ...]:
        return self.panels[1:]


def cards_of(hands: Hands, *, episode: date | None = None, only: str = "") -> list[Card]:
    """All that *hands* hold, what was answered last first. *episode*: since when somebody is compared with themselves;
    None: since the first answer."""
    stacks = stacks_of(hands, only=only)
    plans = _plans(hands)
    return [card_of(stack, _plan_for(stack, plans), episode) for stack in stacks]


def card_of(stack: Stack, plan: Plan | None, episode: date | None = None) -> Card:
    panels = tuple(_panel(stack, scale, plan, episode) for scale in shown_scales(stack))
    return Card(
        stack=stack,
        of=stack.of,
        about=about_words(stack.of),
        version_note=_version_note(stack),
        panels=panels,
        rows=tuple(_rows(stack, panels)),
        plan=plan,
        note=_note(stack, panels),
    )


def shown_scales(stack: Stack) -> list[Scale]:
    """Those of this way of scoring, the one that stands for the whole first."""
    options = dict(stack.key.options)
    fits = [one for one in stack.of.scales if all(options.get(name) == value for name, value in one.when.items())]
    return sorted(fits, key=lambda one: one is not stack.of.main)


def about_words(of: Instrument) -> str:
    """ "9 questions about the past two weeks"."""
    count = sum(1 for item in of.items if not item.optional)
    said = {"count": count, "recall": names.recall_words(of.recall)}
    return ngettext("%(count)s question about %(recall)s", "%(count)s questions about %(recall)s", count) % said


def basis_of(of: Instrument, scale: Scale, plan: Plan | None) -> Basis:
    """What the plan says; else the first rule for reliable change, and the first threshold."""
    chosen: Mapping[str, str] = (plan.basis.get(scale.id) or {}) if plan is not None else {}
    rules = [one for one in of.changes if one.scale == scale.id] if scale.higher_is != "neither" else []
    cuts = [one for one in of.thresholds if one.scale == scale.id]
    first = next((one for one in rules if one.kind == "rci"), rules[0] if rules else None)
    rule = next((one for one in rules if one.id == chosen.get("change")), first)
    cut = next((one for one in cuts if one.id == chosen.get("threshold")), cuts[0] if cuts else None)
    return Basis(rule, cut, bool(chosen.get("change")))


def margin_of(scale: Scale, rule: ChangeRule | None) -> Margin | None:
    """From the rule where it is reckoned from SD and reliability, else from what is published for the scale."""
    if rule is not None and rule.sd is not None and rule.r is not None:
        sample = names.said_words(rule.sample)
        return Margin(standard_error(rule.sd, rule.r), f"SD {rule.sd:g}, r {rule.r:g}, {sample}, {rule.citation}")
    sd = next((one for one in scale.sd if one.kind == "sd"), None)
    known = {one.kind: one for one in scale.reliability}
    r = next((known[kind] for kind in RELIABILITY if kind in known), None)
    if sd is None or r is None:
        return None
    return Margin(standard_error(sd.value, r.value), f"SD {sd.value:g} ({sd.citation}), r {r.value:g} ({r.citation})")


def _plans(hands: Hands) -> list[Plan]:
    rows = (
        Plan.objects.filter(client=hands.client)
        if hands.client
        else Plan.objects.filter(enrolment__student=hands.owner)
    )
    return list(rows.order_by("stopped_at", "-made_at", "-pk"))


def _plan_for(stack: Stack, plans: Sequence[Plan]) -> Plan | None:
    """The one that goes on, else the newest: its basis holds."""
    mine = [one for one in plans if one.instrument == stack.key.instrument]
    running = [one for one in mine if one.stopped_at is None]
    return next(iter(running or mine), None)


def _panel(stack: Stack, scale: Scale, plan: Plan | None, episode: date | None) -> Panel:
    basis = basis_of(stack.of, scale, plan)
    points = [(one.day, value_of(one, scale)) for one in line_of(stack)]
    since = episode or points[0][0]
    whole = trajectory(stack.of, scale.id, points, basis.rule, episode_start=since, missed=stack.missed)
    found = _change(stack.of, scale, whole, basis)
    margin = margin_of(scale, basis.rule)
    language = get_language() or "en"
    last = line_of(stack)[-1]
    score = last.scored.scales.get(scale.id) if last.day >= since else None
    return Panel(
        scale=scale,
        label=scale.label(language),
        direction=direction_words(scale),
        verdict=found.verdict if found else ("neither" if scale.higher_is == "neither" else "no_rule"),
        badge=words.verdict_words(found, scale.higher_is),
        sentence=_sentence(whole, found),
        recovery=words.recovery_words(found) if found else "",
        trajectory=whole,
        change=found,
        basis=basis,
        margin=margin,
        hints=tuple(words.hint_words(one) for one in whole.hints),
        band=score.band.label(language) if score is not None and score.band else "",
        data=drawing_of(stack, scale, whole, basis.rule, basis.cut, margin.points if margin else None, since=episode),
        data_id=f"d-{stack.slug}-{scale.id}",
    )


def line_of(stack: Stack) -> list[Sheet]:
    """What is compared: of a momentary instrument the sheets from before sessions, where there are some."""
    if not stack.is_momentary:
        return list(stack.sheets)
    before = [one for one in stack.sheets if one.moment == "before"]
    return before or list(stack.sheets)


def value_of(sheet: Sheet, scale: Scale) -> Fraction | None:
    score = sheet.scored.scales.get(scale.id)
    return score.value if score is not None else None


def direction_words(scale: Scale) -> str:
    match scale.higher_is:
        case "worse":
            return _("less trouble is lower")
        case "better":
            return _("more of it is higher")
    return _("neither end is better")


def _change(of: Instrument, scale: Scale, whole: Trajectory, basis: Basis) -> Change | None:
    if basis.rule is None:
        return None
    scored = [one for one in whole.points if one[1] is not None]
    before = whole.baseline[1] if whole.baseline else None
    after = scored[-1][1] if len(scored) > 1 else None
    return change(of, scale.id, before, after, basis.rule, basis.cut)


def _sentence(whole: Trajectory, found: Change | None) -> str:
    if whole.baseline is None or whole.latest is None:
        return _("No answer gives a score yet.") if whole.points else _("No answer since the new start.")
    if whole.baseline == whole.latest:
        return _("%(value)s on %(day)s, the first.") % _point(whole.baseline)
    start, now = _point(whole.baseline), _point(whole.latest)
    said = {"a": start["value"], "a_day": start["day"], "b": now["value"], "b_day": now["day"]}
    first = _("From %(a)s on %(a_day)s to %(b)s on %(b_day)s") % said
    difference = (whole.latest[1] or Fraction(0)) - (whole.baseline[1] or Fraction(0))
    told = f"{first}: {words.points_words(difference)}."
    if found is None:
        return told
    return f"{told} " + _("The rule asks for %(needed)s.") % {"needed": words.number(found.needed)}


def _point(point: tuple[date, Fraction | None]) -> dict[str, str]:
    return {"value": words.number(point[1]), "day": date_words(point[0])}


def _rows(stack: Stack, panels: Sequence[Panel]) -> list[Row]:
    """The newest first."""
    made = [_row(stack, sheet, panels) for sheet in stack.sheets]
    return made[::-1]


def _row(stack: Stack, sheet: Sheet, panels: Sequence[Panel]) -> Row:
    return Row(
        day=date_words(sheet.day),
        moment=str(words.MOMENTS.get(sheet.moment, "")),
        values=tuple(words.number(value_of(sheet, panel.scale)) for panel in panels),
        compared=_compared(stack, sheet, panels[0]) if stack.of.main is not None else "",
        marks=", ".join(marks_of(sheet, panels[0].scale if stack.of.main is not None else None)),
        uuid=str(sheet.uuid),
    )


def _compared(stack: Stack, sheet: Sheet, panel: Panel) -> str:
    start, value, rule = panel.trajectory.baseline, value_of(sheet, panel.scale), panel.basis.rule
    if value is None:
        return ""
    if start is None or start[1] is None:
        return "" if panel.trajectory.points else _("before the new start")
    if sheet.day < start[0]:
        return _("before the new start") if panel.data["since"] else _("earlier")
    if (sheet.day, value) == start:
        return _("the start")
    told = words.points_words(value - start[1])
    if rule is None:
        return told
    verdict = change(stack.of, panel.scale.id, start[1], value, rule).verdict
    beyond = _("may be chance") if verdict == "none" else _("more than chance")
    return f"{told}, {beyond}" if rule.kind == "rci" else told


def marks_of(sheet: Sheet, scale: Scale | None) -> list[str]:
    """What has to be known of one answer."""
    marks = []
    if sheet.scored.answered < sheet.scored.of:
        marks.append(_("%(n)s of %(of)s answered") % {"n": sheet.scored.answered, "of": sheet.scored.of})
    if scale is not None and value_of(sheet, scale) is None:
        marks.append(words.no_score_words(sheet.scored.scales.get(scale.id)))
    if sheet.is_late:
        marks.append(pgettext("an answer", "late"))
    if sheet.is_corrected:
        marks.append(_("corrected"))
    if sheet.is_from_paper:
        marks.append(_("from paper"))
    if sheet.is_brought:
        marks.append(_("brought in"))
    return marks


def _version_note(stack: Stack) -> str:
    parts = []
    if stack.key.version != stack.of.version:
        parts.append(_("version %(version)s") % {"version": stack.key.version})
    if stack.key.order:
        parts.append(_("order of questions %(order)s") % {"order": stack.key.order})
    for option in stack.of.options:
        value = dict(stack.key.options).get(option.id)
        if value:
            name = option.name.get((get_language() or "en").split("-")[0]) or option.name["en"]
            parts.append(f"{name}: {value}")
    return ", ".join(parts)


def _note(stack: Stack, panels: Sequence[Panel]) -> str:
    """Ready to be put into a note: start, last but one, latest; the verdict and what it stands on."""
    lines = [f"{stack.of.short} ({names.recall_words(stack.of.recall)})"]
    for panel in panels[:1] if stack.of.main is not None else panels:
        scored = [one for one in panel.trajectory.points if one[1] is not None]
        chosen = list(dict.fromkeys([*scored[:1], *scored[-2:]]))
        told = "; ".join(f"{words.number(value)} ({date_words(day)})" for day, value in chosen)
        lines.append(f"{panel.label}: {told or '–'}.")
        if panel.change is not None and panel.basis.rule is not None:
            rule = panel.basis.rule
            lines.append(f"{panel.badge} ({words.rule_words(rule)}; {names.said_words(rule.sample)}; {rule.citation}).")
    return "\n".join(lines)
