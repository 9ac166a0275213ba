"""`feltwork keys list|rewrap`: for whoever runs the site with keys in files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.keys._files import FileStore


class Command(BaseCommand):
    help = "Look after the files that hold this site's keys."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="the keys by identifier, with what they are for")
        what.add_parser("rewrap", help="seal all keys anew under the present FELTWORK_KEYS_SECRET")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = store()
        if not isinstance(keys, FileStore):
            raise CommandError("The keys of this site are not in files; ask the program or service that keeps them.")
        try:
            if options["what"] == "list":
                for name in keys.names():
                    self.stdout.write(f"{name}  {keys.label(name)}")
            else:
                self.stdout.write(f"{keys.rewrap()} sealed anew.")
        except KeyStoreError as error:
            raise CommandError(str(error)) from None
