"""What a search was widened by, and how words were read, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from feltwork.apps.directory import words
from feltwork.core.directory import Step, vocabulary


def widened(steps: Iterable[Step]) -> list[str]:
    """One line for each step; of several distances only the last."""
    rows = list(steps)
    farther = [step for step in rows if step.code == "farther"]
    return [_said(step) for step in rows if step.code != "farther" or step is farther[-1]]


def read_as(found: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(typed, what was looked for) for words that stand nowhere as they were typed."""
    return [(typed, ", ".join(meant)) for typed, meant in found.items() if meant and typed not in meant]


def _said(step: Step) -> str:
    if step.code == "farther":
        return _("We looked up to %(km)s km away.") % {"km": f"{step.data['km']:g}"}
    if step.code == "country":
        return _("We looked in the whole of %(country)s.") % {"country": _country(step)}
    if step.code == "online":
        return _("We looked for people who meet online, too.")
    if step.code == "words":
        return _("We left out “%(words)s”.") % {"words": step.data["words"]}
    left = ", ".join(words.labels(step.data["facet"], step.data["codes"]))
    return _("We left out: %(left)s.") % {"left": left}


def _country(step: Step) -> str:
    code = step.data.get("country") or ""
    return words.label("country", code) if code in vocabulary().facets["country"].values else code or _("the country")
