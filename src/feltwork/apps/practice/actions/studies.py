"""Looking at the maps of many together: asked for, reckoned as long work, taken away again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.jobs.actions import start_run
from feltwork.apps.jobs.runs import Progress, long_work
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.models import MapStudy
from feltwork.apps.practice.permissions import TREATING
from feltwork.apps.practice.queries.grouped import agreeing, person_pictures
from feltwork.apps.schools.models import School
from feltwork.core.practice.maps import LEAST_PEOPLE, body_mask, false_discovery, one_sample, sign_flips

KIND = "practice.study"
FLIPS = 2000
LIMIT = 2.5  # of |t| for clusters


@transaction.atomic
def start_study(*, school: School, title: str, params: Mapping[str, Any], by: User, at: datetime) -> MapStudy:
    """Have the worker look at the maps of everybody who agreed. *params*: figure, view, test ("more_less" or
    "two_families"), families, from, until (ISO dates or "")."""
    if len(agreeing(by, at)) < LEAST_PEOPLE:
        raise ValidationError(too_few())
    study = MapStudy(school=school, title=title[:120], by=by, made_at=at)
    study.params = {**params, "flips": FLIPS, "seed": 1, "limit": LIMIT}
    study.save()
    words = _("Body maps of a group")  # a title of long work names no body and nobody
    study.run = start_run(kind=KIND, title=words, school=school, params={"study": str(study.uuid)}, by=by, at=at)
    study.save(update_fields=["run"])
    record("practice.start_study", by=by, at=at, subject=study, facts={"view": params.get("view")})
    return study


@transaction.atomic
def remove_study(*, study: MapStudy, by: User, at: datetime) -> None:
    """Its sums go at once."""
    study.result, study.removed_at = None, at
    study.save(update_fields=["result", "removed_at"])
    record("practice.remove_study", by=by, at=at, subject=study)


@long_work(KIND)
def reckon(run: Progress) -> Mapping[str, Any]:
    """Open the files of those who agree, draw each person's picture, test each place, and flip signs."""
    study = MapStudy.objects.select_related("by", "school").get(uuid=run.params["study"], removed_at=None)
    run.total(study.params["flips"])
    pictures = np.array(_pictures(study))
    people = len(pictures)
    if people < LEAST_PEOPLE:
        MapStudy.objects.filter(pk=study.pk).update(people=people)
        raise ValidationError(too_few())
    mask = body_mask(study.params["figure"], study.params["view"])
    run.done = 0  # a taken-up run flips anew: the same seed gives the same flips
    found = sign_flips(
        pictures, mask, flips=study.params["flips"], seed=study.params["seed"], limit=LIMIT,
        step=lambda number: run.step(),
    )  # fmt: skip
    t, p = one_sample(pictures)
    kept = {
        "t": t,
        "held": np.where(mask, _spread(false_discovery(p[mask]), mask), False),
        "corrected": _spread(found.p, mask, empty=1.0),
        "clusters": np.array([one.places for one in found.clusters], dtype=bool).reshape(-1, *mask.shape),
        "masses": np.array([(one.mass, one.p) for one in found.clusters]).reshape(-1, 2),
        "flips": np.array(found.flips),
    }
    box = io.BytesIO()
    np.savez_compressed(box, **kept)
    MapStudy.objects.filter(pk=study.pk).update(result=box.getvalue(), people=people, ready_at=timezone.now())
    return {"people": people}


def _pictures(study: MapStudy) -> list[Any]:
    """One for each person with something marked. Whose agreement was withdrawn since is left out by `agreeing`."""
    at = timezone.now()
    roles = frozenset({"practitioner"})
    pictures = []
    for client in agreeing(study.by, at):
        file = open_file(study.by, roles, client.uuid, what="study", at=at, sights=TREATING)
        picture = None if file is None else person_pictures(file, study.params)
        if picture is not None:
            pictures.append(picture)
    return pictures


def _spread(values: Any, mask: Any, empty: float = 0.0) -> Any:
    whole = np.full(mask.shape, empty)
    whole[mask] = values
    return whole


def too_few() -> str:
    return _(
        "Fewer than %(least)s people have agreed to research and have something marked. Their maps are not looked at "
        "together: so few could show nothing, and could be told apart."
    ) % {"least": LEAST_PEOPLE}
