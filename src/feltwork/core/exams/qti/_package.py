"""Packages of items: a zip with a manifest, an XML file for each item, and the figures."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, indent, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from feltwork.core.exams._errors import Problem, Unsound

from ._entry import Entry, Note, QtiError, Read, Refused
from ._manifest import Listed, listed, manifest_xml
from ._names import slug
from ._parse import parse
from ._parsed import Refuse
from ._write import item_xml
from ._zip import Package, beside

MANIFEST = "imsmanifest.xml"
MOST_XML = 1_000_000
MOST_FIGURE = 10_000_000
FIGURE_TYPES = (".png", ".jpg", ".jpeg", ".webp")
_SIGNS = ((b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"RIFF", ".webp"), (b"<", ".svg"))
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same items give the same bytes


# --- writing ---------------------------------------------------------------------------------------------------------


def write(entries: Iterable[Entry], *, figures: Mapping[str, bytes] | None = None) -> bytes:
    """A zip. *figures*: the content of each `figure.file`. Raises Unsound: "no_figure" where one is missing,
    "double_code" where two items have one."""
    rows, given = list(entries), figures or {}
    if problems := [*_doubles(rows), *_missing(rows, given)]:
        raise Unsound(problems)
    paths = _paths([row.item.figure.file for row in rows if row.item.figure], given)
    files = {row.code: [f"items/{row.code}.xml", *_own(row, paths)] for row in rows}
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        _put(package, MANIFEST, _xml(manifest_xml(rows, files)))
        for row in rows:
            _put(package, files[row.code][0], _xml(item_xml(row, {one: f"../{path}" for one, path in paths.items()})))
        for file, path in paths.items():
            _put(package, path, given[file])
    return made.getvalue()


def _own(row: Entry, paths: Mapping[str, str]) -> list[str]:
    return [paths[row.item.figure.file]] if row.item.figure else []


def _doubles(rows: Sequence[Entry]) -> list[Problem]:
    codes = [row.code for row in rows]
    return [Problem("double_code", code) for code in sorted({code for code in codes if codes.count(code) > 1})]


def _missing(rows: Sequence[Entry], given: Mapping[str, bytes]) -> list[Problem]:
    return [Problem("no_figure", row.code) for row in rows if row.item.figure and row.item.figure.file not in given]


def _paths(files: Iterable[str], given: Mapping[str, bytes]) -> dict[str, str]:
    """A name in the package for each figure: its own where that is plain, with the ending of its type."""
    paths: dict[str, str] = {}
    for number, file in enumerate(dict.fromkeys(files)):
        ending = next((one for sign, one in _SIGNS if given[file].lstrip()[:8].startswith(sign)), "")
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", posixpath.splitext(posixpath.basename(file))[0]) or "figure"
        path = f"images/{stem}{ending}"
        paths[file] = path if path not in paths.values() else f"images/{stem}-{number}{ending}"
    return paths


def _xml(root: Element) -> bytes:
    if root.tag == "manifest":
        indent(root)  # in an item a blank may be a word's neighbour
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _put(package: ZipFile, name: str, content: bytes) -> None:
    row = ZipInfo(name, _EPOCH)
    row.compress_type = ZIP_DEFLATED
    package.writestr(row, content)


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: bytes, *, known: Collection[str] = ()) -> Read:
    """Every item of a package that has a kind of ours, and why the others have not. *known*: figures that we have.

    Raises QtiError for a package that cannot be opened at all.
    """
    package = Package(content)
    rows = list(listed(_manifest(package)))
    if not rows:
        raise QtiError("no_items")
    taken = _Taken(package, frozenset(known))
    for row in rows:
        try:
            taken.add(row)
        except Refuse as why:
            taken.refused.append(Refused(row.file[:200], why.code, MappingProxyType(dict(why.facts))))
    return Read(tuple(taken.entries), tuple(taken.refused), MappingProxyType(taken.figures), tuple(taken.notes))


def _manifest(package: Package) -> Element:
    if not package.has(MANIFEST):
        raise QtiError("no_manifest")
    content = package.read(MANIFEST, 10 * MOST_XML)
    root = _parsed(content) if content is not None else None
    if root is None:
        raise QtiError("bad_manifest")
    return root


def _parsed(content: bytes) -> Element | None:
    """None for what is not XML, or has a DTD, entities or other traps."""
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (SyntaxError, ValueError, LookupError, DefusedXmlException):  # ParseError is a SyntaxError
        return None
    return root


class _Taken:
    """What was read so far."""

    def __init__(self, package: Package, known: frozenset[str]) -> None:
        self.package, self.known = package, known
        self.entries: list[Entry] = []
        self.refused: list[Refused] = []
        self.figures: dict[str, bytes] = {}
        self.notes: list[Note] = []
        self.codes: set[str] = set()

    def add(self, row: Listed) -> None:
        file = beside(MANIFEST, row.file)
        if not self.package.has(file):
            raise Refuse("missing_file")
        content = self.package.read(file, MOST_XML)
        if content is None:
            raise Refuse("too_large")
        root = _parsed(content)
        if root is None:
            raise Refuse("bad_xml")
        parsed = parse(root)
        figure = self._figure(file, parsed.figure, parsed.data) if parsed.figure else None
        item = parsed.item()
        if figure and item.figure and item.figure.file not in self.known:
            self.figures[item.figure.file] = figure
        code = self._code(slug(parsed.identifier), parsed.identifier)
        self.entries.append(Entry(code, item, row.topic, row.difficulty, row.family))
        self.notes += [Note(code, one) for one in dict.fromkeys(parsed.notes)]

    def _code(self, wanted: str, identifier: str) -> str:
        code, number = wanted or "item", 2
        while code in self.codes:
            ending = f"-{number}"
            code, number = f"{(wanted or 'item')[: 60 - len(ending)]}{ending}", number + 1
        self.codes.add(code)
        if code.lower() != identifier.lstrip("_").lower():
            self.notes.append(Note(code, "code"))
        return code

    def _figure(self, file: str, address: str, data: dict[str, Any]) -> bytes | None:
        """Its content, and its name into *data*: figures of one name in the package are one figure."""
        name = beside(file, address)
        stem, ending = posixpath.splitext(posixpath.basename(name))
        if stem in self.known:
            data["figure"]["file"] = stem
            return None
        if not name or not self.package.has(name):
            raise Refuse("figure_missing")
        if ending.lower() not in FIGURE_TYPES:
            raise Refuse("figure_type", type=ending[:20])
        content = self.package.read(name, MOST_FIGURE)
        if content is None:
            raise Refuse("figure_size")
        own = re.sub(r"[^A-Za-z0-9_.-]+", "-", posixpath.basename(name)).lstrip(".-") or f"figure{ending}"
        while self.figures.get(own, content) != content:
            own = f"other-{own}"
        data["figure"]["file"] = own[-120:]
        return content
