"""The programme of the demo school, its rule editions and cohorts."""

from __future__ import annotations

from feltwork.apps.accounts.models import User
from feltwork.apps.portal.demo.timeline import COMING, FINISHED, MIDWAY, MODULES, ZONE, Timeline
from feltwork.apps.schools.actions import (
    add_level,
    add_module,
    create_cohort,
    create_programme,
    publish_edition,
    schedule_module,
)
from feltwork.apps.schools.models import Cohort, Module, Programme, School
from feltwork.core.certification.rulesets import bundled

ABOUT = (
    "Alder House trains people who already work with people. It is an invented school: its pages show what Feltwork "
    "does, and nobody on them is real."
)
LEVELS = (("beginning", "Beginning"), ("intermediate", "Intermediate"), ("advanced", "Advanced"))


def school() -> School:
    return School.objects.create(
        slug="alder-house",
        name="Alder House",
        town="Bristol",
        country="GB",
        time_zone=ZONE,
        email="office@alder-house.example",
        about=ABOUT,
        code="AH",
        signer="Ruth Pellow",
    )


def programme(at_school: School, by: User, line: Timeline) -> Programme:
    """Somatic Experiencing with two editions of its rules: 2024-2, and 2026-1 for cohorts yet to start."""
    made = create_programme(
        school=at_school,
        name="Somatic Experiencing",
        certificate_title="Somatic Experiencing Practitioner",
        slug="se",
        about="Three levels over three years, beside your own work with people.",
        by=by,
        at=line.at(-1480),
    )
    for code, name in LEVELS:
        level = add_level(programme=made, code=code, name=name, by=by, at=line.at(-1480))
        for _level, position, title in [m for m in MODULES if m[0] == code]:
            add_module(
                level=level, code=f"{code}-{position}", name=title, days=6, seconds_per_day=6 * 3600,
                by=by, at=line.at(-1480),
            )  # fmt: skip
    first = bundled()["alder-house-2024-2"]
    for edition, start, offset, bases in (
        ("2024-2", -1400, -1460, {}),
        ("2026-1", 60, -90, {"alder-house-2024-2": first}),
    ):
        publish_edition(
            programme=made,
            code=edition,
            text=bundled()[f"alder-house-{edition}"],
            bases=bases,
            valid_from=line.day(start),
            by=by,
            at=line.at(offset),
        )
    return made


def cohorts(of: Programme, by: User, line: Timeline) -> dict[str, Cohort]:
    """One that has finished, one midway, one that begins in some months."""
    plans = {"finished": (FINISHED, -1420), "midway": (MIDWAY, -700), "coming": (COMING, -60)}
    return {key: _cohort(of, starts, by, line, made) for key, (starts, made) in plans.items()}


def _cohort(of: Programme, starts: tuple[int, ...], by: User, line: Timeline, made: int) -> Cohort:
    first = line.day(starts[0])
    cohort = create_cohort(
        programme=of,
        name=f"Bristol {first.year}",
        code=f"bristol-{first.year}",
        starts_on=first,
        place="Bristol",
        by=by,
        at=line.at(made),
    )
    modules = Module.objects.filter(level__programme=of).order_by("level__position", "position")
    for module, start in zip(modules, starts, strict=True):
        mode = "online" if module.code == "beginning-2" else "in_person"
        days = [(line.day(start + n), mode) for n in range(6)]
        schedule_module(cohort=cohort, module=module, days=days, place="Bristol", by=by, at=line.at(made))
    return cohort
