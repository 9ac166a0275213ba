"""What an entry would count toward, before it is saved: for the felt panel beside the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.queries.lines import NONE, Line, count_words
from feltwork.apps.certification.sentences import level_word, requirement_word, sentence, unit_word
from feltwork.apps.certification.standing import Known
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui import words
from feltwork.core.certification import (
    Counted,
    Entry,
    EntryResult,
    Reason,
    RequirementResult,
    RuleSet,
    Share,
    Verdict,
    judge,
    preview,
)

GOOD = frozenset({"in_level", "just_before_level", "approved", "ruled_count"})
SAID_ELSEWHERE = frozenset({"signed", "converted", "above_what_is_asked", "partly_above", "evidence_accepted"})
ABOUT_THE_DAY = frozenset(
    {"approval_gap", "approval_not_yet", "approval_ended", "provider_other_level", "before_training", "in_future"}
)
ABOUT_THE_PROVIDER = frozenset(
    {"provider_not_approved", "provider_other_kind", "provider_other_level", "issuer_not_accepted", "approval_ended"}
    | {"approval_gap", "approval_not_yet", "no_provider", "not_assisting_on_training"}
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: a field of the form to go to (`target`), or what a button of the form sends (`value`)."""

    label: str
    target: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """`state`: counts, above, person, or not. `number` and `unit` are the large words."""

    state: str
    number: str
    unit: str
    title: str = ""
    text: str = ""
    requirement: str = ""
    line: Line | None = None
    ticks: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


def look_at(known: Known, entry: Entry, *, provider_name: str, as_of: date) -> Look:
    """What *entry* would count toward once it is signed, and why; *known* must hold the provider's approvals."""
    rules = rules_of(known.enrolment.edition)
    others = tuple(one for one in known.record.entries if one.id != entry.id)
    before = judge(rules, replace(known.record, entries=others), as_of=as_of)
    result, after = preview(rules, known.record, entry, as_of=as_of)
    scene = Scene(
        rules=rules,
        names={**known.names, str(entry.provider): provider_name},
        provider_name=provider_name,
        entry=entry,
        result=result,
        before=before,
        after=after,
    )
    if result.counted is Counted.HUMAN:
        return _for_a_person(scene, as_of + timedelta(days=known.enrolment.school.answer_days))
    return _not_counted(scene) if result.counted is Counted.DOES_NOT else _counted(scene)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a look is made from."""

    rules: RuleSet
    names: dict[str, str]
    provider_name: str
    entry: Entry
    result: EntryResult
    before: Verdict
    after: Verdict

    def say(self, reasons: Iterable[Reason]) -> tuple[str, ...]:
        return tuple(sentence(one, self.names, self.rules) for one in reasons)

    @property
    def good(self) -> list[Reason]:
        """What speaks for it; nearness to the next level replaces the plain statement of the level."""
        codes = {one.code for one in self.result.reasons}
        plain = [one for one in self.result.reasons if one.code in GOOD]
        return [one for one in plain if one.code != "in_level" or "just_before_level" not in codes]

    @property
    def against(self) -> list[Reason]:
        return [one for one in self.result.reasons if one.code not in GOOD | SAID_ELSEWHERE]

    @property
    def unit(self) -> str:
        share = self.result.shares[0] if self.result.shares else None
        code = self.after.requirement(share.requirement).unit if share else self.rules.kind(self.entry.kind).unit
        return unit_word(code, self.result.amount)


def _counted(scene: Scene) -> Look:
    first, *parts = scene.result.shares
    requirement = scene.after.requirement(first.requirement)
    line = _line(scene, first, requirement)
    is_above = scene.result.counted is Counted.ABOVE
    return Look(
        state="above" if is_above else "counts",
        number=words.fraction(scene.result.amount),
        unit=scene.unit,
        title=_above_title(scene) if is_above else "",
        text=_once(scene),
        requirement=_label(scene, first, requirement),
        line=line,
        ticks=(*scene.say(scene.good), *(_part(scene, share) for share in parts)),
    )


def _once(scene: Scene) -> str:
    said = scene.say(one for one in scene.result.reasons if one.code in ("converted", "partly_above"))
    signed = _("Once %(name)s has signed.") % {"name": scene.provider_name}
    return " ".join([*said, signed])


def _above_title(scene: Scene) -> str:
    level = scene.result.level
    if level is None:
        return _("More than is asked")
    return _("Kept, above what is asked in %(level)s") % {"level": level_word(level, scene.rules)}


def _label(scene: Scene, share: Share, requirement: RequirementResult) -> str:
    title = requirement_word(requirement.code, scene.rules)
    level = next((one for one in requirement.levels if one.level == share.level and one.asked is not None), None)
    return f"{title}, {level_word(level.level, scene.rules)}" if level else title


def _line(scene: Scene, share: Share, after: RequirementResult) -> Line:
    """The level of the entry if that level asks for a number, else the requirement as a whole."""
    before = scene.before.requirement(share.requirement)
    levels = [(one, two) for one, two in zip(before.levels, after.levels, strict=True) if one.level == share.level]
    if levels and levels[0][0].asked is not None:
        old, new = levels[0]
        asked, had = old.asked or NONE, old.counted - old.above
        return _drawn(asked, had, old.waiting, new.counted - new.above - had, level_word(old.level, scene.rules))
    had = before.counted - before.above
    title = requirement_word(after.code, scene.rules)
    return _drawn(after.asked, had, before.waiting, after.counted - after.above - had, title)


def _drawn(asked: Fraction, counted: Fraction, waiting: Fraction, new: Fraction, name: str) -> Line:
    parts = [_("%(amount)s of %(asked)s counted") % {"amount": words.fraction(counted), "asked": words.fraction(asked)}]
    if waiting:
        parts.append(_("%(amount)s waiting") % {"amount": words.fraction(waiting)})
    parts.append(_("and this one") if new else _("this one beyond it"))
    text = ", ".join(parts) + "."
    if new and counted < asked <= counted + waiting + new:
        text += " " + _("That completes %(name)s.") % {"name": name}
    return Line(label="", asked=asked, counted=counted, waiting=waiting, new=new, words=text)


def _part(scene: Scene, share: Share) -> str:
    """It also helps a minimum inside the total."""
    result = scene.after.requirement(share.requirement)
    facts = {"requirement": requirement_word(result.code, scene.rules)}
    facts["count"] = count_words(min(result.counted, result.asked), result.asked)
    return _("It also helps “%(requirement)s”: then %(count)s.") % facts


def _for_a_person(scene: Scene, by: date) -> Look:
    title, *more = scene.say(scene.against) or (_("A person at the school decides"),)
    text = _("You can log it. Once it is signed a person at the school decides; you hear by %(date)s.")
    return Look(
        state="person",
        number=_("undecided"),
        unit="",
        title=title,
        text=text % {"date": words.date_words(by)},
        ticks=scene.say(scene.good),
        why=tuple(more),
    )


def _not_counted(scene: Scene) -> Look:
    title, *more = scene.say(scene.against) or (_("These rules do not count this."),)
    return Look(
        state="not",
        number="0",
        unit=unit_word(scene.rules.kind(scene.entry.kind).unit, NONE),
        title=title,
        ticks=scene.say(scene.good),
        why=tuple(more),
        ways=tuple(_ways(scene.against)),
    )


def _ways(against: Sequence[Reason]) -> Iterable[Way]:
    codes = {one.code for one in against}
    for one in against:
        if one.code == "provider_other_kind":
            yield from _other_kinds(str(one.data["approved_for"]))
    if codes & ABOUT_THE_DAY:
        yield Way(_("Check the date"), target="id_on")
    if "group_too_large" in codes:
        yield Way(_("Check how many people were there"), target="id_group_size")
    if "mode_not_allowed" in codes:
        yield Way(_("Check how you met"), target="id_mode")
    if codes & ABOUT_THE_PROVIDER:
        yield Way(_("Choose another provider"), target="id_provider")
    if "in_future" not in codes:
        yield Way(_("Log it, and ask for an exception"), value="ask")


def _other_kinds(approved_for: str) -> Iterable[Way]:
    labels = {
        LogEntry.Kind.PERSONAL: _("Make it a personal session"),
        LogEntry.Kind.INDIVIDUAL: _("Make it a one-to-one consultation"),
        LogEntry.Kind.GROUP: _("Make it a group consultation"),
    }
    for kind, label in labels.items():
        if kind in [part.strip() for part in approved_for.split(",")]:
            yield Way(label, value=f"kind:{kind}")
