"""The ledger of sign-offs: append-only, one hash chain for each school. Nothing is edited; a correction is a new entry.

Only this app imports `signoffs.models`; others use `actions` and `queries`.
"""
