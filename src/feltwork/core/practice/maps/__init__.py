"""Body maps of many people: pictures from strokes, and which places differ from nothing by more than chance.

    pictures = np.stack([signed(up, down, canvas, body) for …])     # (people, rows, columns)
    t, p = one_sample(pictures)
    found = false_discovery(p[mask])                                # for exploring
    found = sign_flips(pictures, mask, flips=5000, seed=1)          # for claims
    found = label_swaps(these, those, mask, swaps=5000, seed=1)     # of two groups

Only for groups whose members agreed to this use, and never below `LEAST_PEOPLE`. A painted area over time is no outcome
measure (domain/practice.md section 4). Needs NumPy and SciPy; nothing else of `core.practice` imports it.
"""

from ._bodies import body_mask, grid, person, places
from ._flips import Cluster, Flips, clusters, label_swaps, sign_flips
from ._pictures import brush, count, picture, signed
from ._tests import LEAST_PEOPLE, false_discovery, one_sample, paired, two_sample

__all__ = [
    "LEAST_PEOPLE",
    "Cluster",
    "Flips",
    "body_mask",
    "brush",
    "clusters",
    "count",
    "false_discovery",
    "grid",
    "label_swaps",
    "one_sample",
    "paired",
    "person",
    "picture",
    "places",
    "sign_flips",
    "signed",
    "two_sample",
]
