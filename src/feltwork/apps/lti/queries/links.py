"""Links as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.learning.models import Course
from feltwork.apps.lti.models import Context, LineItem, ResourceLink, Score


@dataclass(frozen=True, slots=True)
class Shown:
    """A score in words of the page; `share` is None where the tool gave no points."""

    score: Score
    label: str

    @property
    def share(self) -> Fraction | None:
        given, maximum = self.score.given, self.score.maximum
        return given / maximum if given is not None and maximum else None


@dataclass(frozen=True, slots=True)
class Group:
    """Links of one context."""

    title: str
    context: Context
    links: list[ResourceLink]


def title_of(context: Context) -> str:
    """What people call a context."""
    if context.course is not None:
        return course_title(context.course)
    return context.cohort.name if context.cohort is not None else _("Everybody in training")


def course_title(course: Course) -> str:
    """In the reader's language, else in the course's own."""
    texts: dict[str, dict[str, Any]] = course.texts or {}
    language = (get_language() or "en").split("-")[0]
    text = texts.get(language) or texts.get(course.language) or next(iter(texts.values()), {})
    return str(text.get("title") or course.code)


def grouped(links: Iterable[ResourceLink]) -> list[Group]:
    """By context, in the order of the contexts."""
    rows = sorted(links, key=lambda link: (link.context_id, link.made_at, link.pk))
    found = []
    for _key, some in groupby(rows, key=lambda link: link.context_id):
        own = list(some)
        found.append(Group(title_of(own[0].context), own[0].context, own))
    return found


def own_results(link: ResourceLink, user: User) -> list[Shown]:
    """The latest score of *user* in each line item of *link*."""
    return _latest(Score.objects.filter(item__link=link, user=user).select_related("item"))


def results_of(link: ResourceLink) -> list[Shown]:
    """The latest score of everybody, for those who teach; by name."""
    scores = Score.objects.filter(item__link=link).select_related("item", "user")
    return sorted(_latest(scores), key=lambda one: (one.score.user.name.casefold(), one.label))


def latest_scores(item: LineItem, user: User | None = None) -> list[Score]:
    """The result of each person, or of one."""
    scores = Score.objects.filter(item=item).select_related("user")
    return [one.score for one in _latest(scores.filter(user=user) if user else scores)]


def _latest(scores: Iterable[Score]) -> list[Shown]:
    last: dict[tuple[int, int], Score] = {}
    for score in scores:  # in the order of `sent_at`
        last[score.item_id, score.user_id] = score
    return [Shown(score, score.item.label) for score in last.values()]
