"""What somebody chose on a page, in the shape of `core.exams`. Nothing chosen is None; what is not asked is dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

LONGEST = 20_000  # characters of a short answer that are kept at all


class Posted(Protocol):
    """A QueryDict, or what stands for one."""

    def get(self, key: str, default: Any = None, /) -> Any: ...

    def getlist(self, key: str) -> list[str]: ...


def read_answer(data: Mapping[str, Any], posted: Posted, name: str = "answer") -> Any:
    """The answer to the item of *data*, from the fields of `exams/parts/question.html`."""
    return READERS[str(data["kind"])](data, posted, name)


def _ids(data: Mapping[str, Any], part: str) -> list[str]:
    return [str(one["id"]) for one in data.get(part) or ()]


def _single(data: Mapping[str, Any], posted: Posted, name: str) -> str | None:
    given = posted.get(name)
    return given if given in _ids(data, "choices") else None


def _multiple(data: Mapping[str, Any], posted: Posted, name: str) -> list[str] | None:
    given = set(posted.getlist(name))
    return [one for one in _ids(data, "choices") if one in given] or None


def _ordering(data: Mapping[str, Any], posted: Posted, name: str) -> list[str] | None:
    """Whoever numbers only some lines has said which come first; the others follow as they stood."""
    asked = _ids(data, "choices")
    places = {one: place for one in asked if (place := _place(posted.get(f"{name}-{one}")))}
    if not places:
        return None
    return sorted(asked, key=lambda one: (places.get(one, len(asked) + 1), asked.index(one)))


def _place(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 4 else 0


def _matching(data: Mapping[str, Any], posted: Posted, name: str) -> dict[str, str] | None:
    targets = set(_ids(data, "targets"))
    pairs = {one: posted.get(f"{name}-{one}") for one in _ids(data, "choices")}
    return {one: target for one, target in pairs.items() if target in targets} or None


def _region(data: Mapping[str, Any], posted: Posted, name: str) -> str | None:
    given = posted.get(name)
    return given if given in _ids(data, "regions") else None


def _short(_data: Mapping[str, Any], posted: Posted, name: str) -> str | None:
    text = str(posted.get(name) or "").replace("\r\n", "\n").strip()
    return text[:LONGEST] or None


READERS: dict[str, Callable[[Mapping[str, Any], Posted, str], Any]] = {
    "single": _single,
    "multiple": _multiple,
    "ordering": _ordering,
    "matching": _matching,
    "region": _region,
    "short": _short,
}
