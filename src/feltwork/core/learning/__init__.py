"""Courses of lessons as facts: questions and their answers, texts in several languages, captions, completion rules,
and what other systems say about completions. Plain Python; the app `learning` keeps and shows it.
"""

from feltwork.core.learning._captions import CaptionError, Cue, read_captions
from feltwork.core.learning._questions import Problem, Question, is_right
from feltwork.core.learning._rules import Done, LessonFacts, Missing, Rules, judge
from feltwork.core.learning._statements import Reading, Refused, Statement, read_statements
from feltwork.core.learning._texts import (
    TOPICS,
    LessonText,
    TextError,
    minutes_of,
    problems_of,
    read_text,
    write_text,
)

__all__ = [
    "TOPICS",
    "CaptionError",
    "Cue",
    "Done",
    "LessonFacts",
    "LessonText",
    "Missing",
    "Problem",
    "Question",
    "Reading",
    "Refused",
    "Rules",
    "Statement",
    "TextError",
    "is_right",
    "judge",
    "minutes_of",
    "problems_of",
    "read_captions",
    "read_statements",
    "read_text",
    "write_text",
]
