"""Practical examinations for the demo: trained raters, candidates at every stage, and sessions enough to say how far
raters agree, by the same actions as pages."""

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
from feltwork.apps.exams.actions import consents, draws, gold, gold_recordings, practicals, ratings, recordings
from feltwork.apps.exams.actions.examinations import create_examination, open_examination
from feltwork.apps.exams.actions.practical_results import decide_practical, proposed
from feltwork.apps.exams.demo_sittings import let_in
from feltwork.apps.exams.models import Examination, GoldCase, Practical, PracticalConsent, Rating
from feltwork.apps.exams.models.sealed import SealedVideo
from feltwork.apps.exams.queries.practical_results import outcome_of
from feltwork.apps.exams.sheets import book_words
from feltwork.apps.schools.models import Enrolment, Programme, School
from feltwork.core.exams import rubric

STATEMENT = (
    "I agree that one recorded session of mine is watched by up to five people of the school for an examination, "
    "until the day named here. It lies sealed until then. I can take this back at any time without a reason.\n"
    "Signed: (an invented client of the demo)\n"
)
PRAISE = "You waited where waiting was needed, and the end had time."
ADVICE = "Name what you see before you say what it means; the client can correct a sign, hardly a meaning."
CASE_STATEMENT = (
    "I agree that one recorded session of mine is watched by raters of the school in their training, until the day "
    "named here. It lies sealed until then. I can take this back at any time without a reason.\n"
    "Signed: (an invented client of the demo)\n"
)
REASON = "The film of the demo shows a thread and nobody in it; a real case says here what was seen or heard, and when."
DECIDES = frozenset({"credentialing"})


@dataclass(frozen=True, slots=True)
class DemoPractical:
    """`attempts`: by stage, as far as there were candidates: open, rating, deciding, decided; the last of each."""

    examination: Examination
    attempts: Mapping[str, Practical]


STAGES = ("open", "rating", "deciding", "rating")  # the rest are decided
FIRST_AGO = timedelta(days=120)


@transaction.atomic
def build_practical(
    *,
    school: School,
    programme: Programme,
    raters: Sequence[User],
    candidates: Sequence[Enrolment],
    faculty: User,
    visitor: User,
    decider: User,
    at: datetime,
    evidence_code: str = "",
) -> DemoPractical:
    """Inside the school's scope. *raters*: at least four of faculty or providers who signed nothing for most
    candidates; the last one has not finished the training. *visitor*: of faculty, rates a recorded case with *faculty*.
    *candidates*: STAGES in order, all others are decided; each of them also has a first session behind them that was
    rated live, so that ten of them give figures to the page on agreement. *at*: some weeks before the present.
    """
    named: dict[str, Any] = {
        "school": school, "programme": programme, "kind": Examination.Kind.PRACTICAL, "blueprint": None, "minutes": 60,
        "pause_minutes": 0, "shows": Examination.Shows.TOPICS, "by": faculty,
    }  # fmt: skip
    first = create_examination(
        name="A first watched session", code="first-session", at=at - FIRST_AGO,
        about="To get used to being watched. It opens and closes nothing.", **named,
    )  # fmt: skip
    examination = create_examination(
        name="A watched session", code="watched-session", evidence_code=evidence_code, at=at,
        about="One whole session with a client who agreed to it, recorded or live.", **named,
    )  # fmt: skip
    for one, since in ((first, at - FIRST_AGO), (examination, at)):
        open_examination(examination=one, by=decider, at=since)
        one.refresh_from_db()
    cases = gold.take_in_starters(school=school, language="en", by=faculty, at=at - FIRST_AGO)
    for case in cases:
        gold.open_case(case=case, is_open=True, by=faculty, at=at - FIRST_AGO)
    _recorded_case(school, faculty, visitor, decider, at - timedelta(days=1))
    for number, user in enumerate(raters):
        since = at - FIRST_AGO + timedelta(days=1)
        _train(user, cases[: 1 if number == len(raters) - 1 else 3], since)
        for one in (first, examination):
            draws.appoint_rater(examination=one, user=user, by=decider, at=since)
    stages: dict[str, Practical] = {}
    for number, enrolment in enumerate(candidates):
        _live(first, enrolment, decider, number, at - FIRST_AGO + timedelta(days=3))
        stage = STAGES[number] if number < len(STAGES) else "decided"
        stages[stage] = _attempt(examination, enrolment, stage, decider, number, at + timedelta(days=3))
    return DemoPractical(examination, stages)


def _recorded_case(school: School, faculty: User, visitor: User, decider: User, at: datetime) -> None:
    """A training case that is a recording, rated apart by two of faculty, agreed on and in use."""
    given: dict[str, Any] = {"by": faculty, "at": at}
    case = gold.add_case(
        school=school, title="A thread, filmed", language="en", agreed_by=f"{faculty} and {visitor}", way="recording",
        text="The little film of the demo: a moving thread, and nobody in it. A real case shows a whole session.",
        **given,
    )  # fmt: skip
    consent = gold_recordings.agree_by_statement(
        case=case, who="client", file=SimpleUploadedFile("statement.txt", CASE_STATEMENT.encode()),
        signed_on=at.date(), until=at.date() + timedelta(days=700), **given,
    )  # fmt: skip
    gold_recordings.check_agreement(consent=consent, is_sound=True, by=decider, at=at)
    gold_recordings.agree_oneself(case=case, **given)
    film = _film()
    row = gold_recordings.begin_case_recording(case=case, size=len(film), mark="demo", **given)
    _send(row, film)
    gold_recordings.finish_case_recording(recording=row, **given)
    reasons = {f"w-{name}": REASON for name in book_words()}
    agreed = as_post(_even(3), nudge="agreed", agree=True) | reasons
    for user in (faculty, visitor):
        sheet = gold.begin_try(case=case, is_panel=True, by=user, at=at)
        gold.save_try(gold_try=sheet, post=as_post(_even(3), nudge=user.name, agree=True) | reasons, by=user, at=at)
        gold.submit_try(gold_try=sheet, by=user, at=at)
    gold.change_case(
        case=case, title=case.title, language="en", text=case.text, agreed_by=case.agreed_by, reasons="", post=agreed,
        **given,
    )  # fmt: skip
    gold.open_case(case=case, is_open=True, **given)


def _train(user: User, cases: Sequence[GoldCase], at: datetime) -> None:
    for case in cases:
        row = gold.begin_try(case=case, by=user, at=at)
        gold.save_try(gold_try=row, post=as_post(case.gold, nudge=user.name, agree=True), by=user, at=at)
        gold.submit_try(gold_try=row, by=user, at=at)


def _attempt(
    examination: Examination, enrolment: Enrolment, stage: str, decider: User, number: int, at: datetime
) -> Practical:
    given: dict[str, Any] = {"by": enrolment.student, "at": at}
    let_in(examination, enrolment, decider, at - timedelta(hours=2))
    row = practicals.book_practical(examination=examination, enrolment=enrolment, way="recording", **given)
    consent = _agreed(row, **given)
    if stage == "open":
        return row
    send_demo(row, **given)
    practicals.hand_in(practical=row, **given)
    row = practicals.check_and_move_on(consent=consent, is_sound=True, by=decider, at=at + timedelta(days=1))
    _rate(row, stage, number, at + timedelta(days=4))
    return _decided(row, decider, at + timedelta(days=9)) if stage == "decided" else row


def _live(examination: Examination, enrolment: Enrolment, decider: User, number: int, at: datetime) -> None:
    """A session that two raters watched as it was held, and that is decided."""
    given: dict[str, Any] = {"by": enrolment.student, "at": at}
    let_in(examination, enrolment, decider, at - timedelta(hours=2))
    row = practicals.book_practical(examination=examination, enrolment=enrolment, way="live", **given)
    practicals.set_live(practical=row, live_at=at + timedelta(days=14), place="Room 2", **given)
    consent = _agreed(row, **given)
    practicals.hand_in(practical=row, **given)
    row = practicals.check_and_move_on(consent=consent, is_sound=True, by=decider, at=at + timedelta(days=1))
    _rate(row, "decided", number + 3, at + timedelta(days=15))
    _decided(row, decider, at + timedelta(days=20))


def _agreed(practical: Practical, *, by: User, at: datetime) -> PracticalConsent:
    return consents.consent_by_statement(
        practical=practical, file=SimpleUploadedFile("statement.txt", STATEMENT.encode()), signed_on=at.date(),
        until=at.date() + timedelta(days=365), by=by, at=at,
    )  # fmt: skip


def _decided(row: Practical, decider: User, at: datetime) -> Practical:
    """As the ratings come to; left waiting where a third rater could not be drawn."""
    row.refresh_from_db()
    if row.state == Practical.State.DECIDING:
        found = outcome_of(row)
        assert found is not None  # noqa: S101 - it is being decided
        outcome = proposed(found.is_passed)
        words = "Too little could be seen to rate it." if outcome == "no_result" else ""
        decide_practical(practical=row, outcome=outcome, words=words, roles=DECIDES, by=decider, at=at)
        row.refresh_from_db()
    return row


def send_demo(practical: Practical, *, by: User, at: datetime) -> None:
    """The little film of the demo: a moving thread, and nobody in it."""
    film = _film()
    row = recordings.begin_recording(practical=practical, size=len(film), mark="demo", by=by, at=at)
    _send(row, film)
    recordings.finish_recording(recording=row, by=by, at=at)


def _film() -> bytes:
    return (resources.files(__package__) / "gold" / "demo.webm").read_bytes()


def _send(row: SealedVideo, film: bytes) -> None:
    for number in range(vault.pieces_of(len(film))):
        recordings.keep_piece(
            recording=row, number=number, content=film[number * vault.PIECE : (number + 1) * vault.PIECE]
        )


def _even(level: float) -> dict[str, Any]:
    """A sheet that is *level* everywhere."""
    return {"ratings": {domain.id: {one.id: level for one in rubric().ratings} for domain in rubric().domains}}


def _rate(practical: Practical, stage: str, number: int, at: datetime) -> None:
    """Both sheets, of which the second is only begun where raters are still at it; a third where one is drawn."""
    skills = {domain.id: _skill(number, domain.id) for domain in rubric().domains}
    base = {"ratings": {key: dict.fromkeys(("adherence", "helpfulness"), skill) for key, skill in skills.items()}}
    for seat in (1, 2, 3):
        row = Rating.objects.filter(practical=practical, seat=seat, excused_at=None).first()
        if row is None:
            return
        post = as_post(base, nudge=f"{number}{row.rater.name}")
        if stage == "rating":
            post = dict(list(post.items())[: 5 if seat == 1 else 9])
        ratings.save_rating(rating=row, post=post, by=row.rater, at=at)
        if stage != "rating":
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
