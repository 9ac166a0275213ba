"""The directory thinks here: what may be asked, in which order people come, and how far a town is from another.

    fold("Frühere Stürze")                       # ("fruhere", "sturze")
    vocabulary().facets["touch"].values["asks"]  # codes, labels and synonyms in two languages
    load_towns(data).find("mün")                 # towns by name in many languages, by distance, on a curve
    Listing(…), Asked(…), Found(…)               # what engines are given, are asked and answer
    brute(listings, asked, towns=towns)          # the answer worked out the plain way: what every engine has to equal
    widen(asked)                                 # what to try when nobody was found, step by step
    exposure(pages, everybody)                   # who is shown how often, as a Gini coefficient and by group

The order in which people come is `order.py`, all of it. `columns.py` answers for a million with NumPy.

Plain Python and NumPy: no Django, no clock. Source: domain/directory_community.md section 3.
"""

from . import order
from ._brute import brute
from ._distance import coarse, distance_km
from ._exposure import Exposure, exposure, exposure_of, gini
from ._fold import fold, plain, written
from ._listing import Asked, Found, Hit, Listing, Step
from ._place import home_of, place_of
from ._reading import KnownWords, Reading, read_words
from ._towns import Town, Towns, load_towns
from ._vocabulary import Facet, Value, Vocabulary, vocabulary
from ._widen import RADII_KM, widen

__all__ = [
    "RADII_KM",
    "Asked",
    "Exposure",
    "Facet",
    "Found",
    "Hit",
    "KnownWords",
    "Listing",
    "Reading",
    "Step",
    "Town",
    "Towns",
    "Value",
    "Vocabulary",
    "brute",
    "coarse",
    "distance_km",
    "exposure",
    "exposure_of",
    "fold",
    "gini",
    "home_of",
    "load_towns",
    "order",
    "place_of",
    "plain",
    "read_words",
    "vocabulary",
    "widen",
    "written",
]
