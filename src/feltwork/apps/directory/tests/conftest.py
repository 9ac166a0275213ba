import pytest

from feltwork.apps.directory.tests.factories import list_person


@pytest.fixture
def listed_ben(ben, ruth, school):
    """Ben with `ben.profile`, through every gate at the present of the tests."""
    list_person(ben, school=school, by=ruth)
    return ben
