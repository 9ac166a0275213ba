"""FHIR's XML as the same mappings its JSON gives, as far as forms need it.

Two faults of hand-made files are mended, because a person can see what was meant, and said as a remark: tags left in
an attribute, and `[x]`, which templates of the standard write for "any type".
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ._bounds import MOST_DEPTH, decoded
from ._draft import ReadError, Remark

SPACE = "{http://hl7.org/fhir}"
LISTS = frozenset(
    {"item", "answerOption", "enableWhen", "extension", "contained", "concept"}
    | {"designation", "include", "contains", "coding", "entry"}
)
PART = re.compile(r"<!--.*?-->|<[A-Za-z/?!](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def from_xml(data: bytes, where: str = "") -> tuple[dict[str, Any], list[Remark]]:
    """The resource, with its `resourceType`, and what was mended. Raises ReadError with line and column."""
    text = decoded(data, where)
    remarks: list[Remark] = []
    try:
        root = _tree(text)
    except (ParseError, DefusedXmlException):
        mended = PART.sub(_mended, text)
        try:
            root = _tree(mended)
        except DefusedXmlException:
            raise ReadError("xml_entities", where) from None
        except ParseError as error:
            line, column = error.position
            raise ReadError("not_xml", where, line=line, column=column + 1) from None
        remarks.append(Remark("xml_mended", where))
    if not root.tag.startswith(SPACE):
        raise ReadError("not_fhir", where, found=root.tag[:60])
    _not_deep(root, where)
    return {"resourceType": root.tag.removeprefix(SPACE)} | _mapping(root), remarks


def _tree(text: str) -> Element:
    return fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), forbid_dtd=True)


def _mended(found: re.Match[str]) -> str:
    part = found[0]
    if part.startswith("<!--"):
        return ""
    return QUOTED.sub(lambda one: one[0].replace("<", "&lt;"), part).replace("[x]", "", 1 if "[x]" in part[:60] else 0)


def _not_deep(root: Element, where: str) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise ReadError("too_deep", where, most=MOST_DEPTH)
        level = [child for one in level for child in one]


def _mapping(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "url" in element.attrib:
        found["url"] = element.attrib["url"]
    for child in element:
        name = child.tag.removeprefix(SPACE) if isinstance(child.tag, str) else ""
        if not child.tag.startswith(SPACE) or (name in {"text", "div"} and "value" not in child.attrib):
            continue  # the narrative in XHTML
        _add(found, name, child)
    return found


def _add(found: dict[str, Any], name: str, child: Element) -> None:
    inner = _mapping(child)
    if name == "contained" and len(child):
        inner = {"resourceType": child[0].tag.removeprefix(SPACE)} | _mapping(child[0])
    if name == "resource" and len(child):
        inner = {"resourceType": child[0].tag.removeprefix(SPACE)} | _mapping(child[0])
    if "value" in child.attrib:
        if "id" in child.attrib or inner:
            found["_" + name] = inner
        value: Any = child.attrib["value"]
    else:
        value = inner
    if value == {}:
        return
    if name in LISTS or (name == "code" and isinstance(value, dict)):
        found.setdefault(name, []).append(value)
    elif name in found:
        earlier = found[name]
        found[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
    else:
        found[name] = value
