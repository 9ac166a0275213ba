"""Coursework: courses of lessons, who has done what, and completions that count.

The words: a *course* has *lessons* in order; what is read is a published *version* of a lesson; a *completion* is the
day on which somebody fulfilled a course's rules. Start reading at `models/`.
"""
