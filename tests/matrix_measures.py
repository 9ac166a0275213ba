"""Outcome measures in the matrix: in the practice's world, tried by the practice's people."""

from __future__ import annotations

import pandas as pd
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.measures import actions
from feltwork.apps.measures.hands import folder_of
from feltwork.apps.measures.models import Alert, Evaluation
from feltwork.apps.measures.tests.factories import invented
from feltwork.apps.schools.models import Cohort
from feltwork.apps.schools.tests.factories import MembershipFactory
from feltwork.core.evaluation import cohort

CHECK = {"instrument_id": "fw-state", "language": "en"}


def add(world):
    """To the world of `matrix_practice.build`: words of GAD-7, invented; what Rosa is asked; a cohort. Rosa is a
    trainee, too."""
    school, hanne, at = world.school, world.cast.hanne, world.at
    with scope(school=school):
        world.pack = actions.import_pack(school=school, pack=invented("gad-7"), source="a test", by=hanne, at=at)
        MembershipFactory(school=school, user=world.cast.rosa, role="student")
        folder_of(world.cast.rosa, school=school)
        world.cohort = Cohort.objects.get()
        _asked(world)
        _evaluated(world)
    return world


def _asked(world):
    """A plan with its sheet, one by a link, and a result."""
    by, at = world.cast.hanne, world.at
    given = {"file": world.file, "by": by, "at": at}
    world.plan = actions.assign(
        school=world.school, how="weekly", place="portal", starts_on=at.date(), **CHECK, **given
    )
    world.sheet = world.plan.askings.get()
    # a link lasts a week from the clock by which its page is opened, which is not that of the tests
    now = given | {"at": timezone.now()}
    linked = actions.ask(record=world.record, moment="before", **CHECK, **now)
    world.linked, world.link_token = actions.make_link(asking=linked, **now)
    world.result = actions.enter_scores(instrument_id="fw-state", answers={"energy": 3}, answered_at=at, **given)
    actions.enter_scores(instrument_id="phq-9", answers={"self_harm_thoughts": 1}, answered_at=at, **given)
    world.alert = Alert.objects.get()
    world.episode = actions.start_episode(starts_on=at.date(), **given)


def _evaluated(world):
    """Figures of a group that is made up."""
    rows = [(n, point, day, 9 + n % 4 - day * n % 3) for n in range(8) for day, point in enumerate(("start", "end"))]
    report = cohort(
        pd.DataFrame(rows, columns=["person", "point", "day", "value"]), points=("start", "end"), asked=range(8)
    )
    world.evaluation = Evaluation.objects.create(
        school=world.school, kind="clients", instrument="gad-7", version="1", scale="total", times="first_last",
        by=world.cast.hanne, made_at=world.at, ready_at=world.at, result=report.as_json(),
    )  # fmt: skip


def _all(names, example):
    return {f"measures:{name}": example for name in names.split()}


def _file(**more):
    return lambda world: {"uuid": world.client.uuid, **{name: value(world) for name, value in more.items()}}


EXAMPLES = {
    **_all("instrument pack-import pack-keep", lambda world: {"slug": "gad-7"}),
    **_all("pack pack-remove", lambda world: {"uuid": world.pack.uuid}),
    **_all("evaluation evaluation-remove", lambda world: {"uuid": world.evaluation.uuid}),
    **_all("evaluation-figures evaluation-rows", lambda world: {"uuid": world.evaluation.uuid, "form": "csv"}),
    "measures:service-check": lambda world: {"slug": "gb-samaritans"},
    **_all("questionnaire paper-form", lambda world: {"slug": "gad-7", "language": "en"}),
    **_all("client plan-new ask-now client-results client-compare episodes bring bring-keep", _file()),
    "measures:client-items": _file(slug=lambda world: "fw-state-1"),
    **_all("alert alert-move alert-pass-on", lambda world: {"uuid": world.alert.uuid}),
    **_all("plan-stop plan-basis", _file(plan=lambda world: world.plan.uuid)),
    **_all("hand-over link-make link-revoke", _file(sheet=lambda world: world.linked.uuid)),
    "measures:episode-back": _file(episode=lambda world: world.episode.uuid),
    "measures:enter": _file(instrument=lambda world: "fw-state"),
    "measures:correct": _file(result=lambda world: world.result.uuid),
    "measures:session": lambda world: {"uuid": world.record.uuid},
    **_all("sheet sheet-save", lambda world: {"uuid": world.sheet.uuid}),
    **_all("link link-save", lambda world: {"token": world.link_token}),
    "measures:trainees-new": lambda world: {"uuid": world.cohort.uuid},
    "measures:trainees-stop": lambda world: {"uuid": world.cohort.uuid, "instrument": "fw-state", "how": "yearly"},
}
