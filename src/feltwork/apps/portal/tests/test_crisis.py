from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from feltwork.apps.portal import crisis

SERVICES = [service for region in crisis.regions() for service in region.services]


def test_the_emergency_number_of_a_country_comes_before_its_services(client):
    html = client.get(reverse("portal:help-now")).content.decode()
    for region in crisis.regions():
        section = html[html.index(f'id="{region.code}"') :]
        first = region.services[0].name.replace("&", "&amp;")
        assert section.index(f"tel:{region.emergency[0]}") < section.index(first)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_numbers_can_be_dialled(service):
    """A short code is dialled as it is; only full numbers carry a country."""
    assert re.fullmatch(r"\+\d{9,15}|\d{3,6}|", service.tel)
    assert service.url.startswith("https://")
    assert service.source.startswith("https://")


def test_what_nobody_checked_or_checked_long_ago_is_unverified():
    service = SERVICES[0]
    assert not replace(service, verified_on=None).is_verified(date(2026, 11, 19))
    checked = replace(service, verified_on=date(2026, 11, 1), verify_by=date(2027, 5, 1))
    assert checked.is_verified(date(2027, 5, 1))
    assert not checked.is_verified(date(2027, 5, 2))


def test_the_page_says_what_is_unverified(client):
    unverified = sum(not service.is_verified(date.today()) for service in SERVICES)
    assert client.get(reverse("portal:help-now")).content.decode().count("fw-badge-look") == unverified


def test_the_old_us_number_is_not_used():
    assert all("273" not in service.number for service in SERVICES)
