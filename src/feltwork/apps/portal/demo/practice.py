"""Quayside Practice: two practitioners, an assistant, a supervisor, clients, one of them a child, and a season of
sessions. Everybody is invented; what is recorded follows the mock-up of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from feltwork.apps.accounts.actions import grant_role
from feltwork.apps.accounts.models import Role, User
from feltwork.apps.portal.demo import measures
from feltwork.apps.portal.demo.people import person
from feltwork.apps.portal.demo.sessions import RICH, WEEKS, rich_strokes
from feltwork.apps.portal.demo.timeline import ZONE, Timeline
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.practice.queries.consents import current_text
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.record import shown_of
from feltwork.apps.schools.models import School

SLUG = "quayside"
ABOUT = "A small practice beside the harbour. It is invented: nobody in it is real."


@dataclass
class Practice:
    """Who is there, by role."""

    school: School
    line: Timeline
    hanne: User
    jonas: User
    otto: User
    ines: User
    rosa: User
    gesa: User

    def open(self, user: User, role: str, client: Client, at: datetime) -> OpenFile:
        file = open_file(user, frozenset({role}), client.uuid, what="record", at=at)
        if file is None:
            raise RuntimeError(f"{user} does not see this file")
        return file


def school() -> School:
    return School.objects.create(
        slug=SLUG, name="Quayside Practice", town="Bristol", country="GB", time_zone=ZONE, about=ABOUT,
        email="desk@quayside.example", code="QP", is_public=False,
    )  # fmt: skip


def build(at_school: School, line: Timeline) -> None:
    """Everything in it, through the same actions as the pages."""
    names = ("Hanne Vosper", "Jonas Brennock", "Otto Lindgren", "Ines Falk", "Rosa Lindqvist", "Gesa Kranz")
    here = Practice(at_school, line, *(person(name) for name in names))
    actions.begin_practice(school=at_school, by=here.hanne, at=line.at(-400))
    for user, role in (
        (here.hanne, Role.PRACTITIONER),
        (here.jonas, Role.PRACTITIONER),
        (here.otto, Role.ASSISTANT),
        (here.ines, Role.SUPERVISOR),
    ):
        grant_role(school=at_school, user=user, role=role, by=None, at=line.at(-399))
    rosa = _rosa(here)
    _timo(here)
    _others(here)
    _journal(here, rosa)
    measures.at_quayside(at_school, line, hanne=here.hanne, jonas=here.jonas, rosa=rosa)


def _rosa(here: Practice) -> Client:
    """Adult, weekly since the summer, with her own side."""
    line, at = here.line, here.line.at(-101, 9)
    identity = {
        "name": "Rosa Lindqvist", "preferred_name": "Rosa", "pronouns": "she", "born_on": "1986-05-14",
        "figure": "fw-adult-1", "safe_channel": "text", "phone": "07700 900123", "email": "rosa.lindqvist@example.org",
        "safe_hours": "weekdays before six", "safe_words": "Only “Hanne”, not where she calls from.", "country": "GB",
        "reminder_hours": 24, "reminder_words": "Tea at {time}",
        "emergency": [{"name": "Ida", "phone": "07700 900456"}],
    }  # fmt: skip
    client = actions.open_client(school=here.school, identity=identity, clinician=here.hanne, by=here.hanne, at=at)
    file = here.open(here.hanne, Role.PRACTITIONER, client, at)
    for topic, decision in (
        ("treatment", "given"), ("touch", "given"), ("supervision_use", "given"), ("messaging_reminders", "given"),
        ("recording", "declined"), ("research", "given"),
    ):  # fmt: skip
        text = current_text(here.school, topic, "en")
        actions.answer_consent(file=file, topic=topic, decision=decision, text=text, by=here.hanne, at=at)
    _keep(file, None, here.hanne, at, [
        ("concern", {"words": "Since the accident I am on guard in every car, and tired by noon."}),
        ("goal", {"words": "To be driven by somebody else without holding the door."}),
        ("goal", {"words": "To sleep through."}),
        ("resource", {"words": "The kitchen of an aunt, blue tiles, smell of cardamom"}),
        ("resource", {"words": "The weight of both feet"}),
        ("stop_signal", {"words": "A flat hand on the table"}),
        ("caution", {"words": "Whiplash in 2024; no quick turning of the head"}),
        ("history", {"category": "FPD", "age": 38, "activation": 6}),
        ("range", {"low": 1, "high": 5, "words": "Between dozy and busy"}),
        ("plan", {"words": "Arrive, find the kitchen, go near the bend and come back. To be looked at again."}),
    ])  # fmt: skip
    invitation, code = actions.invite(file=file, email="rosa.lindqvist@example.org", by=here.hanne, at=at)
    actions.join(invitation=invitation.uuid, code=code, user=here.rosa, at=at)
    actions.begin_supervision(file=file, supervisor=here.ines, by=here.hanne, at=line.at(-60))
    for number, week in enumerate(WEEKS):
        day = -7 * (len(WEEKS) - number)
        _week(here, client, day, week)
    _last(here, client)
    local = datetime.combine(line.day(7), datetime.min.time()).replace(hour=14)
    actions.book(
        file=here.open(here.hanne, Role.PRACTITIONER, client, line.at(-1)), local=local, zone=ZONE, minutes=60,
        mode="in_person", rule="FREQ=WEEKLY", by=here.hanne, at=line.at(-1),
    )  # fmt: skip
    return client


def _week(here: Practice, client: Client, day: int, week: dict[str, Any]) -> None:
    """An ordinary session: come, rise, settle, leave; signed the same evening."""
    at = here.line.at(day, 14)
    record, file = _record(here, client, at)
    rows: list[tuple[str, dict[str, Any]]] = [
        ("arrival", {"activation": week["come"], "window": "edge_high" if week["come"] > 5 else "within"}),
        ("segment", {"phase": "resourcing", "at": 240, "words": week["resource"]}),
        ("segment", {"phase": "pendulation", "at": 1200, "words": week["middle"], "channels": [
            {"channel": "sensation", "words": week["felt"], "intensity": week["peak"]}]}),
        ("segment", {"phase": "settling", "at": 2700, "words": "Colour back, looks round the room."}),
        ("departure", {"activation": week["left"], "window": "within", "settled": "yes"}),
        ("risk", {"found": "nothing_new"}),
        ("practice", {"words": week["until"]}),
        ("mark", {"order": 1, "at": 1200, "template": "fw-adult-1", "view": "front", "family": week["family"],
                  "regions": [{"region": one} for one in week["where"]], "own_word": week["felt"],
                  "intensity": week["peak"], "depth": "deep"}),
    ]  # fmt: skip
    rows += [("reading", {"at": 300 * n, "activation": value}) for n, value in enumerate(week["curve"])]
    _keep(file, record, here.hanne, at, rows)
    signed = at + timedelta(hours=3)
    actions.sign_record(file=file, record=record, shown=shown_of(file, record), by=here.hanne, at=signed)


def _last(here: Practice, client: Client) -> None:
    """Yesterday's session, rich and still a draft."""
    at = here.line.at(-1, 14)
    record, file = _record(here, client, at)
    text = current_text(here.school, "touch", "en")
    actions.answer_consent(file=file, topic="touch", decision="given", text=text, record=record, by=here.hanne, at=at)
    _keep(file, record, here.hanne, at, RICH)
    for body in rich_strokes():
        _keep(file, record, here.hanne, at, [("stroke", body)])
    actions.save_note(
        file=file, note_uuid=uuid4(), seen=0, words="My own breath went high at the bend. Bring it to supervision.",
        by=here.hanne, at=at + timedelta(hours=2),
    )  # fmt: skip


def _timo(here: Practice) -> None:
    """A child with a guardian, who sees what is shown to guardians."""
    at = here.line.at(-40, 15)
    identity = {
        "name": "Timo Kranz",
        "born_on": f"{here.line.today.year - 8}-02-28",
        "figure": "fw-child-1",
        "country": "GB",
    }
    client = actions.open_client(school=here.school, identity=identity, clinician=here.hanne, by=here.hanne, at=at)
    file = here.open(here.hanne, Role.PRACTITIONER, client, at)
    about = {"name": "Gesa Kranz", "relation": "mother", "email": "gesa.kranz@example.org", "may_decide": True}
    guardian = actions.add_guardian(file=file, about=about, by=here.hanne, at=at)
    invitation, code = actions.invite(
        file=file, email="gesa.kranz@example.org", guardian=guardian, by=here.hanne, at=at
    )
    actions.join(invitation=invitation.uuid, code=code, user=here.gesa, at=at)
    actions.answer_consent(
        file=file, topic="treatment", decision="given", text=current_text(here.school, "treatment", "en"),
        guardian=guardian, detail="Timo says it is all right if the dog may come.", by=here.hanne, at=at,
    )  # fmt: skip
    _keep(file, None, here.hanne, at, [("resource", {"words": "The dog Bo"})], audience="guardian")
    record, file = _record(here, client, here.line.at(-12, 15), mode="in_person")
    _keep(file, record, here.hanne, here.line.at(-12, 15), [
        ("arrival", {"activation": 6}),
        ("segment", {"phase": "orienting", "at": 120, "words": "Shows Bo the room, one corner after the other."}),
        ("mark", {"order": 1, "template": "fw-child-1", "view": "front", "family": "energy", "own_word": "bees",
                  "regions": [{"region": "child-front-belly"}], "intensity": 7}),
        ("departure", {"activation": 2, "settled": "yes"}),
        ("risk", {"found": "nothing_new"}),
    ])  # fmt: skip


def _others(here: Practice) -> None:
    """A new file of Hanne's, one that ended, and one of Jonas's."""
    for name, clinician, day in (
        ("Arun Mehta", here.hanne, -6),
        ("Lena Sorge", here.hanne, -300),
        ("Piet Vos", here.jonas, -80),
    ):
        at = here.line.at(day, 11)
        client = actions.open_client(
            school=here.school, identity={"name": name}, clinician=clinician, by=clinician, at=at
        )
        if name == "Lena Sorge":
            file = here.open(clinician, Role.PRACTITIONER, client, at)
            actions.end_treatment(file=file, on=here.line.day(-120), by=clinician, at=here.line.at(-120))


def _journal(here: Practice, client: Client) -> None:
    for day, body, shown in (
        (-9, {"regions": [{"region": "front-throat"}], "family": "tension", "intensity": 6, "after": 4,
              "helped": "The window, the tree"}, True),
        (-3, {"answer": "nothing", "words": "Tired, in a good way."}, False),
    ):  # fmt: skip
        at = here.line.at(day, 21)
        row = actions.write_entry(
            school=here.school, entry=uuid4(), seen=0, body={"template": "fw-adult-1", **body}, by=here.rosa, at=at
        )
        if shown:
            actions.show_entry(entry=row, client=Client.objects.get(pk=client.pk), by=here.rosa, at=at)


def _record(here: Practice, client: Client, at: datetime, mode: str = "in_person") -> tuple[SessionRecord, OpenFile]:
    file = here.open(here.hanne, Role.PRACTITIONER, client, at)
    record = actions.start_record(file=file, starts_at=at, zone=ZONE, mode=mode, by=here.hanne, at=at)
    ends = at + timedelta(minutes=60)
    record = actions.change_record(
        file=file, record=record, starts_at=at, ends_at=ends, mode=mode, by=here.hanne, at=at
    )
    return record, file


def _keep(
    file: OpenFile, record: SessionRecord | None, by: User, at: datetime, rows: list[tuple[str, dict[str, Any]]],
    audience: str = "",
) -> list[UUID]:  # fmt: skip
    changes = [
        Change(uuid4(), uuid4(), kind, 0, body, audience, position) for position, (kind, body) in enumerate(rows)
    ]
    saved = actions.save_items(file=file, record=record, changes=changes, by=by, at=at)
    wrong = [one for one in saved if one.state != "saved"]
    if wrong:
        raise RuntimeError(f"the demo world has items that are not kept: {wrong}")
    return [one.item for one in saved]
