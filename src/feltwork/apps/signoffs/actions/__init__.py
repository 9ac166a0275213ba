"""Everything that writes: sealing entries, asking for a signature, answering."""

from feltwork.apps.signoffs.actions.ledger import append
from feltwork.apps.signoffs.actions.requests import cancel_request, request_sign_off

__all__ = ["append", "cancel_request", "request_sign_off"]
