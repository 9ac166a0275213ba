"""Profiles with plain defaults: Ben's page in Bristol, published and confirmed, with a licence that was checked."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.directory import models
from feltwork.apps.schools.models import Cohort
from feltwork.apps.schools.tests.factories import AT, EnrolmentFactory

BRISTOL, BATH, GRAZ = 2654675, 2656173, 2778067  # GeoNames
TODAY = AT.date()


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = models.Profile

    slug = factory.Sequence(lambda n: f"somebody-{n}")
    state = "listed"
    name = factory.SelfAttribute("owner.name")
    headline = "I work with accidents and with pain that stayed."
    words = "We begin with the room."
    profession = "psychotherapist"
    town = BRISTOL
    town_name = "Bristol"
    country = "GB"
    how_in_person = True
    languages = ("en",)
    ages = ("adult",)
    who = ("individual",)
    themes = ("accident", "pain")
    currency = "GBP"
    fee_low = 70
    fee_high = 95
    confirmed_on = TODAY
    listed_at = AT
    changed_at = AT


class LicenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Licence

    school = factory.SelfAttribute("profile.school")
    profession = "psychotherapist"
    register_name = "Register of psychotherapists"
    number = factory.Sequence(lambda n: f"0482-{n}")
    country = "GB"
    url = "https://register.example/"
    state = "checked"
    changed_at = AT


class LicenceCheckFactory(DjangoModelFactory):
    class Meta:
        model = models.LicenceCheck

    school = factory.SelfAttribute("licence.school")
    on = date(2026, 11, 2)
    method = "looked_up"
    source = "https://register.example/"
    result = "confirmed"
    at = AT


def certify(user, *, school, **given):
    """A certificate in force for *user*, whose training at *school* is over."""
    cohort = Cohort.objects.filter(school=school).first()
    enrolment = EnrolmentFactory(cohort=cohort, student=user, state="completed")
    return CertificateFactory(enrolment=enrolment, proposed_by=user, **given)


def list_person(user, *, school, by=None, licence=True, certificate=True, **given):
    """*user* through every gate: certificate, licence with its check, profile; `user.profile`."""
    if certificate:
        user.certificate = certify(user, school=school)
    user.profile = ProfileFactory(school=school, owner=user, **given)
    if licence:
        user.licence = LicenceFactory(profile=user.profile, profession=user.profile.profession)
        LicenceCheckFactory(licence=user.licence, by=by or user)
    return user.profile
