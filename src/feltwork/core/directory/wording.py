"""Checks the words people write about themselves for claims that nobody can make: `wording.yaml`.

    check_words("I heal trauma in just 3 sessions")   # a Claim of the rule "cure" and one of "guarantee"

Both languages are looked for in every text: people mix them. A claim that is turned around ("this is no cure") passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

WORDS_BEFORE = 4  # how far back a "not" is looked for, within the sentence
PHONE = re.compile(r"(?<![\w.,/-])\+?\(?\d[\d\s()/.-]{7,}\d(?!\w)")
SENTENCE_END = re.compile(r"[.!?;:\n]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One phrase that cannot stay. `why` and `instead` by language: "en", "de"; `start` counts characters."""

    rule: str
    found: str
    start: int
    why: Mapping[str, str]
    instead: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    pattern: re.Pattern[str]
    why: Mapping[str, str]
    instead: Mapping[str, str]


def check_words(text: str) -> list[Claim]:
    """The claims in *text*, in its order, each phrase once."""
    plain = unicodedata.normalize("NFC", text)
    rules, turned = _content()
    found: dict[tuple[str, str], Claim] = {}
    for rule in rules:
        for match in rule.pattern.finditer(plain):
            if not _is_turned_around(plain[: match.start()], turned):
                claim = Claim(rule.id, match[0], match.start(), rule.why, rule.instead)
                found.setdefault((rule.id, match[0].casefold()), claim)
    found |= {("contact", claim.found): claim for claim in _phones(plain, rules)}
    return sorted(found.values(), key=lambda claim: claim.start)


def _phones(text: str, rules: tuple[_Rule, ...]) -> Iterator[Claim]:
    contact = next(rule for rule in rules if rule.id == "contact")
    for match in PHONE.finditer(text):
        if sum(sign.isdigit() for sign in match[0]) >= 9:
            yield Claim("contact", match[0].strip(), match.start(), contact.why, contact.instead)


def _is_turned_around(before: str, turned: frozenset[str]) -> bool:
    last = SENTENCE_END.split(before)[-1]
    return bool(turned & set(re.findall(r"[\w'’]+", last.casefold().replace("’", "'"))[-WORDS_BEFORE:]))


@cache
def _content() -> tuple[tuple[_Rule, ...], frozenset[str]]:
    text = (resources.files(__package__) / "wording.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    turned = frozenset(word for words in content["unless"].values() for word in words)
    return tuple(_rule(row) for row in content["rules"]), turned


def _rule(row: Mapping[str, Any]) -> _Rule:
    phrases = sorted({phrase for phrases in row["find"].values() for phrase in phrases}, key=len, reverse=True)
    return _Rule(row["id"], re.compile("|".join(map(_phrase, phrases)), re.IGNORECASE), row["why"], row["instead"])


def _phrase(phrase: str) -> str:
    """A phrase as a pattern: whole words, gaps of any kind; a * within is one word, at an end the rest of the word."""
    words = [r"[\w-]+" if word == "*" else re.escape(word).replace(r"\*", r"\w*") for word in phrase.split()]
    begins = r"(?<!\w)" if re.match(r"\w", phrase) else ""
    ends = r"(?!\w)" if re.search(r"[\w*]$", phrase) else ""
    return begins + r"[\s\W]{1,3}".join(words) + ends
