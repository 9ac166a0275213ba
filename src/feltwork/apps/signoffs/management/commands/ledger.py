"""`feltwork ledger verify`: whether every entry is as it was sealed."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from feltwork.apps.schools.models import School
from feltwork.apps.signoffs import checking, reports
from feltwork.core.signoffs import Fault


class Command(BaseCommand):
    help = "Check the ledger of sign-offs: every seal, every place, the recorded end and the database's own guards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="name every altered, removed, swapped or added entry; exit 1 if any")
        verify.add_argument("--school", metavar="SLUG", help="only this school")
        verify.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json: bool = options["json"]
        guards = checking.missing_guards()
        for guard in guards:
            self._say(f"The trigger {guard} is missing: the database would let entries be changed.", guard=guard)
        found = [self._verify(school) for school in _schools(options["school"])]
        if guards or any(found):
            sys.exit(1)

    def _verify(self, school: School) -> int:
        """Name the faults of one school; how many there were."""
        number = 0
        with scope(school=school):
            head = checking.head_of(school)
            for fault in checking.faults_of(school):
                self._name(school, fault)
                number += 1
        words = f"{number} faults" if number else "sound"
        self._say(
            f"{school.slug}: {head.seq} entries, {words}; the last seal is {head.seal}",
            school=school.slug,
            entries=head.seq,
            faults=number,
            seal=head.seal,
        )
        return number

    def _name(self, school: School, fault: Fault) -> None:
        name = f" ({fault.entry})" if fault.entry else ""
        self._say(
            f"{school.slug}: entry {reports.place(fault)}{name} {reports.in_words(fault)}",
            school=school.slug,
            seq=fault.seq,
            until=fault.until or fault.seq,
            uuid=fault.entry,
            what=fault.what.value,
            other=fault.other or None,
        )

    def _say(self, words: str, **facts: Any) -> None:
        self.stdout.write(json.dumps(facts) if self.as_json else words)


def _schools(slug: str | None) -> Iterable[School]:
    schools = School.objects.order_by("slug")
    if slug is None:
        return schools
    if not schools.filter(slug=slug).exists():
        raise CommandError(f"There is no school called {slug}.", returncode=2)
    return schools.filter(slug=slug)
