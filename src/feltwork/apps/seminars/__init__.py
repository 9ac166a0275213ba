"""Seminars, workshops, modules and consultation groups: dates, places, people, attendance and what was said of them.

The words: a *seminar* (of whatever kind) has *meetings*; people have *seats* or wait for one; *staff* are its trainers
and assistants. Start reading at `models/`.
"""
