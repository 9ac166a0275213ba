"""The rule sets that ship with the package. This is the one door of the core that reads packaged data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from feltwork.core.certification import RuleSet, load


@cache
def bundled() -> Mapping[str, str]:
    """Rule set id → its text (YAML), read once from the installed package."""
    found = sorted(files(__name__).iterdir(), key=lambda file: file.name)
    texts = {file.name[:-5]: file.read_text(encoding="utf-8") for file in found if file.name.endswith(".yaml")}
    return MappingProxyType(texts)


@cache
def rule_set(code: str) -> RuleSet:
    """One of them, loaded; `KeyError` if none is called that."""
    return load(bundled()[code], name=f"{code}.yaml", bases=bundled())
