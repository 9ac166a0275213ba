"""Other rules to judge by, and how they are named in addresses and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feltwork.apps.certification.queries.editions import PublicEdition
from feltwork.apps.certification.queries.library import found
from feltwork.apps.schools.rules import bases_for, in_words
from feltwork.core.certification import RuleSet, load

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Under:
    """Rules that somebody chose to try. `text` is only there for a draft."""

    key: str
    name: str
    rules: RuleSet
    text: str = ""


def school_key(one: PublicEdition) -> str:
    return f"school:{one.programme.slug}:{one.edition.code}"


def library_key(code: str) -> str:
    return f"library:{code}"


def under_of(key: str, editions: Sequence[PublicEdition], *, text: str = "", name: str = "") -> Under | None:
    """The rules of that key, a draft from its text; None where they are not there (any more)."""
    if key == DRAFT:
        return Under(key, name, load(text, name=DRAFT, bases=bases_for(text)), text) if text else None
    where, _, code = key.partition(":")
    if where == "library":
        rules = found(code)
        return Under(key, f"{in_words(rules.title)}, {rules.edition}", rules) if rules else None
    one = next((one for one in editions if school_key(one) == key), None)
    return Under(key, f"{one.programme.name}, {one.edition.code}", one.rules) if one else None
