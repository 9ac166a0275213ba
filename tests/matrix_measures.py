"""Outcome measures in the matrix: in the practice's world, tried by the practice's people."""

from __future__ import annotations

from django_scopes import scope

from feltwork.apps.measures import actions
from feltwork.apps.measures.tests.factories import invented


def add(world):
    """To the world of `matrix_practice.build`: words of GAD-7, invented."""
    with scope(school=world.school):
        world.pack = actions.import_pack(
            school=world.school, pack=invented("gad-7"), source="a test", by=world.cast.hanne, at=world.at
        )
    return world


def _all(names, example):
    return {f"measures:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("instrument pack-import pack-keep", lambda world: {"slug": "gad-7"}),
    **_all("pack pack-remove", lambda world: {"uuid": world.pack.uuid}),
    "measures:questionnaire": lambda world: {"slug": "gad-7", "language": "en"},
}
