"""From a file to rows of text. Formulas are not evaluated; a file that unpacks into too much is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from feltwork.apps.certification.importing._words import plain, vocabulary, without_brackets

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 80
MOST_LETTERS = 2_000  # in one cell
TITLE_ROWS = 30  # how far down the line of headers is looked for
NEEDED = ("date", "kind", "provider")
ENCODINGS = ("utf-8-sig", "utf-8", "cp1252")
FORMULA = "="


class FileProblem(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line below the headers. `number` is the line as a spreadsheet counts it, from 1."""

    number: int
    cells: Mapping[str, str]  # code of the column → text


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. `ignored` are headers that mean nothing here."""

    name: str
    rows: list[Row]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]


def read_table(content: bytes, name: str) -> Table:
    """Read a CSV or Excel file, told apart by its content. Raises FileProblem."""
    if len(content) > MOST_BYTES:
        raise FileProblem(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024})
    if not content.strip():
        raise FileProblem(_("The file is empty."))
    lines = _excel(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    return _table(name, _limited(lines))


def _csv(content: bytes) -> Iterator[list[str]]:
    if b"\x00" in content:
        raise FileProblem(_("This is neither a CSV nor an Excel file (.xlsx)."))
    text = _decoded(content)
    csv.field_size_limit(MOST_BYTES)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error as problem:
        raise FileProblem(_("The file cannot be read as CSV: %(problem)s") % {"problem": problem}) from None


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _delimiter(text: str) -> str:
    """The one that splits the line with the most known headers best."""
    lines = text.splitlines()[:TITLE_ROWS]
    return max(
        (";", ",", "\t"),
        key=lambda mark: max((_score(next(csv.reader([line], delimiter=mark), [])) for line in lines), default=0),
    )


def _excel(content: bytes) -> Iterator[list[str]]:
    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=MOST_COLUMNS):
            yield [_text(cell) for cell in row]
    except FileProblem:
        raise
    except Exception as problem:  # openpyxl raises whatever its many parts raise on a broken file
        raise FileProblem(_("The Excel file cannot be read; please save it anew as .xlsx or CSV.")) from problem


def _refuse_bomb(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise FileProblem(_("The Excel file is damaged; please save it anew.")) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileProblem(_("The Excel file unpacks into too much. Please save only the log, as .xlsx or CSV."))


def _text(cell: Any) -> str:
    """What stands in a cell, in a form that is read the same as from CSV."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        clock = f" {value:%H:%M}" if value.time() != time() else ""
        return value.date().isoformat() + clock
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    if isinstance(value, timedelta):
        return _length(value)
    if isinstance(value, float):
        return _number(value)
    return str(value)[:MOST_LETTERS].strip()


def _length(value: timedelta) -> str:
    minutes = Fraction(int(value.total_seconds()), 60)
    whole, rest = divmod(minutes, 60)
    return f"{whole}:{int(rest):02d}"


def _number(value: float) -> str:
    return (
        str(int(value))
        if value.is_integer()
        else format(Decimal(repr(value)).quantize(Decimal("0.000001")).normalize(), "f")
    )


def _limited(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=1):
        if number > MOST_ROWS + TITLE_ROWS:
            raise FileProblem(_("The file has more than %(most)s rows. Please split it.") % {"most": MOST_ROWS})
        yield number, [cell.strip()[:MOST_LETTERS] for cell in line[:MOST_COLUMNS]]


def _table(name: str, lines: Iterator[tuple[int, list[str]]]) -> Table:
    titles, found, rest = _headers(lines)
    missing = [code for code in NEEDED if code not in found.values()]
    if "hours" not in found.values() and "minutes" not in found.values():
        missing.append("hours")
    if missing:
        raise FileProblem(_missing_words(missing))
    rows = [row for row in (_row(number, line, found) for number, line in rest) if any(row.cells.values())]
    ignored = tuple(title for at, title in enumerate(titles) if title and at not in found)
    return Table(name=name, rows=rows, columns=tuple(found.values()), ignored=ignored)


def _headers(
    lines: Iterator[tuple[int, list[str]]],
) -> tuple[list[str], dict[int, str], list[tuple[int, list[str]]]]:
    """The line with the most known headers among the first, its columns, and everything below it."""
    everything = list(lines)
    top = everything[:TITLE_ROWS]
    if not top:
        raise FileProblem(_("The file is empty."))
    best = max(range(len(top)), key=lambda at: (_score(top[at][1]), -at))
    return top[best][1], _columns(top[best][1]), everything[best + 1 :]


def _score(cells: Iterable[str]) -> int:
    return len(set(_columns(list(cells)).values()))


def _columns(cells: list[str]) -> dict[int, str]:
    """Position → code; the first of two columns with the same meaning wins."""
    known = vocabulary().headers
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        code = known.get(plain(cell)) or known.get(plain(without_brackets(cell)))
        if code and code not in found.values():
            found[at] = code
    return found


def _row(number: int, line: list[str], columns: Mapping[int, str]) -> Row:
    return Row(number, {code: line[at] if at < len(line) else "" for at, code in columns.items()})


def _missing_words(missing: list[str]) -> str:
    names = {"date": _("date"), "kind": _("session type"), "provider": _("provider"), "hours": _("length in hours")}
    columns = ", ".join(names[code] for code in missing)
    return _("These columns were not found: %(columns)s. The first rows must hold their headers.") % {
        "columns": columns
    }
