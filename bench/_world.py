"""People and records to measure with; run inside a site's settings. Prints as JSON how to come in.

    python -m bench._world few --students 48 --providers 4
    python -m bench._world walk --candidates 400

The factories of the tests make the rows; what has to be true together (signed entries, standings) goes through actions.
"""

from __future__ import annotations

import argparse
import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import transaction  # noqa: E402 settings come first
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from feltwork.apps.accounts.actions import make_sign_in_link  # noqa: E402
from feltwork.apps.accounts.models import Membership, User  # noqa: E402
from feltwork.apps.certification.models import Inquiry, LogEntry, Standing  # noqa: E402
from feltwork.apps.certification.standing import refresh_standings  # noqa: E402
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed  # noqa: E402
from feltwork.apps.credentials.tests.factories import CertificateFactory  # noqa: E402
from feltwork.apps.schools.models import (  # noqa: E402
    Approval,
    Attendance,
    Cohort,
    Enrolment,
    Provider,
    School,
    TrainingDay,
    WorkItem,
)
from feltwork.apps.schools.tests.factories import build_school  # noqa: E402

FIRST = date(2025, 3, 14)  # the first day of the cohort that the factories make
FIRST_NAMES = ("Amara", "Benno", "Chiara", "Dov", "Elif", "Freya", "Goran", "Hanne", "Ines", "Jonas", "Kaja", "Lior")
LAST_NAMES = (
    "Nwosu",
    "Falk",
    "Conti",
    "Peretz",
    "Aydin",
    "Strand",
    "Ilic",
    "Vosper",
    "Varga",
    "Brennock",
    "Lund",
    "Aro",
)
KINDS = ("personal_session", "consultation_individual")
ENTRIES = 20  # of somebody midway
DAY = timedelta(days=1)


def few(students: int, providers: int) -> dict[str, Any]:
    """Students with empty logs and providers to sign for them."""
    school = build_school()
    with scope(school=school):
        return _ways_in(school, _students(school, students), _providers(school, providers, with_account=providers))


def walk(candidates: int) -> dict[str, Any]:
    """A school at work: candidates in lists, some of them with logs midway, a full queue, a certificate."""
    chance = random.Random(2026)
    school = build_school()
    with scope(school=school):
        providers = _providers(school, 30, with_account=8)
        enrolments = _students(school, candidates)
        active, ended = enrolments[:24], enrolments[24]
        _attend(active)
        _log(active, providers[:8], chance)
        refresh_standings(enrolments=active, at=timezone.now())
        _standings(enrolments[24:], chance)
        _queue(school, enrolments, chance)
        certificate = CertificateFactory(enrolment=ended, proposed_by=providers[0].user)
        ways = _ways_in(school, active, providers[:8])
        candidate = str(active[0].uuid)
        return ways | {"certificate": certificate.check_code, "candidate": candidate}


def _people(prefix: str, number: int, first: int = 0) -> list[User]:
    names = [
        f"{FIRST_NAMES[n % 12]} {LAST_NAMES[n // 12 % 12]}{' ' + str(n // 144) if n >= 144 else ''}"
        for n in range(first, first + number)
    ]
    rows = [User(name=name, email=f"{prefix}{n}@example.org", password="!") for n, name in enumerate(names, first)]
    return User.objects.bulk_create(rows)


def _members(school: School, people: list[User], role: str) -> None:
    since = timezone.now()
    Membership.objects.bulk_create([Membership(school=school, user=one, role=role, since=since) for one in people])


def _students(school: School, number: int, first: int = 0) -> list[Enrolment]:
    people = _people("student", number, first)
    _members(school, people, "student")
    cohort = Cohort.objects.select_related("edition").get()
    at = datetime(2025, 1, 15, 9, tzinfo=UTC)
    facts = {"school": school, "cohort": cohort, "edition": cohort.edition, "anchor_on": FIRST, "enrolled_at": at}
    return Enrolment.objects.bulk_create([Enrolment(student=one, **facts) for one in people])


def _providers(school: School, number: int, *, with_account: int) -> list[Provider]:
    people: list[User | None] = [*_people("provider", with_account), *[None] * (number - with_account)]
    _members(school, [one for one in people if one], "provider")
    rows = [
        Provider(school=school, name=f"Provider {n}", email=f"provider{n}@example.org", user=user)
        for n, user in enumerate(people)
    ]
    found = Provider.objects.bulk_create(rows)
    facts = {"school": school, "issuer": "Alder House", "valid_from": date(2020, 1, 1), "entered_at": timezone.now()}
    Approval.objects.bulk_create([Approval(provider=one, kind=kind, **facts) for one in found for kind in KINDS])
    return found


def _attend(enrolments: list[Enrolment]) -> None:
    days = list(TrainingDay.objects.filter(on__lt=timezone.localdate()))
    at = timezone.now()
    Attendance.objects.bulk_create(
        [
            Attendance(school=one.school, enrolment=one, day=day, state="attended", at=at)
            for one in enrolments
            for day in days
        ]
    )


def _log(enrolments: list[Enrolment], providers: list[Provider], chance: random.Random) -> None:
    """Twenty entries each: most signed, two waiting to be, two drafts."""
    days = (timezone.localdate() - FIRST).days
    for enrolment in enrolments:
        for number in range(ENTRIES):
            entry = LogEntryFactory(
                enrolment=enrolment,
                kind=KINDS[number % 2],
                provider=chance.choice(providers),
                on=FIRST + DAY * (1 + number * (days - 3) // ENTRIES),
            )
            if number < ENTRIES - 4:
                signed(entry)
            elif number < ENTRIES - 2:
                _send(entry)


def _send(entry: LogEntry) -> None:
    from feltwork.apps.certification.actions.log import send_to_sign

    send_to_sign(entry=entry, by=entry.enrolment.student, at=timezone.now())


def _standings(enrolments: list[Enrolment], chance: random.Random) -> None:
    """Kept summaries as judging would leave them, every state among them."""
    at, today = timezone.now(), timezone.localdate()
    rows = []
    for number, one in enumerate(enrolments):
        rows.append(
            Standing(
                school=one.school,
                enrolment=one,
                as_of=today,
                level=("beginning", "intermediate", "advanced")[number % 3],
                is_eligible=number % 17 == 0,
                is_held=number % 34 == 0,
                met=number % 9,
                of=8,
                sessions=f"{chance.randrange(24)}/2",
                credits=f"{chance.randrange(54)}/3",
                days=chance.randrange(37),
                waiting=number % 4,
                questions=int(number % 6 == 0),
                cannot=int(number % 11 == 0),
                next_step="log_sessions",
                next_due=today + DAY * (number % 90) if number % 3 else None,
                judged_at=at,
            )
        )
        one.state = "withdrawn" if number % 25 == 3 else "deferred" if number % 25 == 4 else "active"
    Standing.objects.bulk_create(rows)
    Enrolment.objects.bulk_update(enrolments, ["state"])


def _queue(school: School, enrolments: list[Enrolment], chance: random.Random) -> None:
    """Three hundred matters of all kinds, some late, some passed on, some asked about."""
    at, today = timezone.now(), timezone.localdate()
    colleague = User.objects.create(name="Owen Marsh", email="owen.marsh@example.org", password="!")
    _members(school, [colleague], "credentialing")
    kinds = [kind.value for kind in WorkItem.Kind if kind != WorkItem.Kind.APPLICATION]
    rows = []
    for number in range(300):
        student = enrolments[number % len(enrolments)].student
        rows.append(
            WorkItem(
                school=school,
                kind=kinds[number % len(kinds)],
                subject_uuid=UUID(int=chance.getrandbits(128), version=4),
                who=student.name,
                person=student,
                title="An invoice of a case consultation, in place of a signature",
                url="certification/queue/",
                opened_at=at - DAY * (number % 30),
                due_on=today - DAY * 16 + DAY * (number % 30),
                assigned_to=colleague if number % 5 == 0 else None,
            )
        )
    items = WorkItem.objects.bulk_create(rows)
    Inquiry.objects.bulk_create(
        [
            Inquiry(
                school=school, item=one, student=one.person, text="Which day was it?", asked_by=colleague, asked_at=at
            )
            for one in items[::7]
        ]
    )


def _ways_in(school: School, students: list[Enrolment], providers: list[Provider]) -> dict[str, Any]:
    staff = User.objects.create(name="Ruth Pellow", email="ruth.pellow@example.org", password="!")
    _members(school, [staff], "credentialing")
    return {
        "school": school.slug,
        "staff": _link(staff),
        "students": [{"link": _link(one.student), "enrolment": str(one.uuid)} for one in students],
        "providers": [{"link": _link(one.user), "uuid": str(one.uuid)} for one in providers if one.user],
    }


def _link(user: User) -> str:
    return make_sign_in_link(email=user.email, at=timezone.now(), minutes=24 * 60, trusted=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("world", choices=["few", "walk"])
    parser.add_argument("--students", type=int, default=48)
    parser.add_argument("--providers", type=int, default=4)
    parser.add_argument("--candidates", type=int, default=400)
    options = parser.parse_args()
    with transaction.atomic():
        made = few(options.students, options.providers) if options.world == "few" else walk(options.candidates)
    print(json.dumps(made))


if __name__ == "__main__":
    main()
