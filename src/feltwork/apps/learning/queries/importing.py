"""Rows of a file beside what is here: whose place, which course, and whether it is known already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from feltwork.apps.learning.models import Completion, Course, Lesson
from feltwork.apps.learning.queries.completions import Brought
from feltwork.apps.learning.queries.page import title_of
from feltwork.apps.learning.queries.places import LEARN, place_for
from feltwork.apps.learning.words import course_text
from feltwork.apps.schools.models import Enrolment
from feltwork.core.learning import Reading, Refused, Statement


@dataclass(frozen=True, slots=True)
class Row:
    """One row that can be kept, or is (`is_known`)."""

    number: int
    person: str
    course: str
    lesson: str
    on: date
    score: Decimal | None
    brought: Brought
    is_known: bool


@dataclass(frozen=True, slots=True)
class Preview:
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]

    @property
    def new(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_known)

    def data(self) -> list[dict[str, Any]]:
        """The new rows in a shape for the way through the page; `brought_of` reads it."""
        return [
            {
                "enrolment": row.brought.enrolment.pk,
                "course": row.brought.course.pk,
                "lesson": row.brought.lesson.pk if row.brought.lesson else None,
                "on": row.on.isoformat(),
                "score": None if row.score is None else str(row.score),
                "key": row.brought.key,
            }
            for row in self.new
        ]


@dataclass(frozen=True, slots=True)
class _Named:
    course: Course
    lesson: Lesson | None


def preview_of(reading: Reading, *, today: date) -> Preview:
    """What of *reading* can be kept; use inside the school's scope."""
    places, names = _places(), _names()
    found, refused = list[Row](), list[Refused](reading.refused)
    known = set(
        Completion.objects.filter(key__in=[one.key for one in reading.statements]).values_list("key", flat=True)
    )
    for one in reading.statements:
        row = _row(one, places, names, known, today)
        (found if isinstance(row, Row) else refused).append(row)  # type: ignore[arg-type]  # each into its own list
    return Preview(tuple(found), tuple(sorted(refused, key=lambda one: one.number)))


def brought_of(rows: Iterable[dict[str, Any]]) -> list[Brought]:
    """`Preview.data` again as rows; what is no longer there is left out. Use inside the school's scope."""
    rows = list(rows)
    places = {one.pk: one for one in _all_places().filter(pk__in=[row["enrolment"] for row in rows])}
    courses = {one.pk: one for one in Course.objects.filter(pk__in=[row["course"] for row in rows])}
    lessons = {
        one.pk: one for one in Lesson.objects.select_related("course").filter(pk__in=[row["lesson"] for row in rows])
    }
    return [
        Brought(
            enrolment=places[row["enrolment"]],
            course=courses[row["course"]],
            lesson=lessons[row["lesson"]] if row["lesson"] else None,
            on=date.fromisoformat(row["on"]),
            score=None if row["score"] is None else Decimal(row["score"]),
            key=row["key"],
        )
        for row in rows
        if row["enrolment"] in places and row["course"] in courses and row["lesson"] in {None, *lessons}
    ]


def _row(
    one: Statement,
    places: dict[str, list[Enrolment]],
    names: dict[str, _Named],
    known: set[str],
    today: date,
) -> Row | Refused:
    asked = f"{one.activity}/{one.lesson}" if one.lesson else one.activity
    named = names.get(asked.casefold().rstrip("/"))
    if named is None:
        return Refused(one.number, "unknown", asked[:80])
    place = place_for(named.course, places.get(one.person, []))
    if place is None:
        return Refused(one.number, "stranger", one.person)
    if one.on > today:
        return Refused(one.number, "future")
    if one.on < place.anchor_on:
        return Refused(one.number, "early")
    text = course_text(named.course.texts, named.course.language)
    return Row(
        number=one.number,
        person=str(place.student),
        course=text["title"],
        lesson=title_of(named.lesson, named.course) if named.lesson else "",
        on=one.on,
        score=one.score,
        brought=Brought(place, named.course, named.lesson, one.on, one.score, one.key),
        is_known=one.key in known,
    )


def _all_places() -> Any:
    rows = Enrolment.objects.filter(state__in=LEARN)
    return rows.select_related("student", "school", "cohort").order_by("-anchor_on", "-pk")


def _places() -> dict[str, list[Enrolment]]:
    """By mail address, newest first."""
    found: dict[str, list[Enrolment]] = {}
    for place in _all_places():
        found.setdefault(place.student.email.casefold(), []).append(place)
    return found


def _names() -> dict[str, _Named]:
    """What a course or lesson may be called: its short name, course/lesson, and the names given to it."""
    found: dict[str, _Named] = {}
    lessons = Lesson.objects.select_related("course", "published").filter(retired_at=None)
    for lesson in lessons:
        for name in (f"{lesson.course.code}/{lesson.code}", *lesson.outside_names):
            found[name.casefold().rstrip("/")] = _Named(lesson.course, lesson)
    for course in Course.objects.all():
        for name in (course.code, *course.outside_names):
            found[name.casefold().rstrip("/")] = _Named(course, None)
    return found
