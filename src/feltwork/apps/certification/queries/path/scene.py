"""What every part of the page is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse
from django.utils import formats
from django.utils.translation import pgettext

from feltwork.apps.certification.queries.entries import EntryLine, entry_line
from feltwork.apps.certification.sentences import level_word, sentence
from feltwork.apps.certification.standing import Known
from feltwork.core.certification import Reason, RuleSet, SumRule, Verdict


@dataclass
class Scene:
    """One student's facts, rules and verdict on one day. `school` is the slug."""

    known: Known
    rules: RuleSet
    verdict: Verdict
    as_of: date
    at: datetime
    school: str

    def say(self, reasons: Iterable[Reason]) -> list[str]:
        return [sentence(one, self.known.names, self.rules) for one in reasons]

    def level(self, code: str | None) -> str:
        return level_word(code, self.rules) if code else ""

    def address(self, name: str, **kwargs: object) -> str:
        return reverse(f"certification:{name}", kwargs={"school": self.school, **kwargs})

    @cached_property
    def starts(self) -> dict[str, date]:
        """First day of each level that has one."""
        return {start.level: start.on for start in self.known.record.level_starts}

    @cached_property
    def lines(self) -> list[EntryLine]:
        """All entries, the newest day first."""
        found = [entry_line(self.known, self.verdict, row, self.at) for row in self.known.log]
        return sorted(found, key=lambda line: (line.on, line.uuid), reverse=True)

    @cached_property
    def home_of(self) -> dict[str, str]:
        """Kind of entry → the requirement under which it is listed: the first whole that takes it."""
        homes: dict[str, str] = {}
        for requirement in self.rules.requirements:
            if isinstance(requirement.body, SumRule) and not requirement.within:
                for kind in requirement.body.of:
                    homes.setdefault(kind, requirement.code)
        return homes

    def lines_of(self, requirement: str) -> list[EntryLine]:
        """The entries that are listed under a requirement."""
        return [line for line in self.lines if self._home(line) == requirement]

    @cached_property
    def homeless(self) -> list[EntryLine]:
        """Entries of a kind that no requirement takes."""
        return [line for line in self.lines if not self._home(line)]

    def _home(self, line: EntryLine) -> str:
        return self.home_of.get(self.known.entries[line.uuid].kind, "")


def month_words(day: date) -> str:
    """March 2025"""
    # Translators: how a month is written out, in the letters of Django's date filter
    return formats.date_format(day, pgettext("month format", "F Y"))
