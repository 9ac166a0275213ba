"""The platform side of LTI 1.3: tools of others (a Moodle, a quiz maker) plugged into a school's courses.

The words are the standard's: a *tool*, a *resource link* to something in it, a *launch*, a *line item* and its scores.
Start reading at `models/`.
"""
