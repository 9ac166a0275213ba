"""Names for blank nodes that look alike, the costly half of RDFC-1.0 (sections 4.5, 4.7 and 4.8)."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations

Quad = tuple[str, str, str, str]

MAX_WORK = 50_000
"""Steps from node to node in all, some 50 ms: nameless twins below a named node need a few, a 6-node clique more."""


class TooComplex(ValueError):
    """The graph has too many blank nodes, or they are too alike to be told apart in reasonable time."""


class Names:
    """Issues `<prefix>0`, `<prefix>1` … in the order of asking (section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued or {})

    def copy(self) -> "Names":
        return Names(self.prefix, self.issued)

    def issue(self, node: str) -> str:
        if node not in self.issued:
            self.issued[node] = f"{self.prefix}{len(self.issued)}"
        return self.issued[node]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Twins:
    """Names for blank nodes that share their first hash (sections 4.4.3 step 5, 4.7 and 4.8)."""

    def __init__(self, about: dict[str, list[Quad]], first: dict[str, str], canonical: Names) -> None:
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
                issuer = Names("_:b")
                issuer.issue(node)
                paths.append(self._n_degree(node, issuer))
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer.issued:
                self.canonical.issue(node)

    def _step(self) -> None:
        self.work += 1
        if self.work > MAX_WORK:
            raise TooComplex("blank nodes that are too alike")

    def _n_degree(self, node: str, issuer: Names) -> tuple[str, Names]:
        """Return Hash N-Degree Quads (section 4.8): the hash and the names given on the chosen path."""
        data = ""
        related = self._related(node, issuer)
        for digest in sorted(related):
            chosen, issuer = self._best_path(related[digest], issuer)
            data += digest + chosen
        return sha256(data), issuer

    def _related(self, node: str, issuer: Names) -> dict[str, list[str]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self.about[node]:
            for position, term in (("s", quad[0]), ("o", quad[2]), ("g", quad[3])):
                if term.startswith("_:") and term != node:
                    self._step()
                    groups[self._related_hash(term, quad, issuer, position)].append(term)
        return groups

    def _related_hash(self, related: str, quad: Quad, issuer: Names, position: str) -> str:
        """Return Hash Related Blank Node (section 4.7)."""
        name = self.canonical.issued.get(related) or issuer.issued.get(related) or self.first[related]
        return sha256(position + ("" if position == "g" else quad[1]) + name)

    def _best_path(self, nodes: list[str], issuer: Names) -> tuple[str, Names]:
        chosen, kept = "", issuer
        for order in permutations(nodes):
            tried = self._path(order, issuer.copy(), chosen)
            if tried is not None and (not chosen or tried[0] < chosen):
                chosen, kept = tried
        return chosen, kept

    def _path(self, order: Sequence[str], issuer: Names, chosen: str) -> tuple[str, Names] | None:
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
