"""`feltwork backup FOLDER`: a copy of database and papers, taken while the site runs; `--verify` checks one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feltwork.apps.jobs import backup


class Command(BaseCommand):
    help = "Copy database and uploaded papers into a new folder below FOLDER, or check such a copy with --verify."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--verify", action="store_true", help="check the copy in FOLDER instead of making one")

    def handle(self, *args: Any, folder: Path, verify: bool, **options: Any) -> None:
        if verify:
            self._verify(folder)
            return
        files = Path(default_storage.path(""))
        try:
            made = backup.make(
                database=settings.DATABASES["default"], files=files, target=folder, at=timezone.localtime()
            )
        except (backup.BackupError, OSError) as error:
            raise CommandError(f"No copy was made: {error}") from None
        self.stdout.write(f"{made}")

    def _verify(self, folder: Path) -> None:
        try:
            faults = backup.verify(folder)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{folder} is no copy that this command made: {error}") from None
        if faults:
            raise CommandError("; ".join(faults))
        self.stdout.write("The copy is whole.")
