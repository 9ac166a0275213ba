"""Whether the key of an item names what there is, all of it, and leaves something to be chosen wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ._errors import Problem
from ._values import is_list

Found = Iterator[Problem]


def key_problems(data: Mapping[str, Any], kind: str) -> Found:
    """Of data whose other fields are sound."""
    key = data.get("key")
    if kind == "short":
        if key is not None:
            yield Problem("not_allowed", "key")
        return
    if not key:
        yield Problem("no_key", "key")
    elif kind == "single":
        yield from _known([key], data, "choices") if isinstance(key, str) else [Problem("wrong_type", "key")]
    elif kind == "matching":
        yield from _matched(key, data)
    elif not is_list(key):
        yield Problem("wrong_type", "key")
    else:
        yield from _chosen(key, data, kind)


def _chosen(key: Sequence[Any], data: Mapping[str, Any], kind: str) -> Found:
    rows = "regions" if kind == "region" else "choices"
    unknown = list(_known(key, data, rows))
    yield from unknown
    if unknown:
        return
    if len(set(key)) < len(key):
        yield Problem("double_key", "key")
    elif kind == "ordering" and len(key) < len(data["choices"]):
        yield Problem("incomplete_key", "key", {"missing": len(data["choices"]) - len(key)})
    elif kind != "ordering" and len(key) == len(data[rows]):
        yield Problem("all_right", "key")  # nothing could be chosen wrongly


def _matched(key: Any, data: Mapping[str, Any]) -> Found:
    if not isinstance(key, Mapping):
        yield Problem("wrong_type", "key")
        return
    yield from _known(list(key), data, "choices")
    yield from _known(list(key.values()), data, "targets")
    if missing := len({row["id"] for row in data["choices"]} - set(key)):
        yield Problem("incomplete_key", "key", {"missing": missing})


def _known(ids: Sequence[Any], data: Mapping[str, Any], name: str) -> Found:
    known = {row["id"] for row in data[name]}
    for one in ids:
        if not isinstance(one, str):
            yield Problem("wrong_type", "key")
        elif one not in known:
            yield Problem("unknown_key", "key", {"id": one[:40]})
