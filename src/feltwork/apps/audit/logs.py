"""Structured logs without personal data: a line holds codes, identifiers and times, never names, mail or addresses."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")
OURS = "feltwork"
_OWN = ("method", "route", "status", "ms", "request_id", "job", "code", "count")


def current_request_id() -> str:
    """The identifier of the request being answered, or an empty string."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


class Formatter(logging.Formatter):
    """One line a record: JSON (`kind="json"`) or text. Only the fields named above are taken from `extra`."""

    def __init__(self, kind: str = "text") -> None:
        super().__init__()
        self.kind = kind

    def format(self, record: logging.LogRecord) -> str:
        row: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _words(record),
        }
        row |= {name: getattr(record, name) for name in _OWN if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            # the type and place of an error, not its words: they may quote what a person wrote
            row["error"] = type(record.exc_info[1]).__name__
            row["where"] = place_of(record.exc_info[1])
        if self.kind == "json":
            return json.dumps(row, ensure_ascii=False, default=str)
        return " ".join(f"{key}={value}" for key, value in row.items())


def _words(record: logging.LogRecord) -> str:
    # what other packages fill into their messages may be a path with a token, or a mail address
    text = record.getMessage() if record.name.startswith(OURS) else str(record.msg)
    return " ".join(text.split())


def place_of(error: BaseException) -> str:
    """Where *error* arose: files and lines, innermost last, without its words."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return ">".join(places[-6:])
