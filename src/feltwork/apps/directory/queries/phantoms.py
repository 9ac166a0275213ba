"""How many of the listed cannot be reached, and who falls out of the list when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from feltwork.apps.directory.models import Profile, Report, Week
from feltwork.apps.directory.queries.badges import badges_of, licences_of
from feltwork.apps.directory.queries.gates import listed, policy_of, wished
from feltwork.apps.directory.queries.replies import unanswered
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at

AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class Count:
    """Profiles of one school: published; shown; of those shown, with each sign of being a phantom, and with any."""

    wished: int
    shown: int
    unconfirmed: int
    unanswered: int
    reported: int
    phantoms: int

    def kept(self) -> dict[str, int]:
        """As `Week` keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Falling:
    """Somebody who is shown now and will not be from `on`. `why`: confirmed, certificate, licence."""

    profile: Profile
    on: date
    why: str


def count_of(school: School, at: datetime) -> Count:
    """As it stands at *at*, in the open scope of *school*."""
    policy, today = policy_of(school), date_at(school, at)
    shown = dict(listed(at).filter(school=school).values_list("pk", "confirmed_on"))
    marked = today - timedelta(days=policy.mark_days)
    old = {pk for pk, on in shown.items() if on is not None and on <= marked}
    silent = unanswered(at) & shown.keys()
    open_reports = Report.objects.filter(state=Report.State.OPEN).values_list("profile", flat=True)
    reported = set(open_reports) & shown.keys()
    every = len(old | silent | reported)
    return Count(wished().filter(school=school).count(), len(shown), len(old), len(silent), len(reported), every)


def weeks_of(school: School) -> list[Week]:
    """What was counted on Mondays, newest first, a year at most."""
    return list(Week.objects.filter(school=school).order_by("-on")[:52])


def falling(school: School, at: datetime) -> list[Falling]:
    """Who drops out within two weeks if nothing happens, soonest first."""
    profiles = list(listed(at).filter(school=school).select_related("school"))
    today = date_at(school, at)
    hide_days = policy_of(school).hide_days
    found = sorted(_falling(profiles, hide_days, at), key=lambda row: (row.on, row.profile.name))
    return [row for row in found if row.on <= today + timedelta(days=AHEAD_DAYS)]


def _falling(profiles: list[Profile], hide_days: int, at: datetime) -> Iterator[Falling]:
    badges, licences = badges_of(profiles, at), licences_of(profiles, at)
    for one in profiles:
        ends = {"confirmed": one.confirmed_on and one.confirmed_on + timedelta(days=hide_days)}
        ends["certificate"] = badges[one.pk].valid_until if one.pk in badges else None
        ends["licence"] = licences[one.pk].licence.valid_until if one.pk in licences else None
        on, why = min((day, why) for why, day in ends.items() if day)
        yield Falling(one, on + timedelta(days=1), why)
