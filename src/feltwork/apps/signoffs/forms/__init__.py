"""What providers and staff fill in."""

from feltwork.apps.signoffs.forms.others import InboxFilter, LedgerFilter, ReportForm, TakeBackForm
from feltwork.apps.signoffs.forms.signing import SeveralForm, SignForm, parsed
from feltwork.apps.signoffs.forms.wrong import SendBackForm, WrongForm

__all__ = [
    "InboxFilter",
    "LedgerFilter",
    "ReportForm",
    "SendBackForm",
    "SeveralForm",
    "SignForm",
    "TakeBackForm",
    "WrongForm",
    "parsed",
]
