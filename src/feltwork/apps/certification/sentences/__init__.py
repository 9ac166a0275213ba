"""From the facts of a verdict to sentences, in the reader's language.

`core.certification` answers with codes and numbers; every page, staff pages too, says them through `sentence` and
`step_words`. A new code of the core needs its words in `_reasons.py` or `_steps.py`; a test compares the lists.
"""

from feltwork.apps.certification.sentences._steps import StepWords, step_words
from feltwork.apps.certification.sentences._text import document_word, sentence
from feltwork.apps.certification.sentences._words import (
    Vocabulary,
    amount_words,
    approval_word,
    kind_word,
    level_word,
    mode_words,
    requirement_word,
    unit_word,
    words_list,
)

__all__ = [
    "StepWords",
    "Vocabulary",
    "amount_words",
    "approval_word",
    "document_word",
    "kind_word",
    "level_word",
    "mode_words",
    "requirement_word",
    "sentence",
    "step_words",
    "unit_word",
    "words_list",
]
