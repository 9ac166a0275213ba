"""Reading the ledger and the requests; other apps see frozen rows, never the models."""

from feltwork.apps.signoffs.queries.entries import (
    SealedEntry,
    entries_about,
    entries_of,
    entries_of_many,
    standing_answer,
)
from feltwork.apps.signoffs.queries.requests import RequestRow, by_token, requests_of, requests_of_many, shown_in

__all__ = [
    "RequestRow",
    "SealedEntry",
    "by_token",
    "entries_about",
    "entries_of",
    "entries_of_many",
    "requests_of",
    "requests_of_many",
    "shown_in",
    "standing_answer",
]
