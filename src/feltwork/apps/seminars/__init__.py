"""Seminars, workshops, modules and consultation groups: dates, places, people, attendance and what was said of them.

The words: a *seminar* (of whatever kind) has *meetings*; people have a *seat* or wait for one; *staff* are its trainers
and assistants; a *mark* says how somebody took a meeting, and a *make-up* is work in place of a missed one. Meetings of
a module are the training days of `schools`, and their marks are `schools.Attendance`: nothing is kept twice.

Start reading at `models/`, then `actions/seats.py` (places and the waiting list) and `codes.py` (the code on the
trainer's screen). What other apps may hear of: `events.py`.
"""
