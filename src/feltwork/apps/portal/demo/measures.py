"""Measures in the demo world: half a year of answers at Quayside, one that somebody has to look at, seven clients and a
cohort of Alder House of whom something can be said together. Numbers only, as from paper: the words of questionnaires
are not ours to bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import Progress
from feltwork.apps.measures import actions
from feltwork.apps.measures.actions.evaluation import start_evaluation
from feltwork.apps.measures.hands import own_hands
from feltwork.apps.measures.models import Alert
from feltwork.apps.measures.works import evaluate_group
from feltwork.apps.portal.demo.sessions import WEEKS
from feltwork.apps.portal.demo.timeline import Timeline
from feltwork.apps.practice.actions import answer_consent, open_client
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.practice.queries.consents import current_text
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import Enrolment, School
from feltwork.core.measures import instrument

STATE = "fw-state"
RISK = "self_harm_thoughts"
TWO_WEEKS = 14
# sums, two weeks apart, the last one yesterday
ROSA = {
    "phq-9": (17, 16, 17, 14, 12, 11, 9, 8),
    "gad-7": (15, 14, 15, 13, 12, 11, 10, 9),
    "pcl-5": (52, 54, 46, 41, 43, 34),
}
PIET = (8, 7, 9, 13, 16, 17)
TRAINEES = 6  # of one cohort
YEARS = 2
# clients who agreed to research: GAD-7 at the start, in between, and at the end
GROUP = {
    "Noor Haddad": (16, 12, 8),
    "Ewa Zielinska": (14, 13, 10),
    "Tomas Ferreira": (11, 9, 11),
    "Maeve Doyle": (18, 11, 6),
    "Kofi Asante": (13, 10, 9),
    "Ruta Kalnina": (15, 16, 12),
}
DAYS = (-150, -95, -20)


def at_quayside(school: School, line: Timeline, *, hanne: User, jonas: User, rosa: Client) -> None:
    """Rosa settles, with an old answer that was closed and a new one that waits; Piet's are worth talking about."""
    at = line.at(-100)
    actions.set_policy(
        school=school, responder=hanne, reply_hours=4, cover=jonas, opens=time(9), closes=time(18), country="GB",
        by=hanne, at=at,
    )  # fmt: skip
    file = _open(hanne, rosa, line.at(-1, 17))
    for name, sums in ROSA.items():
        _series(file, name, sums, line, hanne)
    _around_sessions(file, hanne)
    _plans(file, school, hanne, line)
    piet = Client.objects.filter(clinician=jonas).latest("pk")
    _series(_open(jonas, piet, line.at(-1, 17)), "gad-7", PIET, line, jonas)
    _closed(hanne, line)
    _group(school, line, hanne)


def of_trainees(school: School, line: Timeline, *, by: User) -> None:
    """The state check once a year, on their own side; those of one cohort agree to be counted, and are."""
    active = Enrolment.objects.filter(state=Enrolment.State.ACTIVE)
    largest = active.values_list("cohort").annotate(people=Count("pk")).order_by("-people", "cohort")[0][0]
    rows = active.filter(cohort=largest).select_related("student", "school", "cohort").order_by("pk")[:TRAINEES]
    for number, enrolment in enumerate(rows):
        starts = line.at(-365 * (YEARS - 1) - 20)
        plan = actions.assign(
            school=school, instrument_id=STATE, language="en", how="yearly", place="portal", starts_on=starts.date(),
            enrolment=enrolment, by=by, at=starts,
        )  # fmt: skip
        actions.agree(school=school, agreed=True, by=enrolment.student, at=starts)
        for year in range(YEARS):
            when = starts + timedelta(days=365 * year + 1)
            actions.open_turns(plan=plan, at=when)
            _answer(plan, school, enrolment.student, _year(number, year), when)

    _evaluated(
        school, "trainees", line, by, roles={Role.ADMIN.value}, cohort=rows[0].cohort, instrument_id=STATE,
        scale="settledness", times="first_last",
    )  # fmt: skip


def _year(number: int, year: int) -> tuple[int, ...]:
    """The state of a trainee in a year: calmer with time, each in their own measure."""
    calmer = year * (number % 3)
    return 6 - calmer, 3 + number % 4 + calmer, 5 + (number + year) % 3, 6 + calmer // 2, 5 + number % 2


def _group(school: School, line: Timeline, hanne: User) -> None:
    """Six more of Hanne's who agreed to research, and what their answers come to, Rosa's among them."""
    text = current_text(school, "research", "en")
    for name, sums in GROUP.items():
        at = line.at(DAYS[0], 9)
        client = open_client(school=school, identity={"name": name}, clinician=hanne, by=hanne, at=at)
        file = _open(hanne, client, at)
        answer_consent(file=file, topic="research", decision="given", text=text, by=hanne, at=at)
        for day, total in zip(DAYS, sums, strict=True):
            when, answers = line.at(day, 15), _spread("gad-7", total)
            actions.enter_scores(file=file, instrument_id="gad-7", answers=answers, answered_at=when, by=hanne, at=when)
    rule = next(one.id for one in instrument("gad-7").changes if one.kind == "rci")
    _evaluated(
        school, "clients", line, hanne, roles={Role.PRACTITIONER.value}, instrument_id="gad-7", scale="total",
        times="first_last", change_rule=rule,
    )  # fmt: skip


def _evaluated(school: School, kind: str, line: Timeline, by: User, *, roles: set[str], **more: Any) -> None:
    """Worked out at once: no worker runs yet."""
    given = {"cohort": None, **more}
    row = start_evaluation(school=school, kind=kind, roles=frozenset(roles), by=by, at=line.at(-1, 18), **given)
    run: Any = row.run
    evaluate_group(Progress(run))
    Run.objects.filter(pk=run.pk).update(state=Run.State.DONE, finished_at=line.at(-1, 18))


def _answer(plan: Any, school: School, student: User, levels: Sequence[int], at: datetime) -> None:
    asking = plan.askings.select_related("school", "enrolment__student").filter(state="open").latest("pk")
    hands = own_hands(student, school=school, at=at)
    answers = dict(zip((item.id for item in instrument(STATE).items), levels, strict=True))
    actions.save_answers(asking=asking, hands=hands, answers=answers, seen=0, by=student, at=at)
    actions.finish(asking=asking, hands=hands, by=student, at=at)


def _open(user: User, client: Client, at: datetime) -> OpenFile:
    file = open_file(user, frozenset({Role.PRACTITIONER.value}), client.uuid, what="results", at=at)
    if file is None:
        raise RuntimeError(f"{user} does not see this file")
    return file


def _series(file: OpenFile, name: str, sums: Sequence[int], line: Timeline, by: User) -> None:
    """On the first and on the last day the question about risk is answered, too; once a page was left out at first."""
    for number, total in enumerate(sums):
        day = -1 - TWO_WEEKS * (len(sums) - 1 - number)
        answers = _spread(name, total)
        if name == "phq-9" and number in (0, len(sums) - 1):
            answers[RISK] = 1
        at = line.at(day, 15)
        given = dict(list(answers.items())[:-1]) if (name, number) == ("gad-7", 2) else answers
        made = actions.enter_scores(file=file, instrument_id=name, answers=given, answered_at=at, by=by, at=at)
        if given is not answers:
            actions.correct(
                result=made, file=file, answers=answers, reason="One answer was on the back of the page.", by=by,
                at=at + timedelta(hours=1),
            )  # fmt: skip


def _spread(name: str, total: int) -> dict[str, int]:
    """Answers that come to about *total*: every question alike, the first ones one more."""
    items = [item.id for item in instrument(name).items if item.risk_from is None and not item.optional]
    level, more = divmod(total, len(items))
    answers = {item: level + (place < more) for place, item in enumerate(items)}
    return answers | {item.id: 0 for item in instrument(name).risk_items}


def _around_sessions(file: OpenFile, by: User) -> None:
    """Before and after each session, as she came and left."""
    records = SessionRecord.objects.filter(client=file.client, removed_at=None).order_by("starts_at")
    for record, week in zip(records, WEEKS, strict=False):
        for moment, activation, at in (
            ("before", week["come"], record.starts_at),
            ("after", week["left"], record.starts_at + timedelta(minutes=60)),
        ):
            levels = (activation, 10 - activation, max(2, 9 - activation), 10 - activation, 4 + activation // 3)
            answers = dict(zip((item.id for item in instrument(STATE).items), levels, strict=True))
            actions.enter_scores(
                file=file, instrument_id=STATE, answers=answers, answered_at=at, record=record, moment=moment, by=by,
                at=at,
            )  # fmt: skip


def _plans(file: OpenFile, school: School, by: User, line: Timeline) -> None:
    """Asked on in the room, read by rules that Hanne chose."""
    for name, basis in (
        ("phq-9", {"total": {"change": "uk-6", "threshold": "uk-recovery"}}),
        ("pcl-5", {"total": {"change": "rci-15", "threshold": "csc-28"}}),
    ):
        actions.assign(
            school=school, instrument_id=name, language="en", how="monthly", place="room",
            starts_on=line.day(-1), basis=basis, file=file, by=by, at=line.at(-1, 16),
        )  # fmt: skip


def _closed(by: User, line: Timeline) -> None:
    """What became of the first one; the newest is left as it is."""
    alert = Alert.objects.order_by("raised_at", "pk").first()
    if alert is None:
        raise RuntimeError("nothing was raised")
    steps = (
        (actions.acknowledge, "", 0),
        (
            actions.assess,
            "Asked in the room. A wish to sleep and not wake up, last winter; no thought of doing anything.",
            1,
        ),
        (actions.act_on, "A plan for bad evenings, with Ida’s number. She keeps it in the kitchen.", 1),
        (actions.close, "Asked again in the next session; the plan is there.", 24 * 7),
    )
    for step, reason, hours in steps:
        alert = step(
            alert=alert, reason=reason, seen=alert.version, by=by, at=alert.raised_at + timedelta(hours=1 + hours)
        )  # fmt: skip
