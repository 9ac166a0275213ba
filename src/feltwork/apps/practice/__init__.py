"""Clients and their files: consents, sessions, body maps, private notes, appointments.

Everything about a person is sealed with that person's own key (`cabinet.py`), which lies outside the database; what
stands readable in a table says only that something is there, whose it is and when. Every read of a file is noted and
the client can see it. Who may see what is decided in `permissions.py` and nowhere else.

The words: a *client* has a *file*; a file holds *items* (a goal, a resource, a caution) and *records* of sessions; a
record holds items, too (a segment, a mark on the body, a settling cycle). Start reading at `models/`.
"""
