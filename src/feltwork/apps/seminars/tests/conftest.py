"""More of the cast: two who train beside Alma, and somebody of the next cohort."""

import pytest

from feltwork.apps.schools.tests.factories import CohortFactory
from feltwork.apps.seminars.tests.factories import student


@pytest.fixture
def mika(cohort):
    return student(cohort, "Mika Tan")


@pytest.fixture
def noor(cohort):
    return student(cohort, "Noor Aziz")


@pytest.fixture
def later_cohort(cohort):
    return CohortFactory(programme=cohort.programme, edition=cohort.edition, code="2026", name="Bristol 2026")


@pytest.fixture
def guest(later_cohort):
    """Of another cohort of the same programme."""
    return student(later_cohort, "Gil Reyes")
