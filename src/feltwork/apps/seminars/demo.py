"""What the demo world has of seminars: something of each kind, before, during and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.actions import approve_provider
from feltwork.apps.schools.models import Attendance, Cohort, Enrolment, ModuleDate, Provider, School
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.models import Meeting, Seat, Seminar

RATIO = "As in the agreement with our assistants of 2024; Finland publishes about the same."
SIZES = "Our own: large enough for three voices, small enough for everybody to bring something."
BREATH = """Two days about breath as something to notice, not to steer.

- what breathing does by itself, and what changes when somebody watches it
- when **not** to bring attention to the breath
- working in pairs, with an assistant beside each four of you

What is said about breath and the nervous system is partly well known and partly a working idea; we say which is which.
"""
ETHICS = """An evening about limits: touch, messages between sessions, and what to do when a client asks for more.

Please bring a question, and leave out whatever could tell who a client is.
"""
GROUP = "Bring one moment from your work. The consultant keeps the time; everybody speaks who wants to."


def build(
    *, school: School, today: date, planner: User, trainer: Provider, assistants: Sequence[Provider], midway: Cohort
) -> None:
    """Plan and hold seminars around *today*. Use inside the school's scope, after enrolments and attendance are made.

    *planner*: of the office; *trainer*: approved as faculty and for groups, with an account; *assistants*: whom to name
    for the coming module, approved here for assisting; *midway*: a cohort with a module to come.
    """
    stage = _Stage(school, today, planner)
    places = list(
        Enrolment.objects.filter(cohort=midway, state="active")
        .select_related("student")
        .order_by("student__name", "pk")
    )
    actions.settle(
        school=school, people_per_assistant=4, ratio_source=RATIO, group_source=SIZES, by=planner, at=stage.at(-400)
    )
    _over(stage, trainer)
    _waiting(stage, trainer, places)
    _group(stage, trainer, places)
    _module(stage, trainer, assistants, midway)
    _missed(stage, midway)


class _Stage:
    """Days and hours counted from today, on the school's clock."""

    def __init__(self, school: School, today: date, planner: User) -> None:
        self.school, self.today, self.planner = school, today, planner

    def at(self, offset: int, hour: int = 10) -> datetime:
        return datetime.combine(self.today + timedelta(days=offset), time(hour), tzinfo=ZoneInfo(self.school.time_zone))

    def plan(self, kind: str, title: str, about: str, planned: int, **facts: Any) -> Seminar:
        return actions.plan_seminar(
            school=self.school, kind=kind, title=title, about=about, by=self.planner, at=self.at(planned), **facts
        )

    def meet(self, seminar: Seminar, offset: int, planned: int, *, hours: tuple[int, int], **facts: str) -> Meeting:
        return actions.add_meeting(
            seminar=seminar,
            on=self.today + timedelta(days=offset),
            begins=time(hours[0]),
            ends=time(hours[1]),
            by=self.planner,
            at=self.at(planned),
            **{"mode": "in_person", **facts},
        )

    def open(self, seminar: Seminar, planned: int) -> Seminar:
        return actions.open_seminar(seminar=seminar, by=self.planner, at=self.at(planned))


def _over(stage: _Stage, trainer: Provider) -> None:
    """An evening three weeks ago, with everybody who could come; feedback is over."""
    seminar = stage.plan("seminar", "Limits and promises", ETHICS, -60, capacity=20)
    meeting = stage.meet(seminar, -30, -60, hours=(18, 21), mode="online", link="https://video.example/limits")
    seminar = stage.open(seminar, -60)
    actions.add_staff(seminar=seminar, role="trainer", provider=trainer, by=stage.planner, at=stage.at(-60))
    everybody = Enrolment.objects.filter(school=stage.school, state="active").select_related("student")
    places = list(everybody.order_by("student__name", "pk")[:9])
    _sit(stage, seminar, places, -50)
    _visitor(stage, seminar, meeting)
    there = [place for place in places if _has_seat(seminar, place)]
    states = {place.uuid: "missed" if n == 3 else "attended" for n, place in enumerate(there)}
    actions.keep_list(meeting=meeting, states=states, by=stage.planner, at=stage.at(-30, 22))
    actions.ask_feedback(seminar=seminar, at=stage.at(-29))
    for number, place in enumerate(there):
        if states[place.uuid] == "attended":
            answers: dict[str, int | str] = {
                "clear": 4 + number % 2,
                "practice": 2 + number % 3,
                "pace": 3 + number % 3,
            }
            answers |= {"safe": 5 - number % 2, "seen": 4, "evidence": 4 + number % 2, "use": 3 + number % 3}
            if number == 1:
                answers |= {"keep": "Real questions instead of cases from a book."}
            if number == 4:
                answers |= {"change": "An hour longer, with a break in the middle."}
            actions.give_feedback(
                seminar=seminar, enrolment=place, answers=answers, by=place.student, at=stage.at(-27, 9 + number)
            )


def _visitor(stage: _Stage, seminar: Seminar, meeting: Meeting) -> None:
    """Somebody from outside who came, and whose statement of attendance can be looked at."""
    guest = actions.invite_visitor(
        seminar=seminar, name="Mira Solberg", email="mira.solberg@example.org", language="en", by=stage.planner,
        at=stage.at(-45),
    )  # fmt: skip
    actions.confirm_visit(visitor=guest, at=stage.at(-44))
    actions.mark_visitors(meeting=meeting, there=[guest.uuid], by=stage.planner, at=stage.at(-30, 22))


def _waiting(stage: _Stage, trainer: Provider, places: Sequence[Enrolment]) -> None:
    """A workshop that is full, with people who wait."""
    seminar = stage.plan(
        "workshop", "Breath without steering it", BREATH, -20, capacity=max(1, min(4, len(places) - 2)),
        needs_assistants=True,
    )  # fmt: skip
    for offset in (24, 25):
        stage.meet(seminar, offset, -20, hours=(10, 17), room="Alder House, Room 2")
    seminar = stage.open(seminar, -20)
    actions.add_staff(seminar=seminar, role="trainer", provider=trainer, by=stage.planner, at=stage.at(-20))
    _sit(stage, seminar, places[::-1], -18)


def _group(stage: _Stage, trainer: Provider, places: Sequence[Enrolment]) -> None:
    """A consultation group that goes on each month."""
    seminar = stage.plan("consultation", "Consultation group, Thursdays", GROUP, -15, capacity=5, host=trainer)
    for offset in (12, 40):
        stage.meet(seminar, offset, -15, hours=(17, 19), mode="online", link="https://video.example/thursdays")
    _sit(stage, stage.open(seminar, -15), places[1:4], -12)


def _module(stage: _Stage, trainer: Provider, assistants: Sequence[Provider], cohort: Cohort) -> None:
    """The next module of the cohort, with one assistant too few."""
    dates = ModuleDate.objects.filter(cohort=cohort, days__on__gt=stage.today).order_by("days__on").first()
    if dates is None:
        return
    about = "What to bring: something warm, a mat if you like to lie down, and lunch on the first day."
    seminar = stage.plan(
        "module", dates.module.name, about, -10, module_date=dates, capacity=2, needs_assistants=True
    )  # fmt: skip
    seminar = stage.open(seminar, -10)
    actions.add_staff(seminar=seminar, role="trainer", provider=trainer, by=stage.planner, at=stage.at(-10))
    for provider in assistants:
        approve_provider(
            provider=provider, kind="assists_on_training", levels=[], issuer=stage.school.name,
            valid_from=stage.today - timedelta(days=200), reason="Chosen from the pool of this year",
            by=stage.planner, at=stage.at(-200),
        )  # fmt: skip
        actions.add_staff(seminar=seminar, role="assistant", provider=provider, by=stage.planner, at=stage.at(-9))


def _missed(stage: _Stage, cohort: Cohort) -> None:
    """Whoever missed a day of the cohort has something to do instead; the first has handed it in."""
    rows = Attendance.objects.filter(state="missed", day__module_date__cohort=cohort, enrolment__state="active")
    marks = list(rows.select_related("enrolment__student", "day__module_date__module").order_by("-day__on", "pk")[:3])
    for number, mark in enumerate(marks):
        meeting = _past_meeting(stage, mark)
        row = actions.set_make_up(
            meeting=meeting,
            enrolment=mark.enrolment,
            how="recording" if number else "written",
            words="Please write a page: what was taught, and one moment in which you saw it.",
            by=stage.planner,
            at=stage.at(-20),
        )
        if not number:
            report = "I talked with two who were there and wrote a page about pausing before the next question."
            done: dict[str, Any] = {"done_on": stage.today - timedelta(days=3), "report": report}
            actions.hand_in(make_up=row, **done, by=mark.enrolment.student, at=stage.at(-2))


def _past_meeting(stage: _Stage, mark: Attendance) -> Meeting:
    """The meeting of that training day, in a module that is planned here if it is not yet."""
    dates = mark.day.module_date
    seminar = Seminar.objects.filter(module_date=dates).first()
    if seminar is None:
        facts: dict[str, Any] = {"module_date": dates, "asks_feedback": False}
        seminar = stage.open(stage.plan("module", dates.module.name, "", -300, **facts), -300)
    found = Meeting.objects.filter(seminar=seminar, day=mark.day).select_related("seminar__school", "day")
    return found.get()


def _sit(stage: _Stage, seminar: Seminar, places: Sequence[Enrolment], offset: int) -> None:
    for number, place in enumerate(places):
        actions.sign_up(seminar=seminar, enrolment=place, by=place.student, at=stage.at(offset, 8 + number % 12))


def _has_seat(seminar: Seminar, place: Enrolment) -> bool:
    return Seat.objects.filter(seminar=seminar, enrolment=place, state=Seat.State.SEATED).exists()
