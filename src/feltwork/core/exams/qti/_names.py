"""Names of QTI: what may stand where ours do not fit, and how to come back."""

from __future__ import annotations

import re

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMAS = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
ITEM_TYPE = "imsqti_item_xmlv3p0"
STRUCK = "feltwork-struck"

_LEAD = re.compile(r"[A-Za-z]")
_OUR_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_NOT_SLUG = re.compile(r"[^a-z0-9_-]+")


def outside(ours: str) -> str:
    """An identifier of QTI begins with a letter or an underscore."""
    return ours if _LEAD.match(ours) else f"_{ours}"


def inside(theirs: str) -> str:
    """The other way round; a name that was not ours may stay as it is."""
    return theirs[1:] if theirs.startswith("_") and len(theirs) > 1 and not _LEAD.match(theirs[1:]) else theirs


def ids_of(theirs: list[str], letter: str) -> dict[str, str]:
    """Our id for each identifier: the same where it fits and differs from the others, else *letter* and a number."""
    ours = [inside(one) for one in theirs]
    if len(set(ours)) == len(ours) and all(_OUR_ID.fullmatch(one) for one in ours):
        return dict(zip(theirs, ours, strict=True))
    return {one: f"{letter}{number}" for number, one in enumerate(dict.fromkeys(theirs), start=1)}


def slug(theirs: str) -> str:
    """A code of the bank: small letters, digits, hyphens and underscores, at most 60."""
    return _NOT_SLUG.sub("-", inside(theirs).lower()).strip("-")[:60]


def local(tag: object) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
