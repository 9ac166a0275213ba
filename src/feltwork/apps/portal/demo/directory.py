"""The demo's directory: an association whose members chose to be found, each in a different state.

Everything is done by the actions of the pages. The members were certified long before this site: the association enters
their certificates without a log of how they came by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from feltwork.apps.accounts.actions import agree, grant_role, person_for
from feltwork.apps.accounts.models import Role, User
from feltwork.apps.credentials import actions as credentials
from feltwork.apps.directory import actions
from feltwork.apps.directory.models import Profile, Report
from feltwork.apps.directory.places import towns
from feltwork.apps.portal.demo.people import person
from feltwork.apps.portal.demo.timeline import ZONE, Timeline
from feltwork.apps.schools.actions import (
    add_level,
    add_module,
    complete,
    create_cohort,
    create_programme,
    enrol,
    publish_edition,
    schedule_module,
)
from feltwork.apps.schools.models import Cohort, Enrolment, School
from feltwork.core.certification.rulesets import bundled

SLUG = "waymark"
EDITION = "2024-2"
TITLE = "Somatic Experiencing Practitioner"
LEVELS = ("Beginning", "Intermediate", "Advanced")
ABOUT = "Waymark is an invented association of people who were certified at many schools. Nobody on its pages is real."
CALL_MINUTES = 15
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Association:
    """What every member needs."""

    school: School
    corin: User
    petra: User
    cohorts: Mapping[str, Cohort]
    line: Timeline


def school() -> School:
    return School.objects.create(
        slug=SLUG, name="Waymark", town="Bristol", country="GB", time_zone=ZONE, about=ABOUT, is_public=False,
        email="office@waymark.example", code="WM", signer="Petra Lys",
    )  # fmt: skip


def build(at_school: School, line: Timeline) -> None:
    """Everybody in the file, and three messages about pages."""
    content = yaml.safe_load((resources.files(__package__) / "clinicians.yaml").read_text(encoding="utf-8"))
    here = _ground(at_school, line)
    for row in content["people"]:
        _member(here, row, content["words"])
    _reports(here)
    for days_ago in range(7):
        actions.count_exposure(on=line.day(-days_ago), at=line.at(-days_ago))


def _ground(at_school: School, line: Timeline) -> Association:
    corin, petra = person("Corin Vale"), person("Petra Lys")
    for user, role in ((corin, Role.ADMIN), (petra, Role.CREDENTIALING)):
        grant_role(school=at_school, user=user, role=role, by=None, at=line.at(-1450))
    programme = create_programme(
        school=at_school, name="Somatic Experiencing", certificate_title=TITLE, slug="se", by=corin, at=line.at(-1440)
    )
    for name in LEVELS:
        level = add_level(programme=programme, code=name.lower(), name=name, by=corin, at=line.at(-1440))
        add_module(
            level=level, code=f"{name.lower()}-1", name=f"{name} I", days=6, seconds_per_day=6 * 3600, by=corin,
            at=line.at(-1440),
        )  # fmt: skip
    publish_edition(
        programme=programme, code=EDITION, text=bundled()[f"alder-house-{EDITION}"], bases={},
        valid_from=line.day(-1430), by=corin, at=line.at(-1435),
    )  # fmt: skip
    cohorts = {
        state: create_cohort(
            programme=programme, name=name, starts_on=line.day(start), places=200, is_public=False, by=corin,
            at=line.at(start - 10),
        )
        for state, name, start in (("certified", "Members", -1400), ("training", "Students", -800))
    }  # fmt: skip
    first = programme.levels.get(code="beginning").modules.get()
    days = [(line.day(-800 + n), "in_person") for n in range(6)]
    schedule_module(cohort=cohorts["training"], module=first, days=days, by=corin, at=line.at(-810), place="Bristol")
    actions.set_policy(
        school=at_school, fields={"lists_students": True, "student_from_level": "beginning"}, by=corin,
        at=line.at(-100),
    )  # fmt: skip
    return Association(at_school, corin, petra, cohorts, line)


def _member(here: Association, row: Row, words: Mapping[str, str]) -> None:
    """One person: training or certificate, page, licence, and what became of it."""
    state, days = row.get("state", "certified"), row.get("days", 3)
    user = person_for(email=f"{_mail(row['name'])}@example.org", name=row["name"])
    agree(user=user, at=here.line.at(-70))
    enrolment = enrol(
        school=here.school, student=user, cohort=here.cohorts["training" if state == "training" else "certified"],
        by=here.corin, at=here.line.at(-1300), is_told=False,
    )  # fmt: skip
    if state != "training":
        _certify(here, enrolment, user)
    profile = actions.create_profile(school=here.school, by=user, at=here.line.at(-60))
    profile = actions.change_profile(
        profile=profile, fields=dict(_fields(row, words)), by=user, at=here.line.at(-60, 11)
    )
    _licence(here, profile, user, is_checked=state != "waiting")
    if state != "draft":
        actions.publish(profile=profile, by=user, at=here.line.at(-max(days, 1), 9))
    if state == "hidden":
        actions.hide(profile=profile, by=user, at=here.line.at(0, 6))
    if state == "suspended":
        certificate = enrolment.certificates.get()
        credentials.suspend(
            certificate=certificate, reason="A complaint is looked at.", by=here.petra, at=here.line.at(-2)
        )


def _certify(here: Association, enrolment: Enrolment, user: User) -> None:
    certificate = credentials.propose(
        enrolment=enrolment, holder_name=user.name, title=TITLE, edition_code=EDITION, levels=LEVELS, by=here.corin,
        at=here.line.at(-1280),
    )  # fmt: skip
    credentials.approve(certificate=certificate, by=here.petra, at=here.line.at(-1279))
    complete(enrolment=enrolment, by=here.petra, at=here.line.at(-1279))


def _fields(row: Row, words: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """A line of the file as the fields of a page."""
    town = towns().find(row["town"])[0]
    language = "de" if row["languages"].startswith("de") else "en"
    how, extra = row.get("how", "in_person"), row.get("extra", "")
    yield from {"town": town.id, "town_name": town.name, "country": town.country}.items()
    yield from {"profession": row["profession"], "headline": row["headline"]}.items()
    yield from {"words": words[language], "words_language": language, "room": row.get("room", "now")}.items()
    yield from {"how_in_person": how != "online", "how_online": how != "in_person"}.items()
    yield "online_in", [town.country] if how != "in_person" else []
    for field, part in (("languages", "languages"), ("themes", "themes"), ("access", "access")):
        yield field, row.get(part, "").split()
    yield "ages", row.get("ages", "adult").split()
    yield "who", row.get("who", "individual").split()
    yield "touch", row.get("touch", "never")
    yield "waiting_weeks", 4 if row.get("room") == "waiting" else None
    yield "is_sliding", "sliding" in extra
    yield "free_call_minutes", CALL_MINUTES if "call" in extra else 0
    yield "is_indexed_outside", row["name"] != "Noor Al-Hamdani"
    if "fee" in row:
        amount, currency = row["fee"].split()
        low, _to, high = amount.partition("-")
        yield from {"fee_low": int(low), "fee_high": int(high) if high else None, "currency": currency}.items()


def _licence(here: Association, profile: Profile, user: User, *, is_checked: bool) -> None:
    """Claimed by the person and, mostly, looked up by Petra."""
    fields = {
        "register_name": "Register of an invented country",
        "number": f"{1000 + profile.pk}-{profile.profession[:1].upper()}",
        "country": profile.country,
        "url": "https://register.example/",
    }
    licence = actions.claim_licence(profile=profile, fields=fields, by=user, at=here.line.at(-60, 12))
    if is_checked:
        actions.check_licence(
            licence=licence, result="confirmed", method="looked_up", source="https://register.example/",
            on=here.line.day(-58), by=here.petra, at=here.line.at(-58),
        )  # fmt: skip


def _reports(here: Association) -> None:
    """One that waits, one that led to a change."""
    oakes, tarn = (Profile.objects.get(name=name) for name in ("Fintan Oakes", "Callum Fairweather"))
    actions.report(profile=oakes, kind="room", words="Wrote twice, no answer.", at=here.line.at(-2))
    mended, _token = actions.report(profile=tarn, kind="facts", words="The fee is 75 by now.", at=here.line.at(-20))
    answer = "Thank you, the fee on the page is right now."
    actions.answer_report(report=mended, state=Report.State.MENDED, answer=answer, by=here.petra, at=here.line.at(-18))


def _mail(name: str) -> str:
    """The part before the @ of an invented address, as everywhere in the demo."""
    return name.lower().replace(" ", ".").replace("'", "")
