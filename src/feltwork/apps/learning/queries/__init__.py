"""Reads, one module for each noun; import from here."""

from feltwork.apps.learning.queries.completions import Brought, completions_of, standing_completions
from feltwork.apps.learning.queries.lessons import ToolLesson, lesson_by_uuid, lessons_for_tools
from feltwork.apps.learning.queries.places import place_for, place_of, places_of
from feltwork.apps.learning.queries.standings import Standing, standing_of, standings_of

__all__ = [
    "Brought",
    "Standing",
    "ToolLesson",
    "completions_of",
    "lesson_by_uuid",
    "lessons_for_tools",
    "place_for",
    "place_of",
    "places_of",
    "standing_completions",
    "standing_of",
    "standings_of",
]
