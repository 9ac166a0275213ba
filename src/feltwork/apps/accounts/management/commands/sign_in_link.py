"""`feltwork sign_in_link MAIL`"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from feltwork.apps.accounts.actions import make_sign_in_link


class Command(BaseCommand):
    help = "Print a link that signs a person in once. It counts as a proof of identity: show it to nobody else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="MAIL", help="the person's mail address; an account is made if need be")
        parser.add_argument("--name", default="", help="for somebody new")
        parser.add_argument("--next", default="", metavar="PATH", help="the page to go on to")
        parser.add_argument("--minutes", type=int, default=30, help="how long the link works; 30 by default")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']} is no mail address") from None
        link = make_sign_in_link(
            email=options["email"],
            name=options["name"],
            next=options["next"],
            minutes=options["minutes"],
            at=timezone.now(),
            trusted=True,
        )
        self.stdout.write(link)
