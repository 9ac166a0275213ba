"""`feltwork directory-index`: make the index of the directory anew, or bring it to what the profiles say.

Exit codes: 0 done, 1 `--check` found differences, 130 interrupted: the old index is then still there, whole.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from feltwork.apps.directory import queries, search

INTERRUPTED = 130
BAR = 30


class Command(BaseCommand):
    help = "Make the search index of the directory anew from the profiles that are listed now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--if-needed", action="store_true", help="only where the index is of another shape")
        ways.add_argument("--sync", action="store_true", help="only write what differs")
        ways.add_argument("--check", action="store_true", help="only say how much differs; exit 1 if anything does")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            if options["check"] or options["sync"]:
                self._compare(search.differences(queries.listings(at)), mend=options["sync"])
            elif options["if_needed"] and search.is_current():
                self.stdout.write("The index is as this version makes it.")
            else:
                self._rebuild(queries.listed(at).count())
        except KeyboardInterrupt:
            self.stderr.write("\nInterrupted; the index is as it was.")
            sys.exit(INTERRUPTED)

    def _rebuild(self, total: int) -> None:
        at = timezone.now()
        done = search.rebuild(queries.listings(at), at=at, told=lambda done: self._progress(done, total))
        followed = search.follow()
        self.stdout.write(f"{done} profiles can be found" + (f", {followed} followed by tantivy." if followed else "."))

    def _compare(self, found: search.Differences, *, mend: bool) -> None:
        self.stdout.write(f"{len(found.to_put)} to write, {len(found.to_drop)} to take out.")
        if mend:
            search.mend(found, at=timezone.now())
            search.follow()
        elif found:
            sys.exit(1)

    def _progress(self, done: int, total: int) -> None:
        """A bar where somebody looks on."""
        if self.stderr.isatty():
            filled = BAR * done // max(1, total)
            self.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done} of {total} ", ending="")
