"""What the tests of applications share."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feltwork.apps.admissions import actions
from feltwork.apps.admissions.tests.factories import COMPLETE
from feltwork.apps.schools.models import Programme
from feltwork.apps.schools.tests.factories import CohortFactory


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


@pytest.fixture
def programme(school):
    return Programme.objects.get(school=school)


@pytest.fixture
def late(programme, cohort):
    """A cohort that is still to come."""
    return CohortFactory(
        programme=programme, edition=cohort.edition, code="2027", name="Bristol 2027", starts_on=date(2027, 3, 5)
    )


@pytest.fixture
def pdf():
    return lambda name="degree.pdf": SimpleUploadedFile(name, b"%PDF-1.4 test", content_type="application/pdf")


@pytest.fixture
def url(school):
    return lambda name, **kwargs: reverse(f"admissions:{name}", kwargs={"school": school.slug, **kwargs})


@pytest.fixture
def draft(programme, eva, pdf, late, at):
    """Eva's application, complete and not yet sent."""
    application = actions.begin(programme=programme, by=eva, at=at)
    application = actions.save_draft(
        application=application, route="health_profession", answers=COMPLETE, cohort=late, by=eva, at=at
    )
    for criterion in ("degree", "licence"):
        upload = pdf(f"{criterion}.pdf")
        actions.add_document(application=application, criterion=criterion, upload=upload, by=eva, at=at)
    return application


@pytest.fixture
def sent(draft, eva, at):
    return actions.submit(application=draft, by=eva, at=at)
