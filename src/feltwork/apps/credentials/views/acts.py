"""The acts of staff on an issued certificate: what the page says before, and what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feltwork.apps.credentials import actions
from feltwork.apps.credentials.forms import ColleagueReasonForm, NoWordsForm, ReasonForm, UntilForm
from feltwork.apps.ui.forms import FwForm

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    title: Words
    explain: Words
    button: Words
    done: Words
    run: Callable[..., Any]
    form: type[FwForm] = ReasonForm
    is_withdrawal: bool = True


SUSPEND = Act(
    title=_("Suspend this certificate"),
    explain=_(
        "The public page says “suspended” at once, with today’s date and without your reason. It also says that this "
        "does not mean that anything has been found. The holder is told, with your reason, and leaves the register "
        "until the certificate is in force again."
    ),
    button=_("Suspend it"),
    done=_("Suspended. The holder has been told."),
    run=actions.suspend,
)
REINSTATE = Act(
    title=_("Put this certificate in force again"),
    explain=_("The public page says “in force” at once. The holder is told, with your reason."),
    button=_("Put it in force"),
    done=_("In force again. The holder has been told."),
    run=actions.reinstate,
    is_withdrawal=False,
)
PROPOSE = Act(
    title=_("Propose to withdraw this certificate"),
    explain=_(
        "Nothing changes yet: a second person has to agree. If they do, the certificate is withdrawn for good, the "
        "public page says so with the date, and the holder is told with the reason you write here. If you only need "
        "time, suspend it instead."
    ),
    button=_("Propose it"),
    done=_("Proposed. A second person has to agree."),
    run=actions.propose_revocation,
)
APPROVE = Act(
    title=_("Withdraw this certificate for good"),
    explain=_(
        "You are the second person. The public page says “withdrawn” at once and for ever; the holder is told, with "
        "the reason above, and may appeal within 30 days."
    ),
    button=_("Withdraw it for good"),
    done=_("Withdrawn. The holder has been told."),
    run=actions.approve_revocation,
    form=NoWordsForm,
)
DROP = Act(
    title=_("Do not withdraw this certificate"),
    explain=_("The proposal ends and the certificate stays as it is. The holder is not told of it."),
    button=_("Leave it as it is"),
    done=_("The proposal has ended; the certificate stays as it is."),
    run=actions.drop_revocation,
    form=ColleagueReasonForm,
    is_withdrawal=False,
)
RENEW = Act(
    title=_("Renew this certificate"),
    explain=_(
        "It goes on under its number and its links; only the day on which it ends changes. A printed copy from before "
        "still leads to the page that says until when it holds. The holder is told."
    ),
    button=_("Renew it"),
    done=_("Renewed. The holder has been told."),
    run=actions.renew,
    form=UntilForm,
    is_withdrawal=False,
)
