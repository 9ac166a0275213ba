"""Blueprints beside the bank: can it fill them, and what does a form look like."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from feltwork.apps.exams.models import Attempt, Blueprint, Difficulty, Item, ItemVersion, Topic
from feltwork.apps.schools.models import School
from feltwork.core.exams import Bank, Drawn, draw
from feltwork.core.exams import Blueprint as Plan

TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Lack:
    """What the bank could not fill: so many of a topic, of a difficulty or of any ("")."""

    topic: str
    difficulty: str
    missing: int


@dataclass(frozen=True, slots=True)
class Listed:
    blueprint: Blueprint
    parts: int
    questions: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class TrialPart:
    title: str
    items: tuple[ItemVersion, ...]


def was_drawn_by(blueprint: Blueprint) -> bool:
    """The form of a sitting names its blueprint, also when the examination has another one by now."""
    return Attempt.objects.filter(form__blueprint=str(blueprint.uuid)).exists()


def bank_of(school: School) -> Bank:
    """What may be asked now, as `core.exams` draws from it."""
    live = Item.objects.filter(school=school, retired_at=None, versions__state=ItemVersion.State.LIVE)
    return Bank.of(live.values_list("code", "topic", "difficulty", "family"))


def listed(blueprints: QuerySet[Blueprint], school: School) -> list[Listed]:
    """Those that are not taken off, with what the bank lacks for each."""
    bank = bank_of(school)
    return [_listed(one, bank) for one in blueprints.filter(retired_at=None).order_by("name", "pk")]


def _listed(blueprint: Blueprint, bank: Bank) -> Listed:
    plan = Plan.from_data(blueprint.data)
    return Listed(blueprint, len(plan.parts), plan.count, lacks_of(trial(plan, bank)))


def trial(plan: Plan, bank: Bank, seed: str = TRIAL) -> Drawn:
    return draw(bank, plan, seed=seed, seen=frozenset(), exposure={})


def lacks(blueprint: Blueprint, school: School) -> tuple[Lack, ...]:
    """What is missing for one whole form; nothing where it can be filled."""
    return lacks_of(trial(Plan.from_data(blueprint.data), bank_of(school)))


def lacks_of(drawn: Drawn) -> tuple[Lack, ...]:
    topics, hard = dict(Topic.choices), dict(Difficulty.choices)
    return tuple(
        Lack(str(topics.get(one.topic, one.topic)), str(hard.get(one.difficulty, "")), one.wanted - one.found)
        for one in drawn.shortfalls
    )


def trial_form(blueprint: Blueprint, school: School, seed: str) -> tuple[TrialPart, ...]:
    """A form as somebody could get it, with the versions that are in use."""
    plan = Plan.from_data(blueprint.data)
    drawn = trial(plan, bank_of(school), seed)
    live = ItemVersion.objects.filter(school=school, state=ItemVersion.State.LIVE, item__code__in=drawn.codes)
    by_code = {one.item.code: one for one in live.select_related("item")}
    return tuple(
        TrialPart(part.title, tuple(by_code[code] for code in codes))
        for part, codes in zip(plan.parts, drawn.parts, strict=True)
    )
