"""Reading the ledger and the requests; other apps see frozen rows, never the models."""

from feltwork.apps.signoffs.queries.entries import SealedEntry, entries_about, entries_of, entries_of_many
from feltwork.apps.signoffs.queries.requests import RequestRow, requests_of, requests_of_many

__all__ = [
    "RequestRow",
    "SealedEntry",
    "entries_about",
    "entries_of",
    "entries_of_many",
    "requests_of",
    "requests_of_many",
]
