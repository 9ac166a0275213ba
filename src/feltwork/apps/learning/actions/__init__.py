"""Writes, one module for each noun; import from here."""

from feltwork.apps.learning.actions.completions import (
    complete_by_hand,
    complete_from_outside,
    import_completions,
    judge_course,
    take_back,
)
from feltwork.apps.learning.actions.courses import (
    change_course,
    close_course,
    create_course,
    move_course,
    open_course,
)
from feltwork.apps.learning.actions.files import add_captions, add_file, add_video_link, remove_file
from feltwork.apps.learning.actions.lessons import (
    add_lesson,
    bring_text,
    change_lesson,
    drop_language,
    link_tool,
    move_lesson,
    publish_lesson,
    restore_version,
    retire_lesson,
    return_lesson,
    save_draft,
)
from feltwork.apps.learning.actions.reading import answer_questions, finish_lesson, keep_time, open_lesson
from feltwork.apps.learning.actions.starter import load_starter

__all__ = [
    "add_captions",
    "add_file",
    "add_lesson",
    "add_video_link",
    "answer_questions",
    "bring_text",
    "change_course",
    "change_lesson",
    "close_course",
    "complete_by_hand",
    "complete_from_outside",
    "create_course",
    "drop_language",
    "finish_lesson",
    "import_completions",
    "judge_course",
    "keep_time",
    "link_tool",
    "load_starter",
    "move_course",
    "move_lesson",
    "open_course",
    "open_lesson",
    "publish_lesson",
    "remove_file",
    "restore_version",
    "retire_lesson",
    "return_lesson",
    "save_draft",
    "take_back",
]
