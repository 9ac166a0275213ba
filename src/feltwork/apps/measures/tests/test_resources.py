"""Whom to reach: checked, not checked, checked too long ago."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feltwork.apps.measures.resources import region_of, regions
from feltwork.apps.measures.templatetags.measures import checked_words, reach_words

SERVICE = regions()[0].services[0]


@pytest.mark.parametrize(
    ("verified_on", "verify_by", "words"),
    [
        (None, None, "Nobody from this site has checked this number yet."),
        (date(2026, 11, 1), date(2027, 5, 1), "Checked on 1 November 2026."),
        (date(2026, 1, 1), date(2026, 7, 1), "Last checked on 1 January 2026; that is too long ago to be sure."),
    ],
)
def test_what_nobody_checked_or_long_ago_says_so(verified_on, verify_by, words):
    service = replace(SERVICE, how="page", verified_on=verified_on, verify_by=verify_by)
    assert checked_words(service, date(2026, 11, 19)).replace("\xa0", " ") == words


def test_the_first_country_that_has_a_file_counts():
    assert region_of("", "XX", "de", "GB").code == "DE"
    assert region_of("XX") is None


def test_what_was_compared_with_a_stored_copy_says_so_and_is_found_again_within_a_quarter():
    copies = [one for region in regions() for one in region.services if one.how == "copy"]
    assert copies
    for service in copies:
        assert "a stored copy" in checked_words(service, date(2026, 12, 1))
        assert (service.verify_by - service.verified_on).days <= 92
        assert service.is_expired(service.verify_by + timedelta(days=1))


def test_codes_are_there_once_and_only_what_was_checked_says_how():
    services = [one for region in regions() for one in region.services]
    assert len({one.code for one in services}) == len(services)
    assert all(one.how in {"", "call", "page", "copy"} for one in services)
    assert [one.code for one in services if bool(one.how) != bool(one.verified_on and one.verify_by)] == []


def test_a_way_that_is_not_always_open_says_so():
    service = region_of("AT").services[0]
    assert reach_words(service) == (
        "By phone. Day and night. By chat on their site at the hours given there. Free of charge."
    )


def test_every_country_has_an_emergency_number_and_every_service_a_source():
    for region in regions():
        assert region.emergency
        assert all(service.source.startswith("https://") for service in region.services)
