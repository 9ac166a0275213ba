"""Building the demo world, step by step, and the links into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from feltwork.apps.accounts.actions import make_sign_in_link
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.standing import refresh_standing
from feltwork.apps.credentials.actions import set_up_issuer
from feltwork.apps.notices.models import Notice
from feltwork.apps.portal.demo import (
    applicants,
    directory,
    inquiries,
    measures,
    people,
    practice,
    stories,
    taught,
    training,
)
from feltwork.apps.portal.demo.timeline import Timeline
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.schools.models import Enrolment, School
from feltwork.apps.transparency.actions import integrate

SLUG = "alder-house"
DOORS = (
    ("Student, midway", "Samira Daley", "certification:path"),
    ("Provider", "Hanne Vosper", "signoffs:inbox"),
    ("Faculty", "Ada Merriwether", "schools:cohorts"),
    ("Applicant", "Tomas Ferreira", "admissions:mine"),
    ("Registrar", "Greta Holm", "certification:queue"),
    ("Credentialing", "Ruth Pellow", "certification:queue"),
    ("Credentialing, second", "Owen Marsh", "certification:queue"),
    ("Administrator", "Dinah Marlowe", "certification:queue"),
    ("Certified", "Mika Tanaka", "credentials-staff:mine"),
)
# the same for the practice, whose people have no part in the school, but for Hanne, who is at home in both
PRACTICE_DOORS = (
    ("Practitioner", "Hanne Vosper", "practice:clients"),
    ("Client", "Rosa Lindqvist", "practice:mine"),
    ("Guardian", "Gesa Kranz", "practice:mine"),
    ("Supervisor", "Ines Falk", "practice:clients"),
    ("Assistant", "Otto Lindgren", "practice:calendar"),
)
DIRECTORY_DOORS = (
    ("Clinician, listed", "Hanne Vosper", "directory-desk:mine"),
    ("Licences and reports", "Petra Lys", "directory-desk:licences"),
)
Say = Callable[[str], None]


def exists() -> bool:
    return School.objects.filter(slug=SLUG).exists()


@transaction.atomic
def build(*, today: date, say: Say) -> School:
    """Make the whole world of *today*; all or nothing. *say* is told each step."""
    line = Timeline(today)
    school = training.school()
    with scope(school=school):
        for step, make in _steps(school, line):
            say(step)
            make()
        for enrolment in Enrolment.objects.select_related("student", "cohort", "edition", "school"):
            refresh_standing(enrolment=enrolment, at=line.at(0, 7))
        # what happened long ago was told long ago: only the last weeks' notices are left unread and unsent
        Notice.objects.filter(school=school, created_at__lt=line.at(-30)).update(read_at=line.at(-29))
        Notice.objects.filter(school=school).update(mail=Notice.Mail.NONE)
    say("a practice with clients")
    quayside = practice.school()
    with scope(school=quayside):
        practice.build(quayside, line)
        Notice.objects.filter(school=quayside).update(mail=Notice.Mail.NONE)
    say("a directory of clinicians")
    waymark = directory.school()
    with scope(school=waymark):
        directory.build(waymark, line)
        inquiries.build(line)
        Notice.objects.filter(school=waymark).update(mail=Notice.Mail.NONE)
    return school


def _steps(school: School, line: Timeline) -> Iterator[tuple[str, Callable[[], object]]]:
    world: dict[str, stories.Cast] = {}

    def ground() -> None:
        staff = people.staff(school, line)
        programme = training.programme(school, staff["admin"], line)
        cohorts = training.cohorts(programme, staff["registrar"], line)
        providers = people.providers(school, staff["credentialing"], line)
        world["cast"] = stories.Cast(school, staff, providers, cohorts, line)
        set_up_issuer(school=school, domain=f"{SLUG}.example", by=staff["admin"], at=line.at(-1500))

    yield "school, programme, cohorts, providers", ground
    yield "Samira, midway with a problem", lambda: stories.midway(world["cast"])
    yield "people on the way", lambda: stories.on_the_way(world["cast"])
    yield "one nearly done, one held, one ready", lambda: stories.near_the_end(world["cast"])
    yield "people with a certificate", lambda: stories.with_certificates(world["cast"])

    def away() -> None:
        stories.away(world["cast"])
        measures.of_trainees(school, line, by=world["cast"].staff["admin"])

    yield "one who left, one who paused", away
    yield "people who apply", lambda: applicants.build(world["cast"])
    yield "coursework, seminars, examinations", lambda: taught.build(world["cast"])
    yield "the public log", lambda: integrate(school=school, at=line.at(0, 7))


def doors(at: datetime | None = None) -> list[tuple[str, str, str]]:
    """(role, name, one-time link) for each role; the links count as step-up, for they are the operator's own."""
    found = []
    doors = [(*door, SLUG) for door in DOORS] + [(*door, practice.SLUG) for door in PRACTICE_DOORS]
    doors += [(*door, directory.SLUG) for door in DIRECTORY_DOORS]
    for role, name, page, slug in doors:
        link = make_sign_in_link(
            email=f"{name.lower().replace(' ', '.')}@example.org",
            next=reverse(page, kwargs={"school": slug}),
            at=at or timezone.now(),
            minutes=7 * 24 * 60,
            trusted=True,
        )
        found.append((role, name, link))
    return found


def summary() -> str:
    """One line of what is there, for the console."""
    with scopes_disabled():  # the console belongs to the operator of all schools
        school = f"{Enrolment.objects.count()} students, {LogEntry.objects.count()} logged entries"
        return f"{school}, {Client.objects.count()} clients, {SessionRecord.objects.count()} sessions"
