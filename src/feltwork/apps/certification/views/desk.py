"""Where a log entry is written: the form, whom it can be with, and what it would count toward."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property

from feltwork.apps.accounts.access import Request
from feltwork.apps.certification.forms.log import LogForm
from feltwork.apps.certification.intervals import day_of
from feltwork.apps.certification.lengths import write_hours
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.queries.choices import ProviderChoice, approvals_in, provider_choices
from feltwork.apps.certification.queries.log import recent_in, recent_providers, twins_of
from feltwork.apps.certification.queries.look import Look, look_at
from feltwork.apps.certification.standing import Known, known_of, logged_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import Entry

FROM_ADDRESS = ("kind", "provider", "on", "hours", "mode", "group_size")


@dataclass
class Desk:
    """One visit to the form. `entry` is the draft being changed; `data` is what was sent, if anything."""

    request: Request
    place: Enrolment
    at: datetime
    entry: LogEntry | None = None
    data: Any = field(default=None)
    is_saving: bool = False

    @property
    def today(self) -> date:
        return date_at(self.request.school, self.at)

    @cached_property
    def choices(self) -> list[ProviderChoice]:
        return provider_choices(self.request.school, without=self.request.user.pk)

    @cached_property
    def provider(self) -> ProviderChoice | None:
        wanted = self.data.get("provider") if self.data else None
        return next((one for one in self.choices if str(one.uuid) == wanted), None)

    @cached_property
    def known(self) -> Known:
        more = [self.provider.pk] if self.provider else []
        return known_of([self.place], more_providers=more, approvals=approvals_in(self.choices))[self.place.pk]

    @cached_property
    def log(self) -> Known:
        """What was logged before. Where the form is only to be saved, nothing else is read."""
        return logged_of(self.place) if self.is_saving else self.known

    @cached_property
    def form(self) -> LogForm:
        recent = recent_in(self.log) if self.data else recent_providers(self.place)
        return LogForm(
            self.data,
            initial=self._initial(),
            rules=rules_of(self.place.edition),
            choices=self.choices,
            recent=recent,
            today=self.today,
            zone=self.request.school.time_zone,
        )

    def refuse_twins(self) -> None:
        """An entry very like one in the log is asked about once."""
        form = self.form
        if form.is_valid():
            data = form.cleaned_data
            provider: ProviderChoice = data["provider"]
            without = self.entry.uuid if self.entry else data["token"]
            twins = twins_of(self.log, kind=data["kind"], provider=provider.uuid, on=data["on"], without=without)
            form.refuse_twins(twins)

    def look(self) -> Look | None:
        """None as long as something is missing or mistaken."""
        form = self.form
        if not form.is_valid():
            return None
        data = form.cleaned_data
        provider: ProviderChoice = data["provider"]
        entry = Entry(
            id=str(self.entry.uuid if self.entry else "new"),
            kind=data["kind"],
            on=self._day(),
            hours=data["hours"],
            provider=str(provider.uuid),
            mode=data["mode"],
            group_size=data["group_size"],
        )
        return look_at(self.known, entry, provider_name=provider.name, as_of=self.today)

    def _day(self) -> date:
        found = self.form.interval
        assert found is not None  # noqa: S101  # a valid form has one
        body_zone = self.request.school.time_zone
        return day_of(found.starts_at, zone=found.zone, is_time_known=found.is_time_known, body_zone=body_zone)

    def _initial(self) -> dict[str, Any]:
        if self.entry is None:
            return {name: self.request.GET[name] for name in FROM_ADDRESS if self.request.GET.get(name)}
        return initial_of(self.entry)


def initial_of(entry: LogEntry) -> dict[str, Any]:
    """A stored entry as the form shows it, on the clock of its own zone."""
    local = entry.starts_at.astimezone(ZoneInfo(entry.zone))
    return {
        "kind": entry.kind,
        "provider": str(entry.provider.uuid),
        "on": local.date(),
        "hours": write_hours(entry.hours),
        "start": local.time() if entry.is_time_known else None,
        "zone": entry.zone,
        "second": str(local.fold),
        "mode": entry.mode,
        "group_size": entry.group_size,
        "note": entry.note,
        "token": entry.uuid,
    }
