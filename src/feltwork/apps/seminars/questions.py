"""What is asked after a seminar: eight short questions, and up to three of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feltwork.apps.seminars.models import Seminar

LEAST_ANSWERS = 5  # fewer are shown to nobody
MOST_OWN, LONGEST = 3, 2000
SCALE = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Question:
    """`is_scale`: answered from 1, not at all, to 5, entirely; else in words. Every one can be left out."""

    code: str
    text: str | Promise
    is_scale: bool = True


FIXED = (
    Question("clear", _("What was taught was clear to me.")),
    Question("practice", _("There was enough practice, and enough time for it.")),
    Question("pace", _("The pace left room for what came up in me.")),
    Question("safe", _("I could say no and leave things out.")),
    Question("seen", _("Trainers and assistants were there when I needed somebody.")),
    Question("evidence", _("It was said what is known and what is not.")),
    Question("use", _("I can use it in my work.")),
    Question("keep", _("What should stay as it is?"), is_scale=False),
    Question("change", _("What should be different?"), is_scale=False),
)


def questions_of(seminar: Seminar) -> tuple[Question, ...]:
    """The fixed ones, then the seminar's own."""
    own = (Question(f"own-{number}", text, is_scale=False) for number, text in enumerate(seminar.own_questions, 1))
    return (*FIXED, *own)
