"""The table of the shared cache, which counts tries for rate limits, is made with the others."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command


def create(**kwargs: Any) -> None:
    """A signal handler for `post_migrate`; does nothing where the table exists."""
    call_command("createcachetable", database=kwargs.get("using", "default"), verbosity=0)
