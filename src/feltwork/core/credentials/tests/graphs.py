"""N-Quads read in the plainest way, and two engines to compare with."""

import re

import pyoxigraph
from pyld import jsonld

from feltwork.core.credentials._contexts import load


def quads_of(text):
    """Return the quads of N-Quads lines as tuples of serialised terms."""
    quads = []
    for line in text.removesuffix("\n").split("\n"):
        subject, predicate, rest = line.removesuffix(" .").split(" ", 2)
        value, graph = rest, ""
        if rest.startswith(("<", "_:")) and " " in rest:
            value, graph = rest.split(" ")
        quads.append((subject, predicate, value, graph))
    return quads


def lines(quads):
    return "".join(" ".join(term for term in quad if term) + " .\n" for quad in quads)


def by_oxigraph(text):
    """Return N-Quads as oxigraph canonicalises them (RDFC-1.0, in Rust)."""
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(input=text.encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def by_pyld(document):
    """Return the canonical N-Quads of a JSON-LD document by PyLD alone.

    PyLD says a statement twice when one node has two equal empty lists; a dataset is a set, so once is right.
    """
    options = {"documentLoader": load, "algorithm": "URDNA2015", "format": "application/n-quads"}
    return "".join(dict.fromkeys(re.findall(r"[^\n]*\n", jsonld.normalize(document, options))))


def expanded_by_pyld(document):
    """Return the N-Quads of a JSON-LD document before any canonical naming."""
    return jsonld.to_rdf(document, {"documentLoader": load, "format": "application/n-quads"})
