"""`feltwork practice import|rekey`: for whoever runs the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.accounts.models import Membership, Role, User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.actions.bringing import bring_file
from feltwork.apps.practice.actions.rekeying import rekey, reseal
from feltwork.apps.practice.archive.unpacking import archives_in
from feltwork.apps.practice.models import Client
from feltwork.apps.schools.models import School


class Command(BaseCommand):
    help = "Bring files of clients in from an archive, or give files new keys."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        bring = what.add_parser("import", help="bring in the files of an archive that was taken out here or elsewhere")
        bring.add_argument("archive", type=Path)
        bring.add_argument("--practice", required=True, metavar="SLUG", help="which practice, as in its address")
        bring.add_argument(
            "--clinician", required=True, metavar="MAIL", help="the practitioner whose files they become"
        )
        keys = what.add_parser("rekey", help="give files new data keys and seal anew what may change")
        keys.add_argument("--practice", required=True, metavar="SLUG")
        which = keys.add_mutually_exclusive_group(required=True)
        which.add_argument("--client", type=UUID, metavar="UUID", help="one file, as in its address")
        which.add_argument("--all", action="store_true", help="every file of the practice")
        keys.add_argument("--go-on", action="store_true", help="make no new keys; finish what was begun and killed")

    def handle(self, *args: Any, **options: Any) -> None:
        school = School.objects.filter(slug=options["practice"], has_practice=True).first()
        if school is None:
            raise CommandError(f"There is no practice {options['practice']}.")
        with scope(school=school):
            try:
                self._bring(school, options) if options["what"] == "import" else self._rekey(options)
            except ValidationError as wrong:
                raise CommandError(" ".join(wrong.messages)) from None
            except (KeyStoreError, OSError) as wrong:
                raise CommandError(str(wrong)) from None

    def _bring(self, school: School, options: dict[str, Any]) -> None:
        """People whose uuid is known here are those people: whoever runs the site vouches for the archive."""
        clinician = _practitioner(school, options["clinician"])
        count = 0
        with options["archive"].open("rb") as source:
            for tables in archives_in(source):
                now = timezone.now()
                bring_file(school=school, tables=tables, clinician=clinician, by=None, at=now, trust=True)
                count += 1
        self.stdout.write(f"Brought in: {count}.")

    def _rekey(self, options: dict[str, Any]) -> None:
        files = Client.objects.exclude(state=Client.State.ERASED).order_by("pk")
        if options["client"]:
            files = files.filter(uuid=options["client"])
        rows = _each(files, go_on=options["go_on"])
        self.stdout.write(f"Files: {files.count()}. Rows sealed anew: {rows}.")


def _each(files: QuerySet[Client], *, go_on: bool) -> int:
    return sum(
        reseal(client=client) if go_on else rekey(client=client, by=None, at=timezone.now())
        for client in files.iterator(chunk_size=100)
    )


def _practitioner(school: School, mail: str) -> User:
    held = Membership.objects.filter(user__email__iexact=mail, role=Role.PRACTITIONER, until=None)
    membership = held.select_related("user").first()
    if membership is None:
        raise CommandError(f"{mail} is no practitioner of {school.slug}.")
    return membership.user
