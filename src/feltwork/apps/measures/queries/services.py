"""Whom people in a crisis are told to call, as a school has checked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from feltwork.apps.measures.models import ServiceCheck
from feltwork.apps.measures.resources import LASTS, Region, Service, region_of, regions
from feltwork.apps.schools.models import School

WRONG = ServiceCheck.How.WRONG.value


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service stands. `state`: checked, copy (compared with a stored copy only), expired, unchecked, wrong."""

    service: Service
    state: str
    check: ServiceCheck | None  # the school's own, where it holds

    @property
    def is_to_do(self) -> bool:
        return self.state != "checked"


@dataclass(frozen=True, slots=True)
class Country:
    region: Region
    rows: tuple[Standing, ...]
    is_shown: bool  # to people who answer here

    @property
    def to_do(self) -> int:
        return sum(row.is_to_do for row in self.rows)


def region_here(school: School, *countries: str) -> Region | None:
    """The first of *countries* that has a file, with the school's own checks; what it found wrong is not in it."""
    region = region_of(*countries)
    if region is None:
        return None
    checks = checks_of(school, region.services)
    shown = [_as_checked(one, checks.get(one.code)) for one in region.services if not _is_wrong(checks.get(one.code))]
    return replace(region, services=tuple(shown))


def countries(school: School, on: date, *shown: str) -> Sequence[Country]:
    """All of them; *shown*, in their order, first."""
    first = [one.upper() for one in dict.fromkeys(shown) if one]
    ordered = sorted(regions(), key=lambda region: first.index(region.code) if region.code in first else len(first))
    checks = checks_of(school, [one for region in ordered for one in region.services])
    return tuple(
        Country(
            region,
            tuple(standing_of(service, checks.get(service.code), on) for service in region.services),
            region.code in first[:1],
        )
        for region in ordered
    )


def standing_of(service: Service, check: ServiceCheck | None, on: date) -> Standing:
    if check is not None and check.how == WRONG:
        return Standing(service, "wrong", check)
    known = _as_checked(service, check)
    if known.verified_on is None:
        return Standing(known, "unchecked", None)
    if known.is_expired(on):
        return Standing(known, "expired", check)
    return Standing(known, "copy" if known.how == "copy" else "checked", check)


def service_of(code: str) -> Service | None:
    return next((one for region in regions() for one in region.services if one.code == code), None)


def checks_of(school: School, services: Sequence[Service]) -> Mapping[str, ServiceCheck]:
    """By code the latest check of what the file says today."""
    told = {service.code: service.told for service in services}
    rows = ServiceCheck.objects.filter(school=school, service__in=told).select_related("by").order_by("made_at", "pk")
    return {row.service: row for row in rows if row.told == told[row.service]}


def _is_wrong(check: ServiceCheck | None) -> bool:
    return check is not None and check.how == WRONG


def _as_checked(service: Service, check: ServiceCheck | None) -> Service:
    """A school's own check counts from its day on, unless the file was checked by a person later."""
    if check is None or check.how == WRONG:
        return service
    if service.verified_on is not None and service.verified_on > check.on and service.how != "copy":
        return service
    return replace(service, how=check.how, verified_on=check.on, verify_by=check.on + LASTS)
