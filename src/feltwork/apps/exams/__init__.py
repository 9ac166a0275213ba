"""Examinations, in writing and in practice: question banks, sittings, marking, ratings, standard setting.

The words: an *item* is one question with *versions*; two people review a version before it is *live*. A *blueprint*
says how many items of which topic and difficulty a *form* has; an *examination* is what a school offers by a blueprint
(in writing) or the rubric (in practice). An *attempt* is one candidate's go at it. Judging, drawing and statistics are
`core/exams`. No bundled rule set asks for an examination: a school switches it on. Start reading at `models/`.
"""
