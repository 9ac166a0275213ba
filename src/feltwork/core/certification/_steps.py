"""What to do next, most urgent first. Signatures that wait too long are the app's business: it knows the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from ._context import Context
from ._facts import Attended, Proof, Record
from ._reasons import Data, step
from ._verdict import Counted, EntryResult, LevelResult, NextStep, RequirementResult, State

Ranked = tuple[int, NextStep]
BEFORE_LEVEL, DEADLINE, LOST, REMEDY, UNSENT, MISSING, PART, DOCUMENT, DAYS, PERSON = range(10)


def next_steps(
    results: Sequence[RequirementResult], entries: Sequence[EntryResult], record: Record, context: Context
) -> tuple[NextStep, ...]:
    """Gaps that a change of level would seal, then deadlines, then what is lost, unsent and missing."""
    ranked: list[Ranked] = []
    for result in results:
        ranked += _of_requirement(result, context)
    ranked += _of_entries(entries, record)
    ranked.sort(key=lambda one: (one[0], one[1].due or date.max))
    return tuple(one for _, one in ranked)


def _of_requirement(result: RequirementResult, context: Context) -> Iterable[Ranked]:
    if result.state is State.MET or result.state is State.WAIVED:
        yield from _ending_documents(result)
    elif result.kind == "gate":
        yield from _gate(result, context)
        yield from _ending_documents(result)
    elif result.kind == "days":
        yield from _days(result, context)
    elif result.kind in ("elapsed", "time"):
        yield from _remedies(result)
    else:
        yield from _sum(result, context)


def _sum(result: RequirementResult, context: Context) -> Iterable[Ranked]:
    before_level = [one for level in result.levels for one in _before_level(result, level, context)]
    yield from before_level
    yield from (one for level in result.levels for one in _lost(result, level))
    if result.state is State.CANNOT and not any(level.state is State.CANNOT for level in result.levels):
        words: Data = {"level": None, "amount": result.missing, "unit": result.unit}
        yield LOST, step("ask_for_waiver", requirement=result.code, due=None, **words)
    still = result.missing - result.waiting - result.undecided
    if result.state is State.HUMAN:
        question = next((str(one.data["question"]) for one in result.reasons if "question" in one.data), result.code)
        yield PERSON, step("person_decides", requirement=result.code, question=question)
    elif still > 0 and result.state is State.NOT_YET and not before_level:
        yield from _missing(result, still, context)


def _missing(result: RequirementResult, still: Fraction, context: Context) -> Iterable[Ranked]:
    window = next((one for one in result.warnings if one.code == "window_ends"), None)
    if window:
        due = window.data["allowed_until"]
        words: Data = {"amount": still, "unit": result.unit}
        yield DEADLINE, step("before_window_ends", requirement=result.code, due=_day(due), **words)
    elif result.parent:
        part: Data = {"amount": still, "unit": result.unit, "parent": result.parent}
        yield PART, step("add_missing_part", requirement=result.code, due=result.deadline, **part)
    else:
        plain: Data = {"amount": still, "unit": result.unit, "level": context.level_now}
        yield MISSING, step("add_missing", requirement=result.code, due=result.deadline, **plain)


def _before_level(result: RequirementResult, level: LevelResult, context: Context) -> Iterable[Ranked]:
    """A hard minimum of the level one is in: book it, or get it signed, before the next level starts."""
    if level.level != context.level_now or level.asked is None or level.recommended:
        return
    gap = level.asked - level.counted
    following = context.levels.following(level.level)
    if gap <= 0 or following is None:
        return
    later = context.levels.after(level.level)
    due = later[1] - timedelta(days=1) if later else None
    to_book = gap - level.waiting
    words: Data = {"level": level.level, "next_level": later[0] if later else following, "unit": result.unit}
    if to_book > 0:
        yield BEFORE_LEVEL, step("fill_level", requirement=result.code, due=due, amount=to_book, **words)
    if level.waiting:
        amount = min(level.waiting, gap)
        yield UNSENT, step("get_signed_for_level", requirement=result.code, due=due, amount=amount, **words)


def _lost(result: RequirementResult, level: LevelResult) -> Iterable[Ranked]:
    if level.state is State.CANNOT and level.asked is not None:
        words: Data = {"level": level.level, "amount": level.asked - level.counted, "unit": result.unit}
        yield LOST, step("ask_for_waiver", requirement=result.code, due=None, **words)


def _days(result: RequirementResult, context: Context) -> Iterable[Ranked]:
    planned = [day for day in context.record.days if day.on > context.as_of]
    first = min(planned, key=lambda day: (day.on, day.id), default=None)
    if first:
        words: Data = {"days": len(planned), "level": first.level}
        yield DAYS, step("attend_days", requirement=result.code, due=first.on, **words)
    lacking = result.missing - len(planned) - result.undecided
    missed = sum(
        1
        for day in context.record.days
        if day.on <= context.as_of and day.attended in (Attended.MISSED, Attended.EXCUSED)
    )
    if missed and lacking > 0:
        yield MISSING, step("make_up_days", requirement=result.code, days=min(Fraction(missed), lacking))
    if result.state is State.HUMAN:
        yield PERSON, step("person_decides", requirement=result.code, question=f"recordings:{result.code}")


def _gate(result: RequirementResult, context: Context) -> Iterable[Ranked]:
    if any(one.code == "opens_in_level" for one in result.reasons):
        return
    for one in result.reasons:
        if one.code in ("document_missing", "document_expired"):
            code = "provide_document" if one.code == "document_missing" else "renew_document"
            yield DOCUMENT, step(code, requirement=result.code, document=one.data["document"])


def _ending_documents(result: RequirementResult) -> Iterable[Ranked]:
    for one in result.warnings:
        if one.code == "document_ends_soon":
            words: Data = {"document": one.data["document"]}
            yield DEADLINE, step("renew_document", requirement=result.code, due=_day(one.data["ends_on"]), **words)


def _remedies(result: RequirementResult) -> Iterable[Ranked]:
    for one in result.reasons:
        if one.code == "remedy":
            due = _day(one.data["valid_to"])
            yield REMEDY, step("use_remedy", requirement=result.code, due=due, remedy=one.data["remedy"])


def _of_entries(entries: Sequence[EntryResult], record: Record) -> Iterable[Ranked]:
    drafts = {entry.id for entry in record.entries if entry.proof is Proof.DRAFT}
    refused = {entry.id for entry in record.entries if entry.proof in (Proof.DECLINED, Proof.NONE)}
    if drafts:
        unsent = sum(1 for one in entries if one.entry in drafts and one.counted is Counted.WOULD_COUNT)
        if unsent:
            yield UNSENT, step("send_for_signature", requirement=None, entries=unsent)
    if refused:
        declined = sum(1 for one in entries if one.entry in refused and not one.shares)
        if declined:
            yield UNSENT, step("replace_declined", requirement=None, entries=declined)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
