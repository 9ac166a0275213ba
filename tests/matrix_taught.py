"""What a school teaches and examines, in the matrix: one part each."""

from __future__ import annotations

from django_scopes import scope

from tests import (
    matrix_exams_bank,
    matrix_exams_practical,
    matrix_exams_sittings,
    matrix_learning,
    matrix_lti,
    matrix_seminars,
)

PARTS = (
    matrix_exams_bank,
    matrix_exams_sittings,
    matrix_exams_practical,
    matrix_learning,
    matrix_seminars,
    matrix_lti,
)
EXAMPLES = {name: example for part in PARTS for name, example in part.EXAMPLES.items()}


def add(world):
    """To the world of `matrix_examples.build`, each part inside the school's scope."""
    for part in PARTS:
        with scope(school=world.school):
            part.add(world)
    return world
