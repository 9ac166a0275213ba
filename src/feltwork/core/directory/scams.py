"""Signs in a first message that it may be the beginning of a fraud. Told to the clinician; nothing is held back.

    scam_hints("My driver will bring a cheque. Do you take credit cards?")  # cheque, third_party, card

The patterns are data (`scams.yaml`): pieces of words in English and German, compared as they are, so that no text, of
whatever length, takes long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Hint:
    """One sign: `label` and `why` by language (en, de)."""

    code: str
    label: Mapping[str, str]
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Sign:
    hint: Hint
    groups: tuple[tuple[str, ...], ...]  # one piece of each group has to stand in the text


def scam_hints(*texts: str) -> tuple[Hint, ...]:
    """The signs found in *texts* taken together, in the order of the file."""
    said = f" {_plain(' '.join(texts))} "
    return tuple(sign.hint for sign in _signs() if all(any(piece in said for piece in group) for group in sign.groups))


@cache
def _signs() -> tuple[_Sign, ...]:
    data: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("scams.yaml").read_text(encoding="utf-8"))
    return tuple(_sign(code, entry) for code, entry in data["hints"].items())


def _sign(code: str, entry: Mapping[str, Any]) -> _Sign:
    groups = entry.get("all") or [entry["any"]]
    return _Sign(Hint(code, entry["label"], entry["why"]), tuple(tuple(map(_plain, group)) for group in groups))


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes alike, one space between words."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())
