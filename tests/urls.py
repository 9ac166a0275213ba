"""Every address of the project, read from the URL table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from feltwork.apps.accounts.policies import THIRD_PARTY


@dataclass(frozen=True)
class Address:
    """One row of the URL table. `in_school` addresses lie under /at/<school>/."""

    name: str
    callback: Callable[..., Any]
    parameters: frozenset[str]

    @property
    def in_school(self) -> bool:
        return "school" in self.parameters

    @property
    def access(self) -> frozenset[str] | None:
        """Who may open it: the view's own declaration, else the table for third-party views."""
        declared = getattr(self.callback, "access", None)
        return declared if declared is not None else THIRD_PARTY.get(self.name)

    @property
    def methods(self) -> tuple[str, ...]:
        return getattr(self.callback, "access_methods", ("GET", "POST"))

    @property
    def step_up(self) -> bool:
        return getattr(self.callback, "access_step_up", False)


def addresses() -> list[Address]:
    """All addresses, sorted by name."""
    return sorted(_walk(get_resolver().url_patterns, "", frozenset()), key=lambda a: a.name)


def _walk(patterns: list[Any], prefix: str, parameters: frozenset[str]) -> Iterator[Address]:
    for pattern in patterns:
        # not `converters`: Django shares that dictionary between equal routes and fills it from elsewhere
        inside = parameters | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, space, inside)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{prefix}{pattern.name or pattern.pattern}", pattern.callback, inside)
