"""The archive of one file: a ZIP that a program can read back and a person can read."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from feltwork.apps.practice.archive import FORMAT, VERSION
from feltwork.apps.practice.archive.paper import file_pdf
from feltwork.apps.practice.archive.sheets import sheet
from feltwork.apps.practice.models import TakeOut
from feltwork.apps.practice.parts import parts
from feltwork.apps.practice.permissions import TREATING
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.takeout import journal_table, reads_table, tables_of, withheld
from feltwork.core.practice import fhir_bundle

DATE = (2020, 1, 1, 0, 0, 0)  # the same content makes the same bytes


def packed(file: OpenFile, take_out: TakeOut) -> bytes:
    """The ZIP. Every file in it stands in `manifest.json` with its digest."""
    tables = tables_of(file, with_notes=take_out.has_notes)
    files = _files(file, tables, take_out)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "scope": "file" if file.sight in TREATING else "shared",
        "client": str(file.client.uuid),
        "made_at": take_out.made_at.isoformat(),
        "made_by": take_out.by.name,
        "number": str(take_out.uuid),
        "has_private_notes": "private_notes" in tables,
        "withheld": withheld(file) if file.sight in TREATING else None,
        "files": {name: entry_of(content) for name, content in files.items()},
    }
    return zipped({"manifest.json": as_json(manifest), **files})


def entry_of(content: bytes) -> dict[str, Any]:
    """How a manifest names a file."""
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(entry(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, DATE)
    info.external_attr = 0o600 << 16
    return info


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _files(file: OpenFile, tables: Mapping[str, Any], take_out: TakeOut) -> dict[str, bytes]:
    lists = {name: rows for name, rows in tables.items() if isinstance(rows, list)}
    strokes = [one for one in tables["items"] if one["kind"] == "stroke"]
    reads, journal = reads_table(file), journal_table(file)
    return {
        "README.txt": _read_me().encode(),
        "file.pdf": file_pdf(file, tables, take_out),
        "fhir.json": as_json(_bundle(tables)),
        "strokes.json": as_json(strokes),
        "access_log.json": as_json(reads),
        "journal.json": as_json(journal),
        **{f"data/{name}.json": as_json(rows) for name, rows in tables.items()},
        **{f"tables/{name}.csv": sheet(rows) for name, rows in lists.items()},
        "tables/access_log.csv": sheet(reads),
    }


def _bundle(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The file's own resources, and those of what apps above keep in it."""
    bundle = fhir_bundle(tables)
    more = [one for part in parts() if part.resources is not None for one in part.resources(tables)]
    bundle["entry"] += [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in more]
    return bundle


def _read_me() -> str:
    return _(
        "This archive holds what a practice kept about one person. It is not sealed any more: keep it where nobody "
        "else reads it.\n\n"
        "file.pdf        to read and print\n"
        "tables/         the same as tables for a spreadsheet (CSV, UTF-8)\n"
        "fhir.json       the same as a FHIR R4 bundle\n"
        "strokes.json    what was drawn on the body, point by point\n"
        "access_log.json who opened the file and when\n"
        "journal.json    entries of the client’s own book\n"
        "data/           the tables that Feltwork reads back: feltwork practice import ARCHIVE\n"
        "manifest.json   every file with its SHA-256\n"
    )
