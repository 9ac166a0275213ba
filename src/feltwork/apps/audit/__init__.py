"""Who did what, and who saw what. Rows are only ever added.

Start at `actions.record` and `actions.record_view`.
"""
