"""Every write, one module for each subject; import from here."""

from feltwork.apps.lti.actions.grades import (
    change_line_item,
    make_line_item,
    put_line_item_away,
    take_score,
)
from feltwork.apps.lti.actions.keys import make_keys, rotate_keys
from feltwork.apps.lti.actions.launching import begin_launch, begin_picking, know, send_launch
from feltwork.apps.lti.actions.links import change_link, context_of, put_link, remove_link
from feltwork.apps.lti.actions.picking import drop_picked, take_answer, take_picked
from feltwork.apps.lti.actions.tokens import clear_away, issue_token, mark_seen
from feltwork.apps.lti.actions.tools import change_tool, invite_tool, register_itself, register_tool, switch_tool

__all__ = [
    "begin_launch",
    "begin_picking",
    "change_line_item",
    "change_link",
    "change_tool",
    "clear_away",
    "context_of",
    "drop_picked",
    "invite_tool",
    "issue_token",
    "know",
    "make_keys",
    "make_line_item",
    "mark_seen",
    "put_line_item_away",
    "put_link",
    "register_itself",
    "register_tool",
    "remove_link",
    "rotate_keys",
    "send_launch",
    "switch_tool",
    "take_answer",
    "take_picked",
    "take_score",
]
