"""`feltwork forget_factors MAIL`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feltwork.apps.accounts.actions import forget_factors
from feltwork.apps.accounts.models import User


class Command(BaseCommand):
    help = (
        "Remove the passkeys, authenticator app, recovery codes and password of a person who lost them all. "
        "Make sure first that it is really them who asks; they are told by mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="MAIL", help="the person's mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"there is nobody with the address {options['email']}")
        forget_factors(user=user, by=None, at=timezone.now())
        self.stdout.write("Done. A mail is on its way; the person signs in with a link and sets up something new.")
