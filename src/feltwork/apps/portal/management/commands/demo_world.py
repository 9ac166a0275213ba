"""`feltwork demo_world`: make the demo school if it is not there yet, and print one sign-in link for each role."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feltwork.apps.portal.demo import people, world


class Command(BaseCommand):
    help = "Make the demo school (once) and print one sign-in link for each role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--links-only", action="store_true", help="only print fresh links")

    def handle(self, *args: Any, **options: Any) -> None:
        if not world.exists():
            if options["links_only"]:
                raise CommandError("There is no demo school yet; run `feltwork demo_world` first.")
            self._build()
        self.stdout.write("\nSign in (each link works once; all of them are for this machine's operator):\n")
        for role, name, link in world.doors():
            self.stdout.write(f"  {role:<22} {name:<17} {link}")
        self.stdout.write(
            f"\nWhere a page asks you to prove yourself again, the demo's password is: {people.PASSWORD}\n"
        )

    def _build(self) -> None:
        started = time.perf_counter()
        world.build(today=timezone.localdate(), say=lambda step: self.stdout.write(f"  {step}"))
        self.stdout.write(f"  {world.summary()}, made in {time.perf_counter() - started:.0f} s")
