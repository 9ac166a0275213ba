"""Reading an archive that somebody brings. Nothing in it is trusted: sizes, names, digests, words, identifiers."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.practice.archive import FORMAT, VERSION
from feltwork.apps.practice.parts import parts
from feltwork.core.practice import ItemError, check, check_guardian, check_identity

MOST_FILES, MOST_BYTES = 20_000, 400 * 1024 * 1024
NEEDED = (
    "client", "people", "records", "items", "signatures", "locks", "addenda", "consent_texts", "consents",
    "guardians", "appointments", "carers", "supervisions", "series", "holds", "openings",
)  # fmt: skip
Tables = dict[str, Any]


class Unreadable(ValidationError):
    """The archive cannot be read back; a sentence says why."""

    def __init__(self, words: str) -> None:
        super().__init__(words, code="unreadable")


def archives_in(source: BinaryIO) -> Iterator[Tables]:
    """The tables of each file in the archive, checked. Raises `Unreadable`."""
    with _zip(source) as archive:
        manifest = _manifest(archive)
        if manifest["scope"] == "practice":
            for name in sorted(manifest["files"]):
                with _zip(io.BytesIO(_content(archive, name, manifest))) as inner:
                    yield _tables(inner, _manifest(inner))
            return
        yield _tables(archive, manifest)


def _zip(source: BinaryIO) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Unreadable(_("This is no ZIP archive.")) from None
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
        raise Unreadable(_("This archive is larger than one that we make."))
    return archive


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest = _json(_read(archive, "manifest.json"))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise Unreadable(_("This archive was not made by this version of Feltwork."))
    if manifest.get("scope") not in {"file", "practice"}:
        words = _("This archive holds what was shared with a client, not the file: it cannot be read back.")
        raise Unreadable(words)
    if not isinstance(manifest.get("files"), dict):
        raise Unreadable(_("The list of contents is damaged."))
    return manifest


def _content(archive: zipfile.ZipFile, name: str, manifest: Mapping[str, Any]) -> bytes:
    content = _read(archive, name)
    wanted = manifest["files"].get(name)
    if not isinstance(wanted, dict) or hashlib.sha256(content).hexdigest() != wanted.get("sha256"):
        raise Unreadable(_("%(name)s was changed since the archive was made.") % {"name": name})
    return content


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        info = archive.getinfo(name)
        with archive.open(info) as member:  # never more than it says, and that was counted
            return member.read(info.file_size)
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise Unreadable(_("%(name)s is missing or damaged.") % {"name": name}) from None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable(_("A table of the archive is damaged.")) from None


def _tables(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Tables:
    names = [name for name in manifest["files"] if name.startswith("data/") and name.endswith(".json")]
    tables = {
        name.removeprefix("data/").removesuffix(".json"): _json(_content(archive, name, manifest)) for name in names
    }
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        raise Unreadable(_("The table %(name)s is missing.") % {"name": missing[0]})
    try:
        return _checked(tables)
    except (ItemError, KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable(_("A table of the archive holds something that no file can hold.")) from None


def _checked(tables: Tables) -> Tables:
    """Every item, identity and guardian as our own pages would have saved it; every instant and id as one."""
    client = tables["client"]
    client["identity"] = check_identity(client["identity"])
    bytes.fromhex(client["binding"])
    for item in tables["items"]:
        item["body"] = check(item["kind"], item["body"])
    for guardian in tables["guardians"]:
        guardian["about"] = check_guardian(guardian["about"])
    for part in parts():
        part.check(tables)
    for rows in tables.values():
        for row in rows if isinstance(rows, list) else [rows]:
            UUID(row["uuid"])
            _check_times(row)
    return tables


def _check_times(row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        if value is None:
            continue
        if name.endswith("_at") or name == "at":
            if datetime.fromisoformat(value).tzinfo is None:
                raise ValueError(name)
        elif name.endswith("_on"):
            date.fromisoformat(value)
