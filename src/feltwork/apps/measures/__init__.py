"""Outcome measures: asking people, keeping what they answered, and acting on answers that mean risk.

The words: a *plan* says which instrument somebody is asked, where and how often; an *asking* is one sheet of it, from
the day it opens until it is done, stopped or lapsed; a *result* is a finished sheet, scored, and never changed; an
*alert* is an answer that a person has to look at. What instruments are and how they are scored is `core.measures`.

A client's answers are sealed with the client's own key, through the practice's one door; a trainee's lie in a *folder*
of their own, which nobody at the school can open. Start reading at `models/`, then `hands.py`.
"""
