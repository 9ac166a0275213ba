"""Writes, one module for each noun; import from here."""

from feltwork.apps.directory.actions.checking import claim_words
from feltwork.apps.directory.actions.confirming import confirm
from feltwork.apps.directory.actions.erasing import erase_profile
from feltwork.apps.directory.actions.exposure import count_exposure
from feltwork.apps.directory.actions.licences import check_licence, claim_licence
from feltwork.apps.directory.actions.policy import count_week, set_policy
from feltwork.apps.directory.actions.profiles import (
    change_profile,
    create_profile,
    hide,
    hide_by_staff,
    publish,
    release,
    remove_photo,
    set_photo,
)
from feltwork.apps.directory.actions.reports import answer_report, report

__all__ = [
    "answer_report",
    "change_profile",
    "check_licence",
    "claim_licence",
    "claim_words",
    "confirm",
    "count_exposure",
    "count_week",
    "create_profile",
    "erase_profile",
    "hide",
    "hide_by_staff",
    "publish",
    "release",
    "remove_photo",
    "report",
    "set_photo",
    "set_policy",
]
