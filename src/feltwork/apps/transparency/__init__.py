"""A school's public log: that a certificate was issued, changed or withdrawn cannot be hidden or back-dated afterwards.

Acts of other apps call `actions.append` inside their own transaction; `integrate` gives the entries their places, in
order, and signs the new head. Names are nowhere in it: see `core/transparency`. Start at `actions.py`.
"""
