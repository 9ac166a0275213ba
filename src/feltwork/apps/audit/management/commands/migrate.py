"""`feltwork migrate`: Django's own, with the database's guards standing again however it ends."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from feltwork.apps.audit import guards


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> Any:
        try:
            return super().handle(*args, **options)
        except BaseException:
            guards.install(using=options["database"])  # post_migrate was not reached
            raise
