"""Blueprints beside the bank: can it fill them, in which language, and what does a form look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from feltwork.apps.exams.languages import known_first, language_word
from feltwork.apps.exams.models import Attempt, Blueprint, Difficulty, Examination, Item, ItemVersion, Topic
from feltwork.apps.schools.models import School
from feltwork.core.exams import Bank, Drawn, draw
from feltwork.core.exams import Blueprint as Plan

TRIAL = "trial"
USUAL = "en"  # where neither the bank nor an examination says another one


@dataclass(frozen=True, slots=True)
class Lack:
    """What the bank could not fill: so many of a topic, of a difficulty or of any ("")."""

    topic: str
    difficulty: str
    missing: int


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A blueprint beside the questions of one language; nothing in `lacks` where a form can be filled."""

    language: str
    lacks: tuple[Lack, ...]

    @property
    def name(self) -> str:
        return language_word(self.language)

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.lacks)


@dataclass(frozen=True, slots=True)
class Listed:
    """*states*: one for each language that matters here."""

    blueprint: Blueprint
    parts: int
    questions: int
    states: tuple[InLanguage, ...]

    @property
    def lacks(self) -> tuple[InLanguage, ...]:
        return tuple(one for one in self.states if one.lacks)


@dataclass(frozen=True, slots=True)
class TrialPart:
    title: str
    items: tuple[ItemVersion, ...]


def was_drawn_by(blueprint: Blueprint) -> bool:
    """The form of a sitting names its blueprint, also when the examination has another one by now."""
    return Attempt.objects.filter(form__blueprint=str(blueprint.uuid)).exists()


def bank_languages(*, with_drafts: bool = False) -> list[str]:
    """Those in which something is in use (or written at all), in the school whose scope is open."""
    rows = ItemVersion.objects.filter(item__retired_at=None).exclude(state=ItemVersion.State.OLD)
    rows = rows if with_drafts else rows.filter(state=ItemVersion.State.LIVE)
    return known_first(rows.order_by().values_list("language", flat=True).distinct())


def languages_of(blueprint: Blueprint, school: School) -> list[str]:
    """Those of the bank, and those that examinations by *blueprint* are offered in."""
    return _of(blueprint, bank_languages(), _offered(school))


def listed(blueprints: QuerySet[Blueprint], school: School) -> list[Listed]:
    """Those that are not taken off, with what the bank lacks for each in each language; four queries at most."""
    banks, there, offered = banks_of(school), bank_languages(), _offered(school)
    rows = blueprints.filter(retired_at=None).order_by("name", "pk")
    return [_listed(one, banks, _of(one, there, offered)) for one in rows]


def lacks_in(blueprint: Blueprint, school: School, languages: Iterable[str]) -> tuple[InLanguage, ...]:
    """What is missing for one whole form, for each of *languages* in which something is."""
    banks, plan = banks_of(school), Plan.from_data(blueprint.data)
    states = (_state(plan, banks, language) for language in languages)
    return tuple(one for one in states if one.lacks)


def banks_of(school: School) -> Mapping[str, Bank]:
    """language → what may be asked in it now, as `core.exams` draws from it; one query."""
    live = Item.objects.filter(school=school, retired_at=None, versions__state=ItemVersion.State.LIVE)
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    rows = live.values_list("versions__language", "code", "topic", "difficulty", "family")
    for language, code, topic, difficulty, family in rows:
        found.setdefault(language, []).append((code, topic, difficulty, family))
    return {language: Bank.of(rows) for language, rows in found.items()}


def trial_form(blueprint: Blueprint, school: School, seed: str, language: str) -> tuple[TrialPart, ...]:
    """A form as somebody could get it in *language*, with the versions that are in use."""
    plan = Plan.from_data(blueprint.data)
    drawn = _trial(plan, banks_of(school).get(language) or Bank.of(()), seed)
    live = ItemVersion.objects.filter(school=school, state=ItemVersion.State.LIVE, item__code__in=drawn.codes)
    by_code = {one.item.code: one for one in live.select_related("item")}
    return tuple(
        TrialPart(part.title, tuple(by_code[code] for code in codes))
        for part, codes in zip(plan.parts, drawn.parts, strict=True)
    )


def _trial(plan: Plan, bank: Bank, seed: str = TRIAL) -> Drawn:
    return draw(bank, plan, seed=seed, seen=frozenset(), exposure={})


def _state(plan: Plan, banks: Mapping[str, Bank], language: str) -> InLanguage:
    return InLanguage(language, _lacks_of(_trial(plan, banks.get(language) or Bank.of(()))))


def _listed(blueprint: Blueprint, banks: Mapping[str, Bank], languages: Sequence[str]) -> Listed:
    plan = Plan.from_data(blueprint.data)
    return Listed(blueprint, len(plan.parts), plan.count, tuple(_state(plan, banks, one) for one in languages))


def _lacks_of(drawn: Drawn) -> tuple[Lack, ...]:
    topics, hard = dict(Topic.choices), dict(Difficulty.choices)
    return tuple(
        Lack(str(topics.get(one.topic, one.topic)), str(hard.get(one.difficulty, "")), one.wanted - one.found)
        for one in drawn.shortfalls
    )


def _offered(school: School) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Examination.objects.filter(school=school).exclude(blueprint=None)
    for blueprint, languages in rows.values_list("blueprint", "languages"):
        found.setdefault(blueprint, set()).update(languages)
    return found


def _of(blueprint: Blueprint, there: Iterable[str], offered: Mapping[int, set[str]]) -> list[str]:
    return known_first({*there, *offered.get(blueprint.pk, ())}) or [USUAL]
