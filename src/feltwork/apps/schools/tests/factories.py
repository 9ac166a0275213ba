"""Plain defaults for schools and what belongs to them. Use inside a scope, or with scopes disabled as the tests do."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.schools import models
from feltwork.apps.schools.rules import bases_for, digest_of
from feltwork.core.certification.rulesets import bundled

AT = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = "!no-password"  # unusable, and the same in memory as in the database, so that sessions hold


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = models.School

    slug = factory.Sequence(lambda n: f"school-{n}")
    name = factory.Sequence(lambda n: f"School {n}")
    town = "Bristol"
    country = "GB"
    time_zone = "Europe/London"
    code = "AH"
    signer = "Ruth Pellow"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    role = "student"
    since = AT


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = models.Programme

    slug = factory.Sequence(lambda n: f"programme-{n}")
    name = "Somatic Experiencing"
    certificate_title = "Somatic Experiencing Practitioner"


class RuleEditionFactory(DjangoModelFactory):
    class Meta:
        model = models.RuleEdition

    school = factory.SelfAttribute("programme.school")
    code = "2024-2"
    text = factory.LazyFunction(lambda: bundled().get("alder-house-2024-2", ""))
    bases = factory.LazyAttribute(lambda edition: bases_for(edition.text))
    digest = factory.LazyAttribute(lambda edition: digest_of(edition.text, edition.bases))
    valid_from = date(2024, 1, 1)
    published_at = AT


class LevelFactory(DjangoModelFactory):
    class Meta:
        model = models.Level

    school = factory.SelfAttribute("programme.school")
    position = factory.Sequence(int)
    code = factory.Sequence(lambda n: f"level-{n}")
    name = factory.SelfAttribute("code")


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = models.Module

    school = factory.SelfAttribute("level.school")
    position = 1
    code = factory.Sequence(lambda n: f"module-{n}")
    name = factory.SelfAttribute("code")
    days = 6


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = models.Cohort

    school = factory.SelfAttribute("programme.school")
    code = factory.Sequence(lambda n: f"cohort-{n}")
    name = "Bristol 2025"
    starts_on = date(2025, 3, 14)
    place = "Bristol"


class ModuleDateFactory(DjangoModelFactory):
    class Meta:
        model = models.ModuleDate

    school = factory.SelfAttribute("cohort.school")


class TrainingDayFactory(DjangoModelFactory):
    class Meta:
        model = models.TrainingDay

    school = factory.SelfAttribute("module_date.school")
    on = date(2025, 3, 14)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrolment

    school = factory.SelfAttribute("cohort.school")
    edition = factory.SelfAttribute("cohort.edition")
    anchor_on = factory.SelfAttribute("cohort.starts_on")
    enrolled_at = AT


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = models.Provider

    name = factory.Sequence(lambda n: f"Provider {n}")
    email = factory.Sequence(lambda n: f"provider{n}@example.org")


class ApprovalFactory(DjangoModelFactory):
    class Meta:
        model = models.Approval

    school = factory.SelfAttribute("provider.school")
    kind = "personal_session"
    issuer = "Alder House"
    valid_from = date(2020, 1, 1)
    entered_at = AT


class WorkItemFactory(DjangoModelFactory):
    class Meta:
        model = models.WorkItem

    kind = "evidence"
    subject_uuid = factory.Faker("uuid4")
    who = "Alma Reyes"
    title = "An invoice in place of a signature"
    url = "certification/queue/"
    opened_at = AT
    due_on = (AT + timedelta(days=14)).date()


LEVELS = ("beginning", "intermediate", "advanced")
MODULE_STARTS = (
    date(2025, 3, 14),
    date(2025, 9, 12),
    date(2026, 3, 6),
    date(2027, 1, 15),
    date(2027, 3, 12),
    date(2027, 10, 19),
)


def build_school(slug: str = "alder-house", name: str = "Alder House") -> models.School:
    """A school with the SE programme: three levels of two modules of six days, one cohort with all its days."""
    school = SchoolFactory(slug=slug, name=name)
    programme = ProgrammeFactory(school=school, slug="se")
    edition = RuleEditionFactory(programme=programme)
    cohort = CohortFactory(programme=programme, edition=edition, code="2025")
    starts = iter(MODULE_STARTS)
    for position, code in enumerate(LEVELS, start=1):
        level = LevelFactory(programme=programme, position=position, code=code, name=code.title())
        for number in (1, 2):
            module = ModuleFactory(level=level, position=number, code=f"{code}-{number}")
            dates = ModuleDateFactory(cohort=cohort, module=module)
            first = next(starts)
            for offset in range(6):
                TrainingDayFactory(module_date=dates, on=first + timedelta(days=offset))
    return school
