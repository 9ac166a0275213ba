"""ReproSchema: an activity file with its item files → a draft. Releases before and after 1.0 name things differently.

Only files that were handed in are looked at. Contexts, and items that are addresses on the web, are never fetched.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from ._answers import DECLINED_CODES, Node, whole
from ._bounds import MOST_BYTES_TOGETHER, MOST_CHOICES, MOST_FILES, MOST_ROWS, parsed
from ._draft import Choice, Draft, Gate, Kind, ReadError, Remark, Row, Texts
from ._plain import has_markup, plain

ACTIVITY, FIELD = frozenset({"Activity"}), frozenset({"Field", "Item"})
PICKED = frozenset({"radio", "select", "slider", "radioHorizontal"})
SEEN_IF = re.compile(r"^\s*([\w.-]+)\s*(===?|!==?|>=?|<=?)\s*['\"]?([\w.-]+)['\"]?\s*$")
LICENCES = ("license", "schema:license", "citation", "schema:citation")


def read_reproschema(files: Mapping[str, bytes]) -> Draft:
    """*files*: path → content, as they lie in the activity's folder. Raises ReadError."""
    if len(files) > MOST_FILES:
        raise ReadError("too_many_files", found=len(files), most=MOST_FILES)
    if sum(map(len, files.values())) > MOST_BYTES_TOGETHER:
        raise ReadError("too_large", size=sum(map(len, files.values())), most=MOST_BYTES_TOGETHER)
    known = {posixpath.normpath(path): content for path, content in files.items()}
    path, activity = _activity(known)
    return _Reader(known, path, activity).draft()


def _activity(files: Mapping[str, bytes]) -> tuple[str, Node]:
    found = {}
    for path, content in files.items():
        # an item says "Field" itself; reading only what may be an activity keeps a broken item's error for its place
        if b"Activity" in content:
            node = parsed(content, path)
            if isinstance(node, Mapping) and kind_of(node) in ACTIVITY:
                found[path] = node
    if len(found) != 1:
        raise ReadError("no_activity" if not found else "several_activities", found=len(found))
    return next(iter(found.items()))


def kind_of(node: Node) -> str:
    given = node.get("@type", node.get("category", ""))
    given = given[0] if isinstance(given, list) and given else given
    return str(given).split(":")[-1].split("/")[-1]


class _Reader:
    """Reads one activity; holds the files and what is noticed on the way."""

    def __init__(self, files: Mapping[str, bytes], path: str, activity: Node) -> None:
        self.files, self.path, self.activity = files, path, activity
        self.remarks: list[Remark] = []
        self.names: dict[str, str] = {}  # variable → link

    def draft(self) -> Draft:
        ui = _mapping(self.activity, "ui", self.path)
        order = ui.get("order")
        if not isinstance(order, list) or not order:
            raise ReadError("no_order", f"{self.path}: ui.order")
        if len(order) > MOST_ROWS:
            raise ReadError("too_many_questions", f"{self.path}: ui.order", most=MOST_ROWS)
        about = self._properties(ui)
        if ui.get("shuffle") is True:
            self.remarks.append(Remark("shuffled", self.path))
        rows = tuple(row for one in order if (row := self._row(one, about)) is not None)
        if not rows:
            raise ReadError("no_questions")
        titles = [self._said(self.activity, name) for name in ("prefLabel", "skos:prefLabel", "title")]
        preamble = self._said(self.activity, "preamble", "reproschema:preamble")
        return Draft(
            "reproschema",
            "",
            next((one for one in titles if one), {}),
            (preamble,) if preamble else (),
            rows,
            url=str(self.activity.get("@id", self.activity.get("id", "")))[:200],
            version=plain(self.activity.get("version"), self.path) if self.activity.get("version") else "",
            licence=self._licence(),
            remarks=tuple(self.remarks),
        )

    def _properties(self, ui: Node) -> dict[str, Node]:
        rows = ui.get("addProperties", [])
        if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
            raise ReadError("not_a_list", f"{self.path}: ui.addProperties")
        for one in rows:
            self.names[str(one.get("variableName", ""))] = _link(str(one.get("isAbout", "")))
        return {str(one.get("isAbout", "")): one for one in rows}

    def _row(self, named: Any, about: Mapping[str, Node]) -> Row | None:
        if isinstance(named, Mapping):
            named = named.get("@id", named.get("id"))
        if not isinstance(named, str):
            raise ReadError("not_text", f"{self.path}: ui.order")
        path, item = self._open(named, self.path)
        if kind_of(item) not in FIELD:
            raise ReadError("item_kind", path, found=kind_of(item)[:40])
        ui = _mapping(item, "ui", path)
        texts = _beneath(
            self._said(item, "preamble", where=path), self._said(item, "question", "schema:question", where=path)
        )
        shape = str(ui.get("inputType", "radio"))
        if not texts and shape not in PICKED:
            return None  # a heading or a pause
        choices, ends = self._answers(item, path)
        seen = about.get(named, {})
        return Row(
            _link(named),
            texts,
            _kind(shape, choices, ends),
            choices or ends,
            gates=self._gates(seen.get("isVis")),
            calculated=seen.get("isVis") is False or ui.get("readonlyValue") is True,
            where=path,
        )

    def _open(self, named: str, beside: str) -> tuple[str, Node]:
        if "://" in named:
            raise ReadError("not_here", beside, name=named[:200])
        path = posixpath.normpath(posixpath.join(posixpath.dirname(beside), named))
        found = next((one for one in (path, f"{path}.json", f"{path}.jsonld") if one in self.files), None)
        if found is None:
            raise ReadError("not_here", beside, name=named[:200])
        node = parsed(self.files[found], found)
        if not isinstance(node, Mapping):
            raise ReadError("not_a_mapping", found)
        return found, node

    def _answers(self, item: Node, path: str) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
        """Those with words of their own, and whole numbers between two bounds."""
        given = item.get("responseOptions", item.get("reproschema:responseOptions", {}))
        if isinstance(given, str):
            path, given = self._open(given, path)
        if not isinstance(given, Mapping):
            raise ReadError("not_a_mapping", f"{path}: responseOptions")
        rows = given.get("choices", [])
        if isinstance(rows, str):
            path, named = self._open(rows, path)
            rows = named.get("choices", [])
        if not isinstance(rows, list) or len(rows) > MOST_CHOICES:
            raise ReadError("too_many_answers", path, most=MOST_CHOICES)
        choices = tuple(self._choice(one, f"{path}: choices[{n}]") for n, one in enumerate(rows))
        return choices, _between(given, path)

    def _choice(self, row: Any, where: str) -> Choice:
        if not isinstance(row, Mapping):
            raise ReadError("not_a_mapping", where)
        value = row.get("value", row.get("schema:value"))
        texts = self._said(row, "name", "schema:name", where=where)
        if isinstance(value, str) and not value.lstrip("-").isdigit():
            return Choice(texts, None, value[:60], value in DECLINED_CODES)
        return Choice(texts, whole(value, where), str(value)[:60])

    def _gates(self, seen: Any) -> tuple[Gate, ...]:
        """A condition of the plain form `name === 1`; any longer one is kept as it is written."""
        if seen is None or isinstance(seen, bool):
            return ()
        found = SEEN_IF.match(str(seen))
        if found is None:
            return (Gate("", "", str(seen)[:200]),)
        operator = {"==": "=", "===": "=", "!==": "!="}.get(found[2], found[2])
        return (Gate(self.names.get(found[1], found[1]), operator, found[3]),)

    def _said(self, node: Node, *names: str, where: str = "") -> Texts:
        where = where or self.path
        given = next((node[name] for name in names if node.get(name)), None)
        if isinstance(given, list):  # [{"@language": "en", "@value": "…"}]
            given = {one.get("@language", ""): one.get("@value") for one in given if isinstance(one, Mapping)}
        if not isinstance(given, Mapping):
            given = {"": given}
        if any(has_markup(one) for one in given.values()):
            self.remarks.append(Remark("markup_left_out", where))
        texts = {str(key): plain(one, f"{where}: {names[0]}") for key, one in given.items()}
        return {key: text for key, text in texts.items() if text}

    def _licence(self) -> str:
        said = (self._said(self.activity, name) for name in LICENCES if self.activity.get(name))
        return next((one.get("en") or next(iter(one.values())) for one in said if one), "")


def _kind(shape: str, choices: tuple[Choice, ...], ends: tuple[Choice, ...]) -> Kind:
    if choices:
        return "choice"
    return "number" if ends or shape in {"number", "float", "slider"} else "open"


def _between(given: Node, where: str) -> tuple[Choice, ...]:
    low, high = (given.get(name, given.get(f"schema:{name}")) for name in ("minValue", "maxValue"))
    if low is None or high is None:
        return ()
    first, last = whole(low, where), whole(high, where)
    if not 0 < last - first < MOST_CHOICES:
        return ()
    return tuple(Choice({}, value, str(value)) for value in range(first, last + 1))


def _beneath(above: Texts, below: Texts) -> Texts:
    """An item may bring words of its own that stand above its question."""
    return {key: f"{above[key]}\n\n{text}" if above.get(key) else text for key, text in below.items()}


def _link(named: str) -> str:
    return posixpath.basename(named).removesuffix(".jsonld").removesuffix(".json")


def _mapping(node: Node, name: str, where: str) -> Node:
    found = node.get(name, {})
    if not isinstance(found, Mapping):
        raise ReadError("not_a_mapping", f"{where}: {name}")
    return found
