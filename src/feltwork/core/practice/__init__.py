"""The method as data: what a session record holds, in which words, and what can be seen from it.

    check("arrival", {"activation": 5, "window": "within"})      # the same, tidied; raises ItemError
    order_hint(["orient", "titration"], reached=frozenset())     # what usually comes before, or None
    sentence([{"family": "warmth", "intensity": 6, …}])           # "Warmth 6/10, your left chest."
    cycles([(0, 3), (240, 7), (720, 2)], settled_at=4)           # rise, peak, time to settle

Plain Python: no Django, no clock. The words are files in `words/`, each entry with an id that is never reused. Facts
come out, sentences are made at the edge. Source of the model: domain/method.md sections 1 to 8.
"""

from ._consents import consent_wording
from ._cycles import Cycle, cycles
from ._fhir import fhir_bundle
from ._fields import Choice, Code, Day, Number, Rows, Words, YesNo
from ._figures import FIGURES, Figure, Place, figure
from ._identity import (
    ADULT_FIGURE,
    CHILD_FIGURE,
    called,
    check_guardian,
    check_identity,
    comes_of_age,
    initial,
    is_minor,
)
from ._items import ItemError, check
from ._journal import STRONG, check_entry, left_worse
from ._kinds import KINDS, Kind
from ._near import nearest, neighbours
from ._order import OrderHint, order_hint
from ._retention import MinorRule, RetentionRule, due_on, kept_until, retention_rules, rules_of
from ._sentence import part_of, pieces, place_in_words, places_of, sentence, short, what_of
from ._times import (
    ClockChange,
    RuleFault,
    before,
    clean_rule,
    comes_twice,
    instant,
    lasts,
    moved_rule,
    nth_weekday,
    turn_instant,
    turns,
)
from ._words import Word, groups, label, words

__all__ = [
    "ADULT_FIGURE",
    "CHILD_FIGURE",
    "FIGURES",
    "KINDS",
    "STRONG",
    "Choice",
    "ClockChange",
    "Code",
    "Cycle",
    "Day",
    "Figure",
    "ItemError",
    "Kind",
    "MinorRule",
    "Number",
    "OrderHint",
    "Place",
    "RetentionRule",
    "Rows",
    "RuleFault",
    "Word",
    "Words",
    "YesNo",
    "before",
    "called",
    "check",
    "check_entry",
    "check_guardian",
    "check_identity",
    "clean_rule",
    "comes_of_age",
    "comes_twice",
    "consent_wording",
    "cycles",
    "due_on",
    "fhir_bundle",
    "figure",
    "groups",
    "initial",
    "instant",
    "is_minor",
    "kept_until",
    "label",
    "lasts",
    "left_worse",
    "moved_rule",
    "nearest",
    "neighbours",
    "nth_weekday",
    "order_hint",
    "part_of",
    "pieces",
    "place_in_words",
    "places_of",
    "retention_rules",
    "rules_of",
    "sentence",
    "short",
    "turn_instant",
    "turns",
    "what_of",
    "words",
]
