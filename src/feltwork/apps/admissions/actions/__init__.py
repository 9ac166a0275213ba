"""Writes: what the applicant does (`applying`), papers (`papers`), what the school does (`deciding`)."""

from feltwork.apps.admissions.actions.applying import (
    answer,
    begin,
    choose_route,
    save_draft,
    submit,
    withdraw_application,
)
from feltwork.apps.admissions.actions.deciding import (
    accept,
    accept_conditionally,
    ask,
    confirm_condition,
    note,
    refuse,
    remind_conditions,
)
from feltwork.apps.admissions.actions.papers import add_document, remove_document

__all__ = [
    "accept",
    "accept_conditionally",
    "add_document",
    "answer",
    "ask",
    "begin",
    "choose_route",
    "confirm_condition",
    "note",
    "refuse",
    "remind_conditions",
    "remove_document",
    "save_draft",
    "submit",
    "withdraw_application",
]
