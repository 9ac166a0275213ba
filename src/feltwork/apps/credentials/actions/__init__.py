"""What can be done with a certificate: from which state, by whom. Anything else is refused with a sentence.

propose → approve | reject, by two people; suspend ↔ reinstate; propose_revocation → approve_revocation |
drop_revocation, by two people; list_publicly ↔ unlist, by the holder.
"""

from feltwork.apps.credentials.actions.issuing import approve, propose, reject
from feltwork.apps.credentials.actions.listing import list_publicly, unlist
from feltwork.apps.credentials.actions.withdrawing import (
    approve_revocation,
    drop_revocation,
    propose_revocation,
    reinstate,
    suspend,
)

__all__ = [
    "approve",
    "approve_revocation",
    "drop_revocation",
    "list_publicly",
    "propose",
    "propose_revocation",
    "reinstate",
    "reject",
    "suspend",
    "unlist",
]
