"""Plain defaults for applications; use inside a scope, or with scopes disabled as the tests do."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from feltwork.apps.admissions.models import Application, ApplicationDocument

AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
COMPLETE = {"profession": "nursing", "years_in_practice": "4"}


class ApplicationFactory(DjangoModelFactory):
    """Sent, by someone in a health profession; without its papers."""

    class Meta:
        model = Application

    school = factory.SelfAttribute("programme.school")
    edition = factory.LazyAttribute(lambda one: one.programme.editions.first())
    route = "health_profession"
    answers = factory.LazyFunction(lambda: dict(COMPLETE))
    state = "submitted"
    created_at = AT
    submitted_at = factory.LazyAttribute(lambda one: None if one.state == "draft" else AT)


class ApplicationDocumentFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationDocument

    school = factory.SelfAttribute("application.school")
    criterion = "degree"
    name = "degree.pdf"
    content_type = "application/pdf"
    size_bytes = 12
    file = factory.django.FileField(filename="degree.pdf", data=b"%PDF-1.4 test")
    uploaded_at = AT
