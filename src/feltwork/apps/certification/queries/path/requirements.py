"""What the certificate asks for, one block for each requirement that stands alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.certification.queries.entries import EntryLine
from feltwork.apps.certification.queries.lines import Line, count_words, lines_of
from feltwork.apps.certification.queries.path.days import ModuleLine, modules_of
from feltwork.apps.certification.queries.path.scene import Scene
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import Requirement, RequirementResult, State

SHOWN_LINES = 5
OPEN_BADGES = frozenset({"look", "not", "person"})
LOUD = frozenset({"level_about_to_change", "window_ends", "document_ends_soon"})
QUIET_REASONS = frozenset({"missing", "missing_in_level", "opens_in_level", "undecided_entries"})
DAY_REASONS = ("day_", "recording_")


@dataclass(frozen=True, slots=True)
class Part:
    """A minimum inside a total."""

    is_met: bool
    text: str
    count: str


@dataclass(frozen=True, slots=True)
class Block:
    """One requirement on the page."""

    code: str
    title: str
    help: str
    anchor: str
    badge: str
    badge_word: str
    count: str
    asked: str
    size: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    entries_label: str = ""
    first_entries: list[EntryLine] = field(default_factory=list)
    more_entries: list[EntryLine] = field(default_factory=list)
    more_label: str = ""
    modules: list[ModuleLine] = field(default_factory=list)
    is_open: bool = False
    can_ask: bool = False


def blocks_of(scene: Scene) -> list[Block]:
    """In the order of the rules; parts stand inside their whole. The first that wants attention is open."""
    results = {one.code: one for one in scene.verdict.requirements}
    blocks = [_block(scene, one, results) for one in scene.verdict.requirements if not one.parent]
    first = next((block for block in blocks if block.badge in OPEN_BADGES and block.first_entries), None)
    return [replace(block, is_open=block is first) for block in blocks]


def _block(scene: Scene, result: RequirementResult, results: dict[str, RequirementResult]) -> Block:
    requirement = _requirement(scene, result.code)
    parts = [one for one in results.values() if one.parent == result.code]
    badge, word = _badge(scene, result, parts)
    lines = scene.lines_of(result.code)
    is_gate = result.kind in ("gate", "elapsed")
    return Block(
        code=result.code,
        title=in_words(requirement.title) if requirement else result.code,
        help=in_words(requirement.help) if requirement and (is_gate or not lines) and result.missing else "",
        anchor=requirement.anchor if requirement else "",
        badge=badge,
        badge_word=word,
        count=_count(result),
        asked=words.fraction(result.asked),
        size="s" if result.asked > 20 else "l" if result.asked <= 15 else "",
        lines=[] if is_gate else lines_of(result, scene.rules),
        parts=[_part(scene, one) for one in parts],
        notes=_notes(scene, result),
        warnings=scene.say(one for one in result.warnings),
        entries_label=_entries_label(lines),
        first_entries=lines[:SHOWN_LINES],
        more_entries=lines[SHOWN_LINES:],
        more_label=_more_label(lines),
        modules=modules_of(scene) if result.kind == "days" else [],
        can_ask=result.state is State.CANNOT,
    )


def _requirement(scene: Scene, code: str) -> Requirement | None:
    amended = [one for amendment in scene.rules.amendments for one in amendment.requirements]
    return next((one for one in (*scene.rules.requirements, *amended) if one.code == code), None)


def _count(result: RequirementResult) -> str:
    if any(one.code == "opens_in_level" for one in result.reasons) and not result.counted:
        return ""
    return words.fraction(result.counted - result.above)


def _badge(scene: Scene, result: RequirementResult, parts: Iterable[RequirementResult]) -> tuple[str, str]:
    """The state in a badge, with a word of its own where the general one would say less."""
    opens = next((one for one in result.reasons if one.code == "opens_in_level"), None)
    if result.state is State.MET:
        unmet = any(one.state not in (State.MET, State.WAIVED) for one in parts)
        return ("way", _("Total reached")) if unmet else ("met", "")
    if result.state is State.WAIVED:
        return "met", _("Waived")
    if result.state is State.HUMAN:
        return "person", ""
    if result.state is State.CANNOT:
        return "not", ""
    if opens is not None:
        return "wait", _("Opens in %(level)s") % {"level": scene.level(str(opens.data["level"]))}
    if any(one.code in LOUD for one in result.warnings):
        return "look", ""
    if result.missing and result.waiting >= result.missing:
        return "wait", ""
    return "way", ""


def _part(scene: Scene, result: RequirementResult) -> Part:
    requirement = _requirement(scene, result.code)
    count = count_words(result.counted - result.above, result.asked)
    if result.waiting:
        count += ", " + _("%(amount)s waiting") % {"amount": words.fraction(result.waiting)}
    return Part(
        is_met=result.state in (State.MET, State.WAIVED),
        text=in_words(requirement.title) if requirement else result.code,
        count=count,
    )


def _notes(scene: Scene, result: RequirementResult) -> list[str]:
    """Where the number comes from and what stands in its way; what the stitches say already is left out."""
    quiet = QUIET_REASONS
    if any(one.code == "opens_in_level" for one in result.reasons):
        quiet = quiet | {"document_missing"}  # nobody can have it yet
    kept = [one for one in result.reasons if one.code not in quiet and not one.code.startswith(DAY_REASONS)]
    return scene.say(kept)


def _entries_label(lines: list[EntryLine]) -> str:
    if not lines:
        return ""
    text = ngettext("One entry, and why it counts or not", "%(n)s entries, and why each counts or not", len(lines))
    return text % {"n": len(lines)}


def _more_label(lines: list[EntryLine]) -> str:
    more = len(lines) - SHOWN_LINES
    return ngettext("The one before that", "The %(n)s before that", more) % {"n": more} if more > 0 else ""
