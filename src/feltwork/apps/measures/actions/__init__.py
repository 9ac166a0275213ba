"""Everything that changes something. One module for each noun; import from here or from the module."""

from feltwork.apps.measures.actions.alerts import acknowledge, act_on, assess, close, escalate, hand_over
from feltwork.apps.measures.actions.answering import Saved, SheetClosed, finish, lapse, save_answers, stop
from feltwork.apps.measures.actions.asking import ask, open_sessions, open_turns
from feltwork.apps.measures.actions.bringing import bring_answers
from feltwork.apps.measures.actions.episodes import start_episode, take_back_episode
from feltwork.apps.measures.actions.folders import agree, erase_folder
from feltwork.apps.measures.actions.links import make_link, revoke_link, send_link
from feltwork.apps.measures.actions.packs import import_pack, remove_pack
from feltwork.apps.measures.actions.plans import assign, choose_basis, stop_plan
from feltwork.apps.measures.actions.policies import set_policy
from feltwork.apps.measures.actions.results import correct, enter_scores
from feltwork.apps.measures.actions.services import check_service

__all__ = [
    "Saved",
    "SheetClosed",
    "acknowledge",
    "act_on",
    "agree",
    "ask",
    "assess",
    "assign",
    "bring_answers",
    "check_service",
    "choose_basis",
    "close",
    "correct",
    "enter_scores",
    "erase_folder",
    "escalate",
    "finish",
    "hand_over",
    "import_pack",
    "lapse",
    "make_link",
    "open_sessions",
    "open_turns",
    "remove_pack",
    "revoke_link",
    "save_answers",
    "send_link",
    "set_policy",
    "start_episode",
    "stop",
    "stop_plan",
    "take_back_episode",
]
