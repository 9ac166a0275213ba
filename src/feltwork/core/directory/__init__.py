"""The directory thinks here: what may be asked, in which order people come, and how far a town is from another.

    fold("Frühere Stürze")                       # ("fruhere", "sturze")
    vocabulary().facets["touch"].values["asks"]  # codes, labels and synonyms in two languages
    Listing(…), Asked(…), Found(…)               # what engines are given, are asked and answer

Plain Python and NumPy: no Django, no clock. Source: domain/directory_community.md section 3.
"""

from ._distance import coarse, distance_km
from ._fold import fold
from ._listing import Asked, Found, Hit, Listing, Step
from ._towns import Town, Towns, load_towns
from ._vocabulary import Facet, Value, Vocabulary, vocabulary

__all__ = [
    "Asked",
    "Facet",
    "Found",
    "Hit",
    "Listing",
    "Step",
    "Town",
    "Towns",
    "Value",
    "Vocabulary",
    "coarse",
    "distance_km",
    "fold",
    "load_towns",
    "vocabulary",
]
