"""RDF Dataset Canonicalization (RDFC-1.0), exactly, and with an end.

Source: https://www.w3.org/TR/rdf-canon/ (Recommendation, 21 May 2024), sections 4.4 to 4.8. A quad is a triple of
already serialised N-Quads terms plus a graph name: `(subject, predicate, object, graph)`, blank nodes written
`_:…`, the default graph "". A small document can ask for a factorial number of steps ("poison graph"); the
specification leaves the defence to the implementation: here work is counted and `TooComplex` raised at a limit.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations

Quad = tuple[str, str, str, str]

MAX_BLANK_NODES = 256
MAX_WORK = 50_000
"""Steps from node to node in all, some 50 ms: nameless twins below a named node need a few, a 6-node clique more."""


class TooComplex(ValueError):
    """The graph has too many blank nodes, or they are too alike to be told apart in reasonable time."""


class _Names:
    """Issues `<prefix>0`, `<prefix>1` … in the order of asking (section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued or {})

    def copy(self) -> "_Names":
        return _Names(self.prefix, self.issued)

    def issue(self, node: str) -> str:
        if node not in self.issued:
            self.issued[node] = f"{self.prefix}{len(self.issued)}"
        return self.issued[node]


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
    canonical = _Names("_:c14n")
    for node in sorted((n for n in first if twins[first[n]] == 1), key=first.__getitem__):
        canonical.issue(node)
    if len(canonical.issued) < len(about):
        _Twins(about, first, canonical).tell_apart()
    return canonical.issued


def _first_degree(node: str, quads: Sequence[Quad]) -> str:
    """Return Hash First Degree Quads (section 4.6): the node as `_:a`, every other blank node as `_:z`."""

    def seen(term: str) -> str:
        return ("_:a" if term == node else "_:z") if term.startswith("_:") else term

    return _sha("".join(sorted(_line((seen(s), p, seen(o), seen(g))) for s, p, o, g in quads)))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class _Twins:
    """Names for blank nodes that share their first hash (sections 4.4.3 step 5, 4.7 and 4.8)."""

    def __init__(self, about: dict[str, list[Quad]], first: dict[str, str], canonical: _Names) -> None:
        self.about = about
        self.first = first
        self.canonical = canonical
        self.work = 0

    def tell_apart(self) -> None:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for node, digest in self.first.items():
            if node not in self.canonical.issued:
                groups[digest].append(node)
        for digest in sorted(groups):
            self._name(groups[digest])

    def _name(self, nodes: list[str]) -> None:
        paths = []
        for node in nodes:
            if node not in self.canonical.issued:
                issuer = _Names("_:b")
                issuer.issue(node)
                paths.append(self._n_degree(node, issuer))
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer.issued:
                self.canonical.issue(node)

    def _step(self) -> None:
        self.work += 1
        if self.work > MAX_WORK:
            raise TooComplex("blank nodes that are too alike")

    def _n_degree(self, node: str, issuer: _Names) -> tuple[str, _Names]:
        """Return Hash N-Degree Quads (section 4.8): the hash and the names given on the chosen path."""
        data = ""
        related = self._related(node, issuer)
        for digest in sorted(related):
            chosen, issuer = self._best_path(related[digest], issuer)
            data += digest + chosen
        return _sha(data), issuer

    def _related(self, node: str, issuer: _Names) -> dict[str, list[str]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self.about[node]:
            for position, term in (("s", quad[0]), ("o", quad[2]), ("g", quad[3])):
                if term.startswith("_:") and term != node:
                    self._step()
                    groups[self._related_hash(term, quad, issuer, position)].append(term)
        return groups

    def _related_hash(self, related: str, quad: Quad, issuer: _Names, position: str) -> str:
        """Return Hash Related Blank Node (section 4.7)."""
        name = self.canonical.issued.get(related) or issuer.issued.get(related) or self.first[related]
        return _sha(position + ("" if position == "g" else quad[1]) + name)

    def _best_path(self, nodes: list[str], issuer: _Names) -> tuple[str, _Names]:
        chosen, kept = "", issuer
        for order in permutations(nodes):
            tried = self._path(order, issuer.copy(), chosen)
            if tried is not None and (not chosen or tried[0] < chosen):
                chosen, kept = tried
        return chosen, kept

    def _path(self, order: Sequence[str], issuer: _Names, chosen: str) -> tuple[str, _Names] | None:
        """Walk one order of the related nodes; None as soon as it cannot be better than *chosen*."""
        path, again = "", []
        for related in order:
            self._step()
            if related in self.canonical.issued:
                path += self.canonical.issued[related]
            else:
                if related not in issuer.issued:
                    again.append(related)
                path += issuer.issue(related)
            if _is_worse(path, chosen):
                return None
        for related in again:
            self._step()
            digest, deeper = self._n_degree(related, issuer)
            path += f"{issuer.issue(related)}<{digest}>"
            issuer = deeper
            if _is_worse(path, chosen):
                return None
        return path, issuer


def _is_worse(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
