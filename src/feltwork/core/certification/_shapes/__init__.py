"""Shapes: how a piece of a rule file is read, checked and described to editors, all three from one definition.

A shape reads a `Node` into a value and knows its own JSON Schema. Mistakes are gathered in the `Reading`, so that a
registrar sees all of them at once.
"""

from .mappings import Anything, ByKind, Either, Field, Fields, ListOf, MapOf
from .numbers import Day, Exact, Span
from .reading import Reading, Shape, Unreadable
from .words import Code, Named, OneOf, SourceCode, Truth, Word, Words

__all__ = [
    "Anything",
    "ByKind",
    "Code",
    "Day",
    "Either",
    "Exact",
    "Field",
    "Fields",
    "ListOf",
    "MapOf",
    "Named",
    "OneOf",
    "Reading",
    "Shape",
    "SourceCode",
    "Span",
    "Truth",
    "Unreadable",
    "Word",
    "Words",
]
