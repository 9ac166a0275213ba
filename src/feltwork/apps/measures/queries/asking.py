"""What a client is asked: running plans, sheets that wait, instruments that can be asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from feltwork.apps.measures import names
from feltwork.apps.measures.actions.plans import Refusal, refusal
from feltwork.apps.measures.models import Asking, Pack, Plan
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.measures.queries.packs import GROUPS
from feltwork.apps.measures.risk import policy_of
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import School
from feltwork.core.measures import Instrument, instrument, instruments
from feltwork.core.measures.wording import OWN

OPEN = (Asking.State.OPEN, Asking.State.STARTED)
STATE_CHECKS = ("fw-state", "fw-state-child")


@dataclass(frozen=True, slots=True)
class PlanRow:
    plan: Plan
    of: Instrument
    waiting: Asking | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    asking: Asking
    of: Instrument
    has_words: bool
    has_link: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An instrument to choose. `has_words`: it can be answered on a page; else it is entered from paper."""

    of: Instrument
    has_words: bool
    topics: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Before or after a session: the sheet, where there is one."""

    code: str
    asking: Asking | None
    values: tuple[tuple[str, Any], ...]  # name of a scale, its value


def plans_of(file: OpenFile) -> list[PlanRow]:
    """Those that go on, the newest first."""
    plans = list(Plan.objects.filter(client=file.client, stopped_at=None).order_by("-made_at", "-pk"))
    waiting: dict[int, Asking] = {}
    for row in Asking.objects.filter(plan__in=plans, state__in=OPEN).order_by("due_at"):
        waiting.setdefault(row.plan_id or 0, row)
    return [PlanRow(plan, instrument(plan.instrument), waiting.get(plan.pk)) for plan in plans]


def waiting_of(file: OpenFile, at: datetime) -> list[SheetRow]:
    """Sheets that can be answered now, the first due first."""
    rows = Asking.objects.filter(client=file.client, state__in=OPEN, opens_at__lte=at, closes_at__gt=at)
    spoken = _worded(file.client.school)
    return [
        SheetRow(
            row,
            instrument(row.instrument),
            has_words=row.instrument in spoken,
            has_link=bool(row.token_hash and row.token_until and row.token_until > at),
        )
        for row in rows.order_by("due_at", "pk")
    ]


def unfinished_of(file: OpenFile) -> int:
    """How many sheets were begun and gave no result."""
    rows = Asking.objects.filter(client=file.client, state__in=(Asking.State.STOPPED, Asking.State.LAPSED))
    return rows.exclude(sheet=None).count()


def offers(school: School, *, is_trainee: bool = False) -> list[tuple[str, list[Offer]]]:
    """By what they are for, in the order of the list of instruments; each once."""
    spoken = _worded(school)
    groups: dict[str, list[Offer]] = defaultdict(list)
    for whole in instruments().values():
        if is_trainee and (whole.kind != "self" or whole.id not in spoken):
            continue
        topics = ", ".join(names.word(names.TOPICS, one) for one in whole.for_what)
        groups[whole.for_what[0]].append(Offer(whole, whole.id in spoken, topics))
    order = [*GROUPS, *(one for one in groups if one not in GROUPS)]
    return [(names.word(names.TOPICS, one), groups[one]) for one in order if one in groups]


def refusals(school: School, whole: Instrument, client: Client | None, language: str) -> dict[str, Refusal]:
    """What stands against each place."""
    policy = policy_of(school)
    found = {
        place.value: refusal(school, whole, place=place, language=language, client=client, policy=policy)
        for place in Place
    }
    return {place: against for place, against in found.items() if against is not None}


def languages_of(school: School, whole: Instrument) -> list[str]:
    """In which words are here; those of the definition where there are none."""
    if whole.id in OWN:
        return list(whole.languages)
    packs = Pack.objects.filter(school=school, instrument=whole.id, version=whole.version, removed_at=None)
    return sorted(packs.values_list("language", flat=True))


def moments_of(file: OpenFile, record: SessionRecord) -> list[Moment]:
    """The state check before and after a session, with its answers where there are some."""
    rows = Asking.objects.filter(record=record, instrument__in=STATE_CHECKS).exclude(state=Asking.State.LAPSED)
    by_moment = {row.moment: row for row in rows.prefetch_related("results").order_by("made_at", "pk")}
    return [_moment(file, code, by_moment.get(code)) for code in ("before", "after")]


def _moment(file: OpenFile, code: str, row: Asking | None) -> Moment:
    standing = [one for one in row.results.all() if one.pk] if row is not None else []
    if row is None or not standing:
        return Moment(code, row, ())
    latest = max(standing, key=lambda one: one.pk)
    answers, whole = file.cabinet.open(latest, "answers"), instrument(row.instrument)
    language = get_language() or "en"
    return Moment(code, row, tuple((item.label(language), answers.get(item.id)) for item in whole.items))


def _worded(school: School) -> set[str]:
    """Instruments whose words are here."""
    packs = Pack.objects.filter(school=school, removed_at=None).values_list("instrument", flat=True)
    return set(packs) | set(OWN)
