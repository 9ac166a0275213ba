"""Work that runs later or again and again: leases, retries, a schedule, on top of django-tasks.

Start at `schedule.py` (what runs when) and `worker.py`.
"""
