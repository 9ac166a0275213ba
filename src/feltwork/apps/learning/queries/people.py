"""Who is where: for trainers. Thoughts that people wrote for themselves are never part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from feltwork.apps.learning.models import Completion, Course
from feltwork.apps.learning.permissions import visible_lessons
from feltwork.apps.learning.queries.page import title_of
from feltwork.apps.learning.queries.places import LEARN
from feltwork.apps.learning.queries.standings import Standing, latest_answers, questions_of, standings_of
from feltwork.apps.schools.models import Cohort, Enrolment
from feltwork.core.learning import is_right


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """How a question of a lesson is answered at last, by everybody together."""

    lesson: str
    stem: str
    answered: int
    right: int


def learners(course: Course, cohort: Cohort | None = None) -> list[Enrolment]:
    """Everybody for whom *course* is meant, by cohort and name; use inside the school's scope."""
    rows = places_in(course)
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    else:  # who is certified has mostly learned elsewhere: they are shown once they did something here
        did = Q(lessons_read__lesson__course=course) | Q(completions__course=course)
        rows = rows.filter(Q(state__in=(Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)) | did).distinct()
    return list(rows.order_by("-cohort__starts_on", "student__name", "pk"))


def places_in(course: Course) -> QuerySet[Enrolment]:
    """All places in which *course* can be learned."""
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(state__in=LEARN).select_related("student", "cohort", "school")
    return rows.filter(cohort__programme=course.programme_id) if course.programme_id else rows


def cohorts_of(course: Course) -> list[Cohort]:
    """To choose from."""
    rows = Cohort.objects.filter(enrolments__state__in=LEARN)
    if course.programme_id:
        rows = rows.filter(programme=course.programme_id)
    return list(rows.distinct().order_by("-starts_on"))


def who_is_where(course: Course, cohort: Cohort | None = None) -> list[Standing]:
    return standings_of(course, learners(course, cohort))


def question_counts(course: Course, enrolments: Sequence[Enrolment], least: int = 5) -> list[QuestionCount]:
    """The marked questions with the most wrong answers first; only those that *least* people answered."""
    lessons = list(visible_lessons(course))
    answers = latest_answers(lessons, enrolments)
    found = []
    for lesson in lessons:
        if lesson.published is None:
            continue
        for question in questions_of(lesson.published):
            given = [is_right(question, own[lesson.pk].get(question.id)) for own in answers.values()]
            told = [one for one in given if one is not None]
            if len(told) >= least:
                found.append(QuestionCount(title_of(lesson, course), question.stem, len(told), sum(told)))
    return sorted(found, key=lambda one: one.right / one.answered)


def history_of(enrolment: Enrolment, course: Course) -> list[Completion]:
    """Everything that was entered about one person, oldest first, with what was taken back."""
    rows = Completion.objects.filter(enrolment=enrolment, course=course)
    return list(rows.select_related("by", "lesson__published", "takes_back").order_by("at", "pk"))
