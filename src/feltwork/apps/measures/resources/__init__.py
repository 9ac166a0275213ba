"""Whom to reach in a crisis: one file a country, `<country>.yaml`, each service with the day somebody checked it.

Everything is shown as not checked until somebody has called, or read the service's own page, and entered the day
(`verified_on`); after `verify_by` it is not checked again, and says so. A school may check by itself, see
`queries/services`. In the files:

code: never reused; a school's own check names it
how: it was checked: call, page (read on that day), copy (a stored copy of the page, which may be older; nobody called)
limited: ways that are not open all the time, though others are
number: as it is dialled there. tel: the same for a link; short codes stay short, because +44116123 cannot be dialled.
police: may the service send police or an ambulance without being asked? yes, no, unknown
hours: always, or empty. cost: free, or empty. ways: call, text, chat. place: where the country stands in a list of all
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
REGIONS = {
    "GB": _("United Kingdom"),
    "IE": _("Ireland"),
    "US": _("United States"),
    "DE": _("Germany"),
    "AT": _("Austria"),
    "CH": _("Switzerland"),
    "AU": _("Australia"),
}
LANGUAGES = {"en": _("English"), "de": _("German"), "es": _("Spanish"), "fr": _("French"), "it": _("Italian")}
WAYS = {"call": _("by phone"), "text": _("by text message"), "chat": _("by chat on their site")}
POLICE = {
    "yes": _("May send police or an ambulance without being asked, when it fears for a life."),
    "no": _("Says that it does not send police without being asked."),
    "unknown": _("We do not know whether it may send police or an ambulance without being asked. You can ask first."),
}


LASTS = timedelta(days=180)  # a check by a person who called or read the page on that day


@dataclass(frozen=True, slots=True)
class Service:
    code: str
    name: str
    number: str
    tel: str
    url: str
    ways: tuple[Label, ...]
    limited: tuple[Label, ...]
    is_always_open: bool
    is_free: bool
    languages: tuple[Label, ...]
    police: Label
    source: str
    how: str
    verified_on: date | None
    verify_by: date | None

    @property
    def told(self) -> str:
        """A mark of what people are told. A school's check holds for exactly this, until a file says something else."""
        parts = (self.number, self.tel, self.url, self.is_always_open, self.is_free, len(self.ways), len(self.limited))
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]

    def is_verified(self, on: date) -> bool:
        """Somebody checked it, in one way or another, and not too long ago."""
        return self.verified_on is not None and (self.verify_by is None or on <= self.verify_by)

    def is_expired(self, on: date) -> bool:
        """It was checked once, and that is too long ago."""
        return self.verified_on is not None and self.verify_by is not None and on > self.verify_by


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: Label
    emergency: tuple[str, ...]
    services: tuple[Service, ...]


@cache
def regions() -> Sequence[Region]:
    """All countries that have a file."""
    files = [one for one in resources.files(__package__).iterdir() if one.name.endswith(".yaml")]
    read = [yaml.safe_load(one.read_text(encoding="utf-8")) for one in files]
    return tuple(_region(raw) for raw in sorted(read, key=lambda raw: raw["place"]))


def region_of(*countries: str) -> Region | None:
    """The first of *countries*, in two letters, that has a file."""
    known = {region.code: region for region in regions()}
    return next((known[one.upper()] for one in countries if one and one.upper() in known), None)


def _region(raw: dict[str, Any]) -> Region:
    services = tuple(_service(service) for service in raw["services"])
    return Region(raw["code"], REGIONS[raw["code"]], tuple(raw["emergency"]), services)


def _service(raw: dict[str, Any]) -> Service:
    return Service(
        code=raw["code"],
        name=raw["name"],
        number=raw["number"],
        tel=raw["tel"],
        url=raw["url"],
        ways=tuple(WAYS[way] for way in raw["ways"] if way not in raw.get("limited", ())),
        limited=tuple(WAYS[way] for way in raw.get("limited", ())),
        is_always_open=raw["hours"] == "always",
        is_free=raw["cost"] == "free",
        languages=tuple(LANGUAGES[code] for code in raw["languages"]),
        police=POLICE[raw["police"]],
        source=raw["source"],
        how=raw["how"],
        verified_on=raw["verified_on"],
        verify_by=raw["verify_by"],
    )
