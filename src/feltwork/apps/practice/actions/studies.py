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
from numpy.typing import NDArray

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.jobs.actions import start_run
from feltwork.apps.jobs.runs import Progress, long_work
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.models import MapStudy
from feltwork.apps.practice.permissions import TREATING
from feltwork.apps.practice.queries.grouped import agreeing, has_headline, person_pictures
from feltwork.apps.schools.models import School
from feltwork.core.practice.maps import (
    LEAST_PEOPLE,
    Flips,
    body_mask,
    false_discovery,
    label_swaps,
    one_sample,
    sign_flips,
    two_sample,
)

KIND = "practice.study"
FLIPS = 2000
LIMIT = 2.5  # of |t| for clusters

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Outcome = tuple[tuple[Floats, Floats], Flips]


@transaction.atomic
def start_study(*, school: School, title: str, params: Mapping[str, Any], by: User, at: datetime) -> MapStudy:
    """Have the worker look at the maps of everybody who agreed. *params*: figure, view, test ("more_less",
    "two_families" or "two_groups"), families, headline (of the two groups), from, until (ISO dates or "")."""
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
    """Open the files of those who agree, draw each person's picture, test each place, and flip signs or swap groups."""
    study = MapStudy.objects.select_related("by", "school").get(uuid=run.params["study"], removed_at=None)
    run.total(study.params["flips"])
    pictures, groups = _pictures(study)
    mask = body_mask(study.params["figure"], study.params["view"])
    run.done = 0  # a taken-up run flips anew: the same seed gives the same flips
    (t, p), found = (_groups if study.params["test"] == "two_groups" else _one)(study, pictures, groups, mask, run)
    kept = {
        "t": t,
        "held": np.where(mask, _spread(false_discovery(p[mask]), mask), False),
        "corrected": _spread(found.p, mask, empty=1.0),
        "clusters": np.array([one.places for one in found.clusters], dtype=bool).reshape(-1, *mask.shape),
        "masses": np.array([(one.mass, one.p) for one in found.clusters]).reshape(-1, 2),
        "flips": np.array(found.flips),
        "groups": np.array([int(groups.sum()), int((~groups).sum())]),
    }
    box = io.BytesIO()
    np.savez_compressed(box, **kept)
    MapStudy.objects.filter(pk=study.pk).update(result=box.getvalue(), people=len(pictures), ready_at=timezone.now())
    return {"people": len(pictures)}


def _one(study: MapStudy, pictures: Floats, _groups: Marks, mask: Marks, run: Progress) -> Outcome:
    """Everybody against nothing."""
    if len(pictures) < LEAST_PEOPLE:
        MapStudy.objects.filter(pk=study.pk).update(people=len(pictures))
        raise ValidationError(too_few())
    chance = {"flips": study.params["flips"], "seed": study.params["seed"], "limit": LIMIT}
    return one_sample(pictures), sign_flips(pictures, mask, **chance, step=lambda number: run.step())


def _groups(study: MapStudy, pictures: Floats, groups: Marks, mask: Marks, run: Progress) -> Outcome:
    """Those with the headline against those without it. How few there were is not kept: it would tell of few people."""
    if min(groups.sum(), (~groups).sum()) < LEAST_PEOPLE:
        raise ValidationError(too_small())
    chance = {"swaps": study.params["flips"], "seed": study.params["seed"], "limit": LIMIT}
    these, those = pictures[groups], pictures[~groups]
    return two_sample(these, those), label_swaps(these, those, mask, **chance, step=lambda number: run.step())


def _pictures(study: MapStudy) -> tuple[Floats, Marks]:
    """One for each person with something marked, and who has the headline that is asked for. Whose agreement was
    withdrawn since is left out by `agreeing`."""
    at = timezone.now()
    roles = frozenset({"practitioner"})
    headline = study.params.get("headline", "")
    pictures, groups = [], []
    for client in agreeing(study.by, at):
        file = open_file(study.by, roles, client.uuid, what="study", at=at, sights=TREATING)
        picture = None if file is None else person_pictures(file, study.params)
        if file is not None and picture is not None:
            pictures.append(picture)
            groups.append(bool(headline) and has_headline(file, headline))
    return np.array(pictures), np.array(groups, dtype=bool)


def _spread(values: Any, mask: Any, empty: float = 0.0) -> Any:
    whole = np.full(mask.shape, empty)
    whole[mask] = values
    return whole


def too_few() -> str:
    return _(
        "Fewer than %(least)s people have agreed to research and have something marked. Their maps are not looked at "
        "together: so few could show nothing, and could be told apart."
    ) % {"least": LEAST_PEOPLE}


def too_small() -> str:
    return _(
        "One of the two groups has fewer than %(least)s people who agreed and have something marked. They are not "
        "compared: so few could show nothing, and could be told apart."
    ) % {"least": LEAST_PEOPLE}
