"""Pages for providers, for the student who reminds, and for staff."""

from feltwork.apps.signoffs.views.answering import correct, decline, sign, take_back
from feltwork.apps.signoffs.views.asked import asked, done, mail_link, switch
from feltwork.apps.signoffs.views.copies import answers, copy, copy_file
from feltwork.apps.signoffs.views.inbox import inbox, sign_several
from feltwork.apps.signoffs.views.ledger import entry_take_back, ledger, ledger_check, ledger_entry
from feltwork.apps.signoffs.views.reminding import remind
from feltwork.apps.signoffs.views.reporting import report, reported

__all__ = [
    "answers",
    "asked",
    "copy",
    "copy_file",
    "correct",
    "decline",
    "done",
    "entry_take_back",
    "inbox",
    "ledger",
    "ledger_check",
    "ledger_entry",
    "mail_link",
    "remind",
    "report",
    "reported",
    "sign",
    "sign_several",
    "switch",
    "take_back",
]
