"""What the school teaches and examines: a course, seminars, a bank of questions, sessions that are rated."""

from __future__ import annotations

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.demo import build_bank
from feltwork.apps.exams.demo_practical import build_practical
from feltwork.apps.exams.demo_sittings import build_sittings
from feltwork.apps.learning.demo import build_learning
from feltwork.apps.portal.demo import people
from feltwork.apps.portal.demo.stories import Cast
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars import demo as seminars

MARKERS = ("jonas", "noa", "femi")
RATERS = ("hanne", "jonas", "per")  # with two visitors, who sign for nobody here
MIDWAY = "midway"
CANDIDATES = 11


def build(cast: Cast) -> None:
    """After everybody is enrolled and their days are marked."""
    school, line, staff = cast.school, cast.line, cast.staff
    programme = cast.cohorts[MIDWAY].programme
    ada = _user(cast, "ada")
    learners = Enrolment.objects.filter(school=school, state="active").order_by("pk")[:6]
    build_learning(school=school, programme=programme, people=list(learners), by=ada, at=line.at(-2))
    bank = build_bank(
        school=school, programme=programme, author=ada, readers=[_user(cast, "jonas"), _user(cast, "hanne")],
        decider=staff["credentialing"], at=line.at(-200), evidence_code="written_examination",
    )  # fmt: skip
    midway = Enrolment.objects.filter(cohort=cast.cohorts[MIDWAY], state="active").order_by("pk")
    build_sittings(
        examination=bank.examination, enrolments=list(midway[:7]),
        markers=[_user(cast, key) for key in MARKERS], desk=staff["registrar"],
        decider=staff["credentialing"], at=line.at(0, 6),
    )  # fmt: skip
    visitors = people.visitors(school, staff["admin"], line)
    everybody = Enrolment.objects.filter(school=school, state="active").select_related("student", "cohort", "school")
    build_practical(
        school=school, programme=programme, raters=[*visitors, *(_user(cast, key) for key in RATERS)],
        candidates=list(everybody.order_by("-pk")[:CANDIDATES]), faculty=ada, visitor=visitors[0],
        decider=staff["credentialing"], at=line.at(-28), evidence_code="practical_examination",
    )  # fmt: skip
    seminars.build(
        school=school, today=line.today, planner=staff["registrar"], trainer=cast.providers["ada"],
        assistants=[cast.providers["jonas"]], midway=cast.cohorts[MIDWAY],
    )  # fmt: skip


def _user(cast: Cast, key: str) -> User:
    return cast.providers[key].user  # type: ignore[return-value]  # everybody of the demo's list has an account
