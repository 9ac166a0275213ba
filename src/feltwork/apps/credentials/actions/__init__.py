"""What can be done with a certificate: from which state, by whom. Anything else is refused with a sentence.

propose → approve | reject, by two people; suspend ↔ reinstate; propose_revocation → approve_revocation |
drop_revocation, by two people; list_publicly ↔ unlist, by the holder.
"""

from feltwork.apps.credentials.actions.issuers import (
    compromise_key,
    rotate_key,
    set_up_issuer,
    sign_what_is_missing,
    signed_by,
    unsigned,
)
from feltwork.apps.credentials.actions.issuing import approve, propose, reject
from feltwork.apps.credentials.actions.listing import list_publicly, show_name, unlist
from feltwork.apps.credentials.actions.many import start_renewals
from feltwork.apps.credentials.actions.renewing import (
    approve_name_change,
    ask_name_change,
    check_name_change,
    refuse_name_change,
    renew,
)
from feltwork.apps.credentials.actions.withdrawing import (
    approve_revocation,
    drop_revocation,
    propose_revocation,
    reinstate,
    suspend,
)

__all__ = [
    "approve",
    "approve_name_change",
    "approve_revocation",
    "ask_name_change",
    "check_name_change",
    "compromise_key",
    "drop_revocation",
    "list_publicly",
    "propose",
    "propose_revocation",
    "refuse_name_change",
    "reinstate",
    "reject",
    "renew",
    "rotate_key",
    "set_up_issuer",
    "show_name",
    "sign_what_is_missing",
    "signed_by",
    "start_renewals",
    "suspend",
    "unlist",
    "unsigned",
]
