"""RDF Dataset Canonicalization (RDFC-1.0), exactly, and with an end.

Source: https://www.w3.org/TR/rdf-canon/ (Recommendation, 21 May 2024), sections 4.4 to 4.8. A quad is a triple of
already serialised N-Quads terms plus a graph name: `(subject, predicate, object, graph)`, blank nodes written
`_:…`, the default graph "". A small document can ask for a factorial number of steps ("poison graph"); the
specification leaves the defence to the implementation: here work is counted and `TooComplex` raised at a limit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from feltwork.core.credentials._twins import Names, Quad, TooComplex, Twins, sha256

MAX_BLANK_NODES = 256


def canonical_nquads(quads: Iterable[Quad]) -> str:
    """Return the canonical N-Quads document of *quads* (a set: doubles count once).

    Raises:
        TooComplex: more than `MAX_BLANK_NODES` blank nodes or `MAX_WORK` steps.
    """
    unique = list(dict.fromkeys(quads))
    about = _by_blank_node(unique)
    if not about:
        return "".join(sorted(_line(quad) for quad in unique))
    labels = _label(about)
    return "".join(sorted(_line(_renamed(quad, labels)) for quad in unique))


def _by_blank_node(quads: Sequence[Quad]) -> dict[str, list[Quad]]:
    about: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        for node in {term for term in (quad[0], quad[2], quad[3]) if term.startswith("_:")}:
            about[node].append(quad)
    if len(about) > MAX_BLANK_NODES:
        raise TooComplex(f"{len(about)} blank nodes")
    return about


def _line(quad: Quad) -> str:
    subject, predicate, value, graph = quad
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def _renamed(quad: Quad, labels: dict[str, str]) -> Quad:
    subject, predicate, value, graph = quad
    return labels.get(subject, subject), predicate, labels.get(value, value), labels.get(graph, graph)


def _label(about: dict[str, list[Quad]]) -> dict[str, str]:
    """Give every blank node its canonical name (section 4.4.3, steps 3 to 5)."""
    first = {node: _first_degree(node, quads) for node, quads in about.items()}
    twins = Counter(first.values())
    canonical = Names("_:c14n")
    for node in sorted((n for n in first if twins[first[n]] == 1), key=first.__getitem__):
        canonical.issue(node)
    if len(canonical.issued) < len(about):
        Twins(about, first, canonical).tell_apart()
    return canonical.issued


def _first_degree(node: str, quads: Sequence[Quad]) -> str:
    """Return Hash First Degree Quads (section 4.6): the node as `_:a`, every other blank node as `_:z`."""

    def seen(term: str) -> str:
        return ("_:a" if term == node else "_:z") if term.startswith("_:") else term

    return sha256("".join(sorted(_line((seen(s), p, seen(o), seen(g))) for s, p, o, g in quads)))
