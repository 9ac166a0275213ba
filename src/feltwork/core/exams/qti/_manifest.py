"""`imsmanifest.xml`: which files are items, and what the bank knows of each (LOM)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from ._entry import Entry
from ._names import ITEM_TYPE, LOM, PACKAGE, SCHEMAS, XSI, local, outside

_TO_LOM = {"easy": "easy", "medium": "medium", "hard": "difficult"}
_FROM_LOM = {"very easy": "easy", "easy": "easy", "medium": "medium", "difficult": "hard", "very difficult": "hard"}
_SOURCES = {"topic": "Feltwork topic", "family": "Feltwork family"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of the manifest; tags are empty where nothing is said."""

    file: str
    topic: str = ""
    difficulty: str = ""
    family: str = ""


def manifest_xml(entries: Sequence[Entry], files: Mapping[str, Sequence[str]]) -> Element:
    """*files*: of each code its files, the item itself first."""
    root = Element(
        "manifest",
        {
            "xmlns": PACKAGE,
            "xmlns:imsmd": LOM,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{PACKAGE} {SCHEMAS}imsqtiv3p0_imscpv1p2_v1p0.xsd "
            f"{LOM} https://purl.imsglobal.org/spec/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd",
            "identifier": "feltwork-items",
        },
    )
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = "3.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for entry in entries:
        names = files[entry.code]
        facts = {"identifier": outside(entry.code), "type": ITEM_TYPE, "href": names[0]}
        resource = SubElement(resources, "resource", facts)
        if entry.topic or entry.difficulty or entry.family:
            _lom(SubElement(resource, "metadata"), entry)
        for name in names:
            SubElement(resource, "file", {"href": name})
    return root


def listed(root: Element) -> Iterator[Listed]:
    """The items, in order."""
    for resource in root.iter():
        if local(resource.tag) == "resource" and resource.get("type", "").startswith("imsqti_item"):
            tags = {name: _taxon(resource, source) for name, source in _SOURCES.items()}
            yield Listed(resource.get("href", ""), tags["topic"], _difficulty(resource), tags["family"])


def _lom(metadata: Element, entry: Entry) -> None:
    lom = SubElement(metadata, "imsmd:lom")
    if entry.difficulty:
        _value(SubElement(SubElement(lom, "imsmd:educational"), "imsmd:difficulty"), _TO_LOM[entry.difficulty])
    for name, source in _SOURCES.items():
        if told := getattr(entry, name):
            row = SubElement(lom, "imsmd:classification")
            _value(SubElement(row, "imsmd:purpose"), "discipline" if name == "topic" else "idea")
            path = SubElement(row, "imsmd:taxonPath")
            _string(SubElement(path, "imsmd:source"), source)
            taxon = SubElement(path, "imsmd:taxon")
            SubElement(taxon, "imsmd:id").text = told
            _string(SubElement(taxon, "imsmd:entry"), told)


def _value(parent: Element, value: str) -> None:
    SubElement(parent, "imsmd:source").text = "LOMv1.0"
    SubElement(parent, "imsmd:value").text = value


def _string(parent: Element, text: str) -> None:
    SubElement(parent, "imsmd:string", {"language": "en"}).text = text


def _taxon(resource: Element, source: str) -> str:
    for path in (one for one in resource.iter() if local(one.tag) == "taxonPath"):
        texts = {local(one.tag): " ".join("".join(one.itertext()).split()) for one in path}
        if texts.get("source") == source:
            found = (one.text or "" for one in path.iter() if local(one.tag) == "id")
            return next(found, "").strip()[:60]
    return ""


def _difficulty(resource: Element) -> str:
    for row in (one for one in resource.iter() if local(one.tag) == "difficulty"):
        value = next((one.text or "" for one in row if local(one.tag) == "value"), "")
        return _FROM_LOM.get(" ".join(value.split()), "")
    return ""
