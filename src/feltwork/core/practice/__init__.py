"""The method as data: what a session record holds, in which words, and what can be seen from it.

    check("arrival", {"activation": 5, "window": "within"})      # the same, tidied; raises ItemError
    order_hint(["orient", "titration"], reached=frozenset())     # what usually comes before, or None
    sentence([{"family": "warmth", "intensity": 6, …}])           # "Warmth 6/10, your left chest."
    cycles([(0, 3), (240, 7), (720, 2)], settled_at=4)           # rise, peak, time to settle

Plain Python: no Django, no clock. The words are files in `words/`, each entry with an id that is never reused. Facts
come out, sentences are made at the edge. Source of the model: domain/method.md sections 1 to 8.
"""

from ._cycles import Cycle, cycles
from ._figures import FIGURES, Figure, Place, figure
from ._items import ItemError, check
from ._kinds import KINDS, Kind
from ._near import nearest, neighbours
from ._order import OrderHint, order_hint
from ._sentence import part_of, phrases_of, place_in_words, places_of, sentence
from ._words import Word, groups, label, words

__all__ = [
    "FIGURES",
    "KINDS",
    "Cycle",
    "Figure",
    "ItemError",
    "Kind",
    "OrderHint",
    "Place",
    "Word",
    "check",
    "cycles",
    "figure",
    "groups",
    "label",
    "nearest",
    "neighbours",
    "order_hint",
    "part_of",
    "phrases_of",
    "place_in_words",
    "places_of",
    "sentence",
    "words",
]
