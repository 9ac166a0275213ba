"""A student's way: what was logged, what counts and why, what to do next; and the staff who judge, waive and certify.

Start at `standing.py`, which hands the facts to `core.certification`.
"""
