"""Whom to reach: checked, not checked, checked too long ago."""

from dataclasses import replace
from datetime import date

import pytest

from feltwork.apps.measures.resources import region_of, regions
from feltwork.apps.measures.templatetags.measures import checked_words

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
    service = replace(SERVICE, verified_on=verified_on, verify_by=verify_by)
    assert checked_words(service, date(2026, 11, 19)).replace("\xa0", " ") == words


def test_the_first_country_that_has_a_file_counts():
    assert region_of("", "XX", "de", "GB").code == "DE"
    assert region_of("XX") is None


def test_every_country_has_an_emergency_number_and_every_service_a_source():
    for region in regions():
        assert region.emergency
        assert all(service.source.startswith("https://") for service in region.services)
