"""Certificates with plain defaults: issued and in force."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from feltwork.apps.credentials import models
from feltwork.apps.credentials.codes import new_check_code, new_number
from feltwork.apps.credentials.queries import plain
from feltwork.apps.schools.tests.factories import AT


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = models.Certificate

    school = factory.SelfAttribute("enrolment.school")
    number = factory.LazyFunction(lambda: new_number("AH"))
    check_code = factory.LazyFunction(new_check_code)
    holder_name = factory.SelfAttribute("enrolment.student.name")
    title = "Somatic Experiencing Practitioner"
    edition_code = "2024-2"
    levels = ("Beginning", "Intermediate", "Advanced")
    signer = "Ruth Pellow"
    issued_on = date(2026, 6, 9)
    state = "in_force"
    proposed_at = AT
    listed_search = factory.LazyAttribute(lambda o: plain(f"{o.holder_name} {o.listed_town}") if o.is_listed else "")
    is_listed = False
    listed_town = ""
