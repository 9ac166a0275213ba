"""Courses for learners: the list, and one with its lessons and rules."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning.models import Completion, Course
from feltwork.apps.learning.permissions import can_see_people, can_write, visible_courses
from feltwork.apps.learning.queries import places_of, standing_of
from feltwork.apps.learning.queries.courses import course_cards, lesson_rows, lessons_of
from feltwork.apps.learning.views.door import course_for
from feltwork.apps.learning.words import course_text, missing_words, rules_words
from feltwork.apps.schools.models import Enrolment

READERS = ("student", "faculty", "registrar", "credentialing", "admin")


@access(*READERS, methods=("GET",))
def courses(request: Request) -> HttpResponse:
    """What may be read here, what was begun first."""
    places = places_of(request.user)
    rows = visible_courses(request.roles, places)
    is_staff = can_see_people(request.roles)
    if is_staff:
        rows = rows.exclude(state=Course.State.DRAFT)
    cards = course_cards(rows, places)
    facts = {
        "begun": [card for card in cards if card.is_begun],
        "others": [card for card in cards if not card.is_begun],
        "has_place": bool(places),
        "is_staff": is_staff,
    }
    return render(request, "learning/courses.html", facts)


@access(*READERS, methods=("GET",))
def course(request: Request, course: str) -> HttpResponse:
    """What it asks, its lessons, and where this person is."""
    found, place = course_for(request, course)
    standing = standing_of(place, found) if place else None
    lessons = lessons_of([found]).get(found.pk, [])
    facts = {
        "course": found,
        "text": course_text(found.texts, found.language),
        "standing": standing,
        "rows": lesson_rows(found, lessons, standing),
        "minutes": sum(lesson.published.minutes for lesson in lessons if lesson.published),
        "asks": rules_words(found.rules, sum(lesson.is_required for lesson in lessons)),
        "missing": missing_words(standing.done.missing) if standing else [],
        "history": _history(place, found) if place else [],
        "can_write": can_write(request.roles),
        "can_see_people": can_see_people(request.roles),
    }
    return render(request, "learning/course.html", facts)


def _history(place: Enrolment, course: Course) -> list[Completion]:
    """What was entered about a person who looks at it, with what was taken back."""
    rows = Completion.objects.filter(enrolment=place, course=course)
    return list(rows.select_related("by", "lesson__published", "takes_back").order_by("at", "pk"))
