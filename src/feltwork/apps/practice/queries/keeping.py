"""Until when a file is kept, and why: rules by country, a hold above all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max

from feltwork.apps.practice.models import Addendum, Appointment, Client, Hold, SessionRecord
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import RetentionRule, due_on, kept_until, rules_of


@dataclass(frozen=True, slots=True)
class RuleDay:
    """One rule with the first day on which it asks for the file no more."""

    rule: RetentionRule
    day: date
    is_over: bool


@dataclass(frozen=True, slots=True)
class HoldSaid:
    """A hold with its reasons opened."""

    hold: Hold
    reason: str
    ended_reason: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """`due_on`: the first day on which no rule asks for the file; `rule` is the one that keeps it longest.

    `last_on` is the day from which the years count. `law_until`: the day for those rules that are laws, or None.
    """

    rules: list[RuleDay]
    rule: RetentionRule
    due_on: date
    law_until: date | None
    last_on: date
    born_known: bool
    country_known: bool
    holds: list[HoldSaid]
    today: date

    @property
    def is_held(self) -> bool:
        return any(one.hold.until is None for one in self.holds)

    @property
    def is_over(self) -> bool:
        return self.today >= self.due_on

    @property
    def law_forbids(self) -> bool:
        return self.law_until is not None and self.today < self.law_until


def keeping_of(file: OpenFile, *, on: date) -> Keeping:
    """*on*: today, in the reader's zone."""
    holds = Hold.objects.filter(client=file.client).select_related("by", "ended_by").order_by("-since", "-pk")
    said = [
        HoldSaid(one, str(file.cabinet.open(one, "reason")), str(file.cabinet.open(one, "ended_reason") or ""))
        for one in holds
    ]
    return _keeping(file.client, file.identity, said, on)


def due_day(client: Client, identity: Mapping[str, Any]) -> date:
    """The first day on which no rule asks for the file."""
    return _keeping(client, identity, [], date.min).due_on


def is_held(client: Client) -> bool:
    return Hold.objects.filter(client=client, until=None).exists()


def last_day_of(client: Client) -> date:
    """The last day on which something happened in the treatment: a session, an hour kept, an addition, its end."""
    days = [client.opened_on, *([client.ended_on] if client.ended_on else [])]
    zone = ZoneInfo(client.school.time_zone)
    moments = [
        SessionRecord.objects.filter(client=client, removed_at=None).aggregate(last=Max("starts_at"))["last"],
        Appointment.objects.filter(client=client, state=Appointment.State.KEPT).aggregate(last=Max("starts_at"))[
            "last"
        ],
        Addendum.objects.filter(record__client=client).aggregate(last=Max("at"))["last"],
    ]
    return max([*days, *(_day(one, zone) for one in moments if one is not None)])


def _keeping(client: Client, identity: Mapping[str, Any], holds: list[HoldSaid], on: date) -> Keeping:
    countries = {str(identity.get("country") or "").upper(), client.school.country.upper()} - {""}
    rules = rules_of(sorted(countries))
    born = date.fromisoformat(identity["born_on"]) if identity.get("born_on") else None
    last = last_day_of(client)
    days = [RuleDay(one, due_on(one, born_on=born, last_session=last), False) for one in rules]
    days = [RuleDay(one.rule, one.day, on >= one.day) for one in sorted(days, key=lambda one: one.day, reverse=True)]
    rule, day = kept_until(rules, born_on=born, last_session=last)
    known = bool(countries & {one.country for one in rules})
    return Keeping(
        rules=days,
        rule=rule,
        due_on=day,
        law_until=max((one.day for one in days if one.rule.is_law), default=None),
        last_on=last,
        born_known=born is not None,
        country_known=known,
        holds=holds,
        today=on,
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
