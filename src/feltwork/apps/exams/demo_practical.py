"""A practical examination for the demo: trained raters, and candidates at every stage, by the same actions as pages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import consents, draws, gold, practicals, ratings, recordings
from feltwork.apps.exams.actions.examinations import create_examination, open_examination
from feltwork.apps.exams.actions.practical_results import decide_practical, proposed
from feltwork.apps.exams.models import Examination, GoldCase, Practical, Rating
from feltwork.apps.exams.queries.practical_results import outcome_of
from feltwork.apps.schools.models import Enrolment, Programme, School
from feltwork.core.exams import rubric

STATEMENT = (
    "I agree that one recorded session of mine is watched by up to five people of the school for an examination, "
    "until the day named here. It lies sealed until then. I can take this back at any time without a reason.\n"
    "Signed: (an invented client of the demo)\n"
)
PRAISE = "You waited where waiting was needed, and the end had time."
ADVICE = "Name what you see before you say what it means; the client can correct a sign, hardly a meaning."
DECIDES = frozenset({"credentialing"})


@dataclass(frozen=True, slots=True)
class DemoPractical:
    """`attempts`: by stage, as far as there were candidates: open, rating, deciding, decided."""

    examination: Examination
    attempts: Mapping[str, Practical]


@transaction.atomic
def build_practical(
    *,
    school: School,
    programme: Programme,
    raters: Sequence[User],
    candidates: Sequence[Enrolment],
    faculty: User,
    decider: User,
    at: datetime,
    evidence_code: str = "",
) -> DemoPractical:
    """Inside the school's scope. *raters*: at least four of faculty or providers who signed nothing for the candidates;
    the last one has not finished the training. *candidates*: the first prepares, the second is being rated, the third
    waits for the decision, all others are decided; ten of them and the page on agreement has figures. *at*: some
    weeks before the present."""
    examination = create_examination(
        school=school, programme=programme, kind=Examination.Kind.PRACTICAL, name="A watched session",
        code="watched-session", about="One whole session with a client who agreed to it, recorded or live.",
        blueprint=None, minutes=60, pause_minutes=0, shows=Examination.Shows.TOPICS, evidence_code=evidence_code,
        by=faculty, at=at,
    )  # fmt: skip
    open_examination(examination=examination, by=decider, at=at)
    examination.refresh_from_db()
    cases = gold.take_in_starters(school=school, language="en", by=faculty, at=at)
    for case in cases:
        gold.open_case(case=case, is_open=True, by=faculty, at=at)
    for number, user in enumerate(raters):
        _train(user, cases[: 1 if number == len(raters) - 1 else 3], at + timedelta(days=1))
        draws.appoint_rater(examination=examination, user=user, by=decider, at=at + timedelta(days=2))
    stages: dict[str, Practical] = {}
    for number, enrolment in enumerate(candidates):
        stage = ("open", "rating", "deciding")[number] if number < 3 else "decided"
        stages[stage] = _attempt(examination, enrolment, stage, decider, number, at + timedelta(days=3))
    return DemoPractical(examination, stages)


def _train(user: User, cases: Sequence[GoldCase], at: datetime) -> None:
    for case in cases:
        row = gold.begin_try(case=case, by=user, at=at)
        gold.save_try(gold_try=row, post=as_post(case.gold, nudge=user.name, agree=True), by=user, at=at)
        gold.submit_try(gold_try=row, by=user, at=at)


def _attempt(
    examination: Examination, enrolment: Enrolment, stage: str, decider: User, number: int, at: datetime
) -> Practical:
    student = enrolment.student
    given: dict[str, Any] = {"by": student, "at": at}
    row = practicals.book_practical(examination=examination, enrolment=enrolment, way="recording", **given)
    consent = consents.consent_by_statement(
        practical=row, file=SimpleUploadedFile("statement.txt", STATEMENT.encode()), signed_on=at.date(),
        until=at.date() + timedelta(days=365), **given,
    )  # fmt: skip
    if stage == "open":
        return row
    send_demo(row, **given)
    practicals.hand_in(practical=row, **given)
    row = practicals.check_and_move_on(consent=consent, is_sound=True, by=decider, at=at + timedelta(days=1))
    _rate(row, stage, number, at + timedelta(days=4))
    row.refresh_from_db()
    if stage == "decided" and row.state == Practical.State.DECIDING:
        found = outcome_of(row)
        assert found is not None  # noqa: S101 - it is being decided
        outcome = proposed(found.is_passed)
        words = "Too little could be seen to rate it." if outcome == "no_result" else ""
        decide_practical(
            practical=row, outcome=outcome, words=words, roles=DECIDES, by=decider, at=at + timedelta(days=9)
        )
        row.refresh_from_db()
    return row


def send_demo(practical: Practical, *, by: User, at: datetime) -> None:
    """The little film of the demo: a moving thread, and nobody in it."""
    content = (resources.files(__package__) / "gold" / "demo.webm").read_bytes()
    row = recordings.begin_recording(practical=practical, size=len(content), mark="demo", by=by, at=at)
    for number in range(vault.pieces_of(len(content))):
        piece = content[number * vault.PIECE : (number + 1) * vault.PIECE]
        recordings.keep_piece(recording=row, number=number, content=piece)
    recordings.finish_recording(recording=row, by=by, at=at)


def _rate(practical: Practical, stage: str, number: int, at: datetime) -> None:
    """Both sheets, of which the second is only begun where raters are still at it; a third where one is drawn."""
    skills = {domain.id: _skill(number, domain.id) for domain in rubric().domains}
    base = {"ratings": {key: dict.fromkeys(("adherence", "helpfulness"), skill) for key, skill in skills.items()}}
    for seat in (1, 2, 3):
        row = Rating.objects.filter(practical=practical, seat=seat, excused_at=None).first()
        if row is None:
            return
        post = as_post(base, nudge=f"{number}{row.rater.name}")
        if stage == "rating" and seat == 2:
            post = dict(list(post.items())[:9])
        ratings.save_rating(rating=row, post=post, by=row.rater, at=at)
        if stage == "rating" and seat == 2:
            return
        ratings.submit_rating(rating=row, by=row.rater, at=at + timedelta(days=seat))


def as_post(data: Mapping[str, Any], *, nudge: str, agree: bool = False) -> dict[str, str]:
    """A sheet as a form sends it, with a rater's own half steps here and there; *agree*: only few of them."""
    post: dict[str, str] = {}
    for domain, row in data["ratings"].items():
        for rating, value in row.items():
            lot = _lot(f"{nudge} {domain} {rating}")
            step = (0.5 if lot % 2 else -0.5) if lot % (7 if agree else 3) == 0 else 0
            kept = None if value is None else min(3.0, max(0.0, value + step))
            post[f"r-{domain}-{rating}"] = "cant" if kept is None else f"{kept:g}"
    gates = data.get("gates") or {gate.id: False for gate in rubric().gates}
    post |= {f"g-{gate}": "yes" if seen else "no" for gate, seen in gates.items()}
    return post | ({} if agree else {"w-all": PRAISE, "w-tracking": ADVICE})


def _skill(number: int, domain: str) -> float:
    """What a candidate of the demo does about as well as everything else."""
    usual = (2.5, 2.0, 2.5, 1.0, 2.5, 2.0, 3.0)[number % 7]
    return min(3.0, max(0.0, usual + (0.5, 0, -0.5)[_lot(f"{number} {domain}") % 3]))


def _lot(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0]
