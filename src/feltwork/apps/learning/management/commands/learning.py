"""`feltwork learning import|starter`: completions of another system, and the starter course, for whoever runs the site.

Exit codes of `import`: 0 everything is kept (or was before), 1 some rows were refused, 2 nothing could be read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.learning import actions
from feltwork.apps.learning.queries.importing import preview_of
from feltwork.apps.learning.words import fault_words, refused_words
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at
from feltwork.core.learning import read_statements

REFUSED, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = "Bring in completions of another system (xAPI as JSON, or CSV), or give a school the starter course."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        bring = what.add_parser("import", help="completions as xAPI statements or as a table with email, course, date")
        bring.add_argument("file", type=Path, metavar="FILE")
        bring.add_argument("--check", action="store_true", help="only say what would become of each row")
        first = what.add_parser("starter", help="copy the starter course into a school, closed to learners")
        for one in (bring, first):
            one.add_argument("--school", required=True, metavar="SLUG", help="as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        school = School.objects.filter(slug=options["school"]).first()
        if school is None:
            raise CommandError(f"There is no school {options['school']}.")
        with scope(school=school):
            if options["what"] == "starter":
                self._starter(school)
            else:
                self._import(school, options["file"], check=options["check"])

    def _starter(self, school: School) -> None:
        try:
            course = actions.load_starter(school=school, by=None, at=timezone.now())
        except ValidationError as wrong:
            raise CommandError(wrong.messages[0]) from wrong
        self.stdout.write(f"{course.lessons.count()} lessons are there as {course.code}, not open yet.")

    def _import(self, school: School, path: Path, *, check: bool) -> None:
        try:
            reading = read_statements(path.read_text(encoding="utf-8-sig"))
        except OSError as wrong:
            raise CommandError(f"{path}: {wrong.strerror}", returncode=UNREADABLE) from wrong
        except UnicodeDecodeError as wrong:
            raise CommandError(fault_words("coding"), returncode=UNREADABLE) from wrong
        if reading.fault:
            raise CommandError(fault_words(reading.fault), returncode=UNREADABLE)
        found = preview_of(reading, today=date_at(school, timezone.now()))
        for one in found.refused:
            self.stdout.write(f"row {one.number}: {refused_words(one)}")
        rows = [row.brought for row in found.new]
        if not check:
            actions.import_completions(rows=rows, source=path.name, by=None, at=timezone.now())
        done = "would be kept" if check else "kept"
        known = len(found.rows) - len(found.new)
        self.stdout.write(f"{len(rows)} {done}, {known} known already, {len(found.refused)} refused.")
        if found.refused:
            sys.exit(REFUSED)
