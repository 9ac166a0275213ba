"""`feltwork check --database default` names guards that do not stand, as after a migration that was killed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning

from feltwork.apps.audit import guards


def check_guards(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A warning and not an error: an error would keep `migrate`, which mends it, from running."""
    gone = guards.missing() if "default" in (databases or ()) else []
    if not gone:
        return []
    words = f"{len(gone)} guards of the database do not stand, {gone[0]} among them: signed rows could be changed."
    return [Warning(words, hint="Run `feltwork migrate`: it lays them down.", id="feltwork.W101")]
