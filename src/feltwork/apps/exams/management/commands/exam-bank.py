"""`feltwork exam-bank export|import`: questions of a school as QTI 3.0 packages, for whoever runs the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.actions.giving_out import export_items
from feltwork.apps.exams.actions.taking_in import keep_file, take_in_file
from feltwork.apps.exams.models import Difficulty, Topic
from feltwork.apps.exams.packages import Package, Unreadable, read_package, refused_words
from feltwork.apps.schools.models import School


class Command(BaseCommand):
    help = "Give out the questions that are in use as a QTI 3.0 package, or take one in as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        out = what.add_parser("export", help="write what is in use to FILE")
        out.add_argument("--topic", choices=Topic.values, default="", help="only of this topic")
        come = what.add_parser("import", help="take the questions of FILE in as drafts")
        come.add_argument("--check", action="store_true", help="say what was found and keep nothing")
        come.add_argument("--topic", choices=Topic.values, default=Topic.SKILLS, help="of those that name none")
        come.add_argument("--difficulty", choices=Difficulty.values, default=Difficulty.MEDIUM, help="of those")
        for one in (out, come):
            one.add_argument("file", type=Path, metavar="FILE")
            one.add_argument("--school", required=True, metavar="SLUG", help="which school, as in its address")
            one.add_argument("--by", required=True, metavar="MAIL", help="in whose name; nobody reads their own")

    def handle(self, *args: Any, **options: Any) -> None:
        school = School.objects.filter(slug=options["school"]).first()
        if school is None:
            raise CommandError(f"There is no school {options['school']}.")
        by = User.objects.filter(email=options["by"]).first()
        if by is None:
            raise CommandError(f"There is nobody with the address {options['by']}.")
        with scope(school=school):
            if options["what"] == "export":
                self._export(school, by, options)
            else:
                self._import(school, by, options)

    def _export(self, school: School, by: User, options: dict[str, Any]) -> None:
        try:
            content = export_items(school=school, topic=options["topic"], by=by, at=timezone.now())
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        options["file"].write_bytes(content)
        self.stdout.write(f"{options['file']}: {len(content)} bytes. Whoever has this file knows the questions.")

    def _import(self, school: School, by: User, options: dict[str, Any]) -> None:
        package = self._read(options["file"])
        for file, reason in refused_words(package.refused):
            self.stdout.write(f"{file}: {reason}")
        self.stdout.write(f"{len(package.found)} found, {len(package.refused)} refused.")
        if options["check"]:
            return
        now = timezone.now()
        kept = keep_file(school=school, name=options["file"].name, package=package, by=by, at=now)
        taken = take_in_file(file=kept, topic=options["topic"], difficulty=options["difficulty"], by=by, at=now)
        self.stdout.write(f"{len(taken.items)} came in as drafts, {len(taken.there)} were there already.")

    def _read(self, path: Path) -> Package:
        try:
            return read_package(path.read_bytes())
        except OSError as wrong:
            raise CommandError(str(wrong)) from None
        except Unreadable as wrong:
            raise CommandError(wrong.words) from None
