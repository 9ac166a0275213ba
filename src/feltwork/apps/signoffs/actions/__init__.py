"""Everything that writes: sealing entries, asking for a signature, answering."""

from feltwork.apps.signoffs.actions.afterwards import take_back
from feltwork.apps.signoffs.actions.answers import Answered, confirm, confirm_many, correct, decline
from feltwork.apps.signoffs.actions.ledger import Act, append, append_many
from feltwork.apps.signoffs.actions.reminders import expire, remind
from feltwork.apps.signoffs.actions.reports import report, settle_report
from feltwork.apps.signoffs.actions.requests import cancel_request, request_sign_off

__all__ = [
    "Act",
    "Answered",
    "append",
    "append_many",
    "cancel_request",
    "confirm",
    "confirm_many",
    "correct",
    "decline",
    "expire",
    "remind",
    "report",
    "request_sign_off",
    "settle_report",
    "take_back",
]
