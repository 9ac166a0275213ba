"""What a marker has before them: short answers without a name, and their own marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import Mark, Marking, Question
from feltwork.apps.exams.permissions.sittings import own_markings
from feltwork.apps.exams.queries.marked import to_mark
from feltwork.core.exams import Item, words_in


@dataclass(frozen=True, slots=True)
class ToMark:
    """One short answer. *number*: its place on this marker's pile, not in the form of the candidate."""

    number: int
    question: Question
    item: Item
    mark: Mark | None

    @property
    def text(self) -> str:
        return str(self.question.answer or "")

    @property
    def words(self) -> int:
        return words_in(self.text)


@dataclass(frozen=True, slots=True)
class Pile:
    """All that one marking consists of, in its order."""

    marking: Marking
    rows: tuple[ToMark, ...]

    @property
    def done(self) -> int:
        return sum(one.mark is not None for one in self.rows)

    @property
    def is_whole(self) -> bool:
        return self.done == len(self.rows)

    @property
    def is_third(self) -> bool:
        return self.marking.place > 2

    def at(self, number: str) -> ToMark:
        """Answer *number*, or the first without a mark, or the first."""
        asked = {str(one.number): one for one in self.rows}
        return asked.get(number) or next((one for one in self.rows if one.mark is None), self.rows[0])


def pile_of(marking: Marking) -> Pile:
    """Three queries."""
    marks: Mapping[int, Mark] = {one.question_id: one for one in marking.marks.all()}
    rows = enumerate(to_mark(marking), 1)
    return Pile(
        marking,
        tuple(ToMark(n, one, Item.from_data(one.item_version.data), marks.get(one.pk)) for n, one in rows),
    )


def markings_for(user: User) -> list[Marking]:
    """What waits for *user*, oldest first, and what is done, latest first; one query."""
    rows = own_markings(user).filter(turn__gt=0).annotate(marked=Count("marks"))
    waiting = list(rows.filter(done_at=None).order_by("assigned_at", "pk"))
    return [*waiting, *rows.exclude(done_at=None).order_by("-done_at", "-pk")[:20]]
