"""The words that are ours: `own/<instrument>.<language>.yaml`. The state checks are not validated, and say so."""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from feltwork.core.measures._load import instrument

from ._pack import WordingPack

OWN = ("fw-state", "fw-state-child", "suds-10", "suds-100")
LANGUAGES = ("en", "de")


@cache
def own_pack(instrument_id: str, language: str) -> WordingPack:
    """In *language*, else in its base language, else in English. Raises KeyError where the words are not ours."""
    if instrument_id not in OWN:
        raise KeyError(instrument_id)
    base = language.split("-")[0]
    spoken = base if base in LANGUAGES else "en"
    file = resources.files(__package__) / "own" / f"{instrument_id}.{spoken}.yaml"
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    of = instrument(instrument_id)
    items, responses = {}, {}
    for item in of.items:
        row = content["items"][item.id]
        items[item.id] = row["text"]
        words = dict(enumerate(row["answers"])) if isinstance(row["answers"], list) else row["answers"]
        responses[item.id] = tuple((value, words.get(value, str(value))) for value in item.responses)
    return WordingPack(
        of.id,
        of.version,
        spoken,
        content["title"],
        content["intro"],
        MappingProxyType(items),
        MappingProxyType(responses),
        source="Feltwork",
        licence=of.licence.text,
        notice=content["notice"],
    )
