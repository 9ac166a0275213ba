"""One function for each person whose record shows something."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.actions.certify import approve_certificate, propose_certificate
from feltwork.apps.certification.actions.gates import record_gate
from feltwork.apps.certification.actions.log import ask_exception
from feltwork.apps.credentials.actions import (
    approve_revocation,
    ask_name_change,
    list_publicly,
    propose_revocation,
    suspend,
)
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.portal.demo.logs import GROUP, INDIVIDUAL, Logged, fill, sessions
from feltwork.apps.portal.demo.people import person
from feltwork.apps.portal.demo.timeline import Timeline
from feltwork.apps.schools.actions import defer, enrol, hold, mark_attendance, recognise, withdraw
from feltwork.apps.schools.models import Cohort, Enrolment, Provider, School, TrainingDay


@dataclass(frozen=True)
class Cast:
    """What every story needs."""

    school: School
    staff: dict[str, User]
    providers: dict[str, Provider]
    cohorts: dict[str, Cohort]
    line: Timeline


def place(cast: Cast, name: str, cohort: str, offset: int) -> Enrolment:
    return enrol(
        school=cast.school,
        student=person(name),
        cohort=cast.cohorts[cohort],
        by=cast.staff["registrar"],
        at=cast.line.at(offset),
        is_told=False,
    )


def attend(cast: Cast, enrolment: Enrolment, **different: str) -> None:
    """There on every past day; `different` gives another state for the n-th day, as in `d13="missed"`."""
    days = TrainingDay.objects.filter(module_date__cohort=enrolment.cohort, on__lt=cast.line.today).order_by("on")
    for number, day in enumerate(days):
        mark_attendance(
            enrolment=enrolment,
            day=day,
            state=different.get(f"d{number}", "attended"),
            by=cast.staff["registrar"],
            at=cast.line.at((day.on - cast.line.today).days, 17),
        )


def papers(cast: Cast, enrolment: Enrolment, *codes: str, since: int, until: int | None = None) -> None:
    for code in codes:
        record_gate(
            enrolment=enrolment,
            code=code,
            valid_from=cast.line.day(since),
            valid_to=None if until is None or code != "licence" else cast.line.day(until),
            note="Seen by the office",
            by=cast.staff["credentialing"],
            at=cast.line.at(since),
        )


FINISHED_LOG = [
    *sessions((-1300, -1250, -1200, -1100), "hanne"),
    *sessions((-950, -900, -850, -700), "femi"),
    *sessions((-590, -500, -420, -330), "hanne"),
    Logged(-1280, INDIVIDUAL, "ada", Fraction(2)),
    Logged(-1120, GROUP, "ada", Fraction(6), group=6),
    Logged(-930, INDIVIDUAL, "ada", Fraction(2)),
    Logged(-880, GROUP, "ada", Fraction(6), group=7),
    Logged(-760, GROUP, "jonas", Fraction(6), group=5, mode="online"),
    Logged(-580, INDIVIDUAL, "jonas", Fraction(2)),
    Logged(-520, GROUP, "jonas", Fraction(9), group=6),
    Logged(-440, GROUP, "ada", Fraction(9), group=8),
]
GATES = ("degree", "code_of_ethics", "licence")
EXAMS = ("written_examination", "practical_examination")


def complete(cast: Cast, name: str, *, examined: int = -200) -> Enrolment:
    """Everything asked for is there, the examinations last."""
    enrolment = place(cast, name, "finished", -1400)
    papers(cast, enrolment, *GATES, since=-1390, until=400)
    attend(cast, enrolment)
    fill(enrolment, FINISHED_LOG, cast.providers, cast.line)
    papers(cast, enrolment, *EXAMS, since=examined)
    return enrolment


def certified(cast: Cast, name: str, *, town: str, languages: str, listed: bool) -> Certificate:
    """Finished, proposed by Ruth, approved by Owen."""
    enrolment = complete(cast, name)
    certificate = propose_certificate(
        enrolment=enrolment, holder_name=name, by=cast.staff["credentialing"], at=cast.line.at(-150)
    )
    approve_certificate(certificate=certificate, by=cast.staff["credentialing-2"], at=cast.line.at(-148))
    if listed:
        certificate.refresh_from_db()
        list_publicly(
            certificate=certificate, town=town, languages=languages, by=enrolment.student, at=cast.line.at(-140)
        )
    return certificate


def held(cast: Cast) -> None:
    """Everything met, one invoice open."""
    enrolment = complete(cast, "Ines Varga", examined=-10)
    hold(
        enrolment=enrolment,
        code="invoice",
        reason="One invoice for Advanced II is still open",
        by=cast.staff["registrar"],
        at=cast.line.at(-9),
    )


def ready(cast: Cast) -> None:
    complete(cast, "Mattis Aro", examined=-6)


def nearly(cast: Cast) -> None:
    """Came from another country with twelve sessions and most credits; two credits to go within the year."""
    enrolment = place(cast, "Lior Benedek", "finished", -1400)
    papers(cast, enrolment, *GATES, since=-1390, until=200)
    recognise(
        enrolment=enrolment,
        kind="personal_session",
        level="beginning",
        amount=4,
        source="SE Australia",
        reason="Log and letter of the organiser seen",
        on=cast.line.day(-1390),
        by=cast.staff["registrar"],
        at=cast.line.at(-1390),
    )
    kept = [logged for logged in FINISHED_LOG if logged.offset not in (-1300, -1250, -1200, -1100, -440)]
    attend(cast, enrolment, d31="recording")
    fill(enrolment, [*kept, Logged(-430, GROUP, "ada", Fraction(3), group=8)], cast.providers, cast.line)
    papers(cast, enrolment, "written_examination", since=-180)


def midway(cast: Cast) -> Enrolment:
    """Samira: a gap in an approval, a signature that does not come, a group of fourteen."""
    enrolment = place(cast, "Samira Daley", "midway", -650)
    papers(cast, enrolment, *GATES, since=-640, until=215)
    log = [
        *sessions((-590, -520, -430, -262), "hanne"),
        Logged(-580, INDIVIDUAL, "ada"),
        Logged(-500, GROUP, "ada", Fraction(6), group=6),
        Logged(-400, INDIVIDUAL, "ada"),
        Logged(-212, "personal_session", "hanne"),
        Logged(-163, "personal_session", "hanne"),
        Logged(-198, GROUP, "ada", Fraction(2), group=7),
        Logged(-150, INDIVIDUAL, "jonas", Fraction(2)),
        Logged(-99, "personal_session", "per"),
        Logged(-12, GROUP, "ada", Fraction(3), group=14, mode="online"),
        Logged(-21, INDIVIDUAL, "jonas", signed_after=None),
        Logged(-16, "personal_session", "hanne", signed_after=None),
    ]
    attend(cast, enrolment)
    entries = fill(enrolment, log, cast.providers, cast.line)
    ask_exception(
        enrolment=enrolment,
        entry=entries[-4],
        question="",
        words="The list I used was older. Could this session count all the same?",
        by=enrolment.student,
        at=cast.line.at(-14),
    )
    return enrolment


def on_the_way(cast: Cast) -> None:
    """People of the midway cohort whose records are in order, or nearly."""
    for number, name in enumerate(
        ("Amara Nwosu", "Benno Falk", "Chiara Conti", "Dov Peretz", "Elif Aydin", "Freya Strand", "Goran Ilic")
    ):
        enrolment = place(cast, name, "midway", -640 + number)
        papers(cast, enrolment, *GATES, since=-630, until=300 + number)
        early = sessions((-600 + number, -530 + number, -420 + number, -300 + number), "femi")
        later = sessions((-220 + number, -120 + number), "noa")[: 1 + number % 2]
        talks = [
            Logged(-560 + number, INDIVIDUAL, "ada", Fraction(2)),
            Logged(-380, GROUP, "ada", Fraction(6), group=6),
        ]
        attend(cast, enrolment, **({"d14": "missed"} if number == 3 else {}))
        fill(enrolment, [*early, *talks, *later], cast.providers, cast.line)


def left(cast: Cast) -> None:
    enrolment = place(cast, "Oskar Lind", "midway", -650)
    fill(enrolment, sessions((-600, -520), "femi"), cast.providers, cast.line)
    withdraw(enrolment=enrolment, reason="Moved abroad", by=cast.staff["registrar"], at=cast.line.at(-300))


def paused(cast: Cast) -> None:
    enrolment = place(cast, "Yara Nasser", "midway", -650)
    fill(enrolment, sessions((-590, -500), "hanne"), cast.providers, cast.line)
    defer(
        enrolment=enrolment,
        until=cast.line.day(200),
        reason="A child was born",
        by=cast.staff["registrar"],
        at=cast.line.at(-80),
    )


def near_the_end(cast: Cast) -> None:
    for story in (nearly, held, ready):
        story(cast)


def with_certificates(cast: Cast) -> None:
    certified(cast, "Mika Tanaka", town="Bristol", languages="English, Japanese", listed=True)
    paula = certified(cast, "Paula Brand", town="Cheltenham", languages="English", listed=False)
    holder, (ruth, owen), at = paula.enrolment.student, _two(cast), cast.line.at
    ask_name_change(certificate=paula, wanted="Paula Holm", words="Married in October.", by=holder, at=at(-3))
    suspended = certified(cast, "Iris Falk", town="Bath", languages="English, Swedish", listed=False)
    suspend(certificate=suspended, reason="A complaint is being looked at.", by=ruth, at=at(-12))
    withdrawn = certified(cast, "Leo Castel", town="Bristol", languages="English", listed=False)
    propose_revocation(certificate=withdrawn, reason="A paper turned out not to be genuine.", by=ruth, at=at(-40))
    approve_revocation(certificate=withdrawn, by=owen, at=at(-38))


def _two(cast: Cast) -> tuple[User, User]:
    """The two people who decide about certificates."""
    return cast.staff["credentialing"], cast.staff["credentialing-2"]


def away(cast: Cast) -> None:
    left(cast)
    paused(cast)
