"""Questions of an attempt as its candidate sees them: choices in their order, figures by our own address."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from feltwork.apps.exams import showing
from feltwork.apps.exams.forms_drawn import shuffle_seed
from feltwork.apps.exams.models import Attempt, Question
from feltwork.core.exams import Item, shuffled_targets

UNSET: Any = object()


def shown(
    attempt: Attempt, question: Question, *, answer: Any = UNSET, fixed: bool = False, with_key: bool = False
) -> showing.Question:
    """*question* with the answer that holds, or another one; its `item_version.item` has to be there."""
    data = question.item_version.data
    return showing.question(
        data,
        order=question.order or None,
        target_order=_targets(attempt, question) if data.get("targets") else None,
        answer=question.answer if answer is UNSET else answer,
        name=name_of(question.number),
        fixed=fixed,
        with_key=with_key,
        figure_url=lambda file: reverse("exams:figure-file", kwargs={"school": attempt.school.slug, "uuid": file}),
    )


def name_of(number: int) -> str:
    """The fields of question *number* in a form."""
    return f"q{number}"


def _targets(attempt: Attempt, question: Question) -> tuple[str, ...]:
    item = Item.from_data(question.item_version.data)
    return shuffled_targets(item, shuffle_seed(attempt, question.item_version.item.code))
