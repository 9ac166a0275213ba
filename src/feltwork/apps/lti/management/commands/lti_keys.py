"""`feltwork lti_keys list|rotate`: the keys with which this installation signs launches of tools."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feltwork.apps.keys import KeyStoreError
from feltwork.apps.lti import actions
from feltwork.apps.lti.models import PlatformKey


class Command(BaseCommand):
    help = "Look after the keys with which launches of tools (LTI) are signed."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="the keys by name, with since when they are what")
        rotate = what.add_parser("rotate", help="let the next key sign, if the present one is old enough")
        rotate.add_argument("--now", action="store_true", help="at once, and destroy the present key")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["what"] == "rotate":
                changed = actions.rotate_keys(at=timezone.now(), at_once=options["now"])
                self.stdout.write("The next key signs." if changed else "The present key is young enough.")
            for key in PlatformKey.objects.order_by("since", "pk"):
                self.stdout.write(f"{key.kid}  {key.state:6}  since {key.since:%Y-%m-%d %H:%M}")
        except KeyStoreError as error:
            raise CommandError(str(error)) from None
