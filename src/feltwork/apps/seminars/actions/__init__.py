"""Writes, one module for each noun; import from here."""

from feltwork.apps.seminars.actions.attendance import (
    check_in,
    close_check_in,
    keep_list,
    mark_one,
    open_check_in,
)
from feltwork.apps.seminars.actions.feedback import ask_feedback, give_feedback
from feltwork.apps.seminars.actions.feeds import make_feed, revoke_feed
from feltwork.apps.seminars.actions.make_ups import accept, drop, give_back, hand_in, set_make_up
from feltwork.apps.seminars.actions.meetings import (
    add_meeting,
    call_off_meeting,
    change_meeting,
    follow_days,
)
from feltwork.apps.seminars.actions.rules import settle
from feltwork.apps.seminars.actions.seats import (
    give_back_seat,
    lapse_offers,
    remove_seat,
    sign_up,
    take_up,
    turn_down,
)
from feltwork.apps.seminars.actions.seminars import call_off, change_seminar, open_seminar, plan_seminar
from feltwork.apps.seminars.actions.staff import add_staff, remove_staff
from feltwork.apps.seminars.actions.visitors import (
    confirm_visit,
    forget_visitor,
    give_back_visit,
    invite_visitor,
    lapse_visits,
    mark_visitors,
    remove_visitor,
)

__all__ = [
    "accept",
    "add_meeting",
    "add_staff",
    "ask_feedback",
    "call_off",
    "call_off_meeting",
    "change_meeting",
    "change_seminar",
    "check_in",
    "close_check_in",
    "confirm_visit",
    "drop",
    "follow_days",
    "forget_visitor",
    "give_back",
    "give_back_seat",
    "give_back_visit",
    "give_feedback",
    "hand_in",
    "invite_visitor",
    "keep_list",
    "lapse_offers",
    "lapse_visits",
    "make_feed",
    "mark_one",
    "mark_visitors",
    "open_check_in",
    "open_seminar",
    "plan_seminar",
    "remove_seat",
    "remove_staff",
    "remove_visitor",
    "revoke_feed",
    "set_make_up",
    "settle",
    "sign_up",
    "take_up",
    "turn_down",
]
