"""`feltwork directory-erase MAIL`: erase the page of somebody whose account was closed, or who asked for it.

Exit codes: 0 erased, 1 there is nobody of this address, or they have no page.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.accounts.models import User
from feltwork.apps.directory.actions import erase_profile
from feltwork.apps.directory.actions.erasing import sweep
from feltwork.apps.directory.models import Erasure
from feltwork.apps.directory.queries.own import own_profile


class Command(BaseCommand):
    help = (
        "Erase somebody's page in the directory for good: rows, photo, first messages, words in the search. Use it "
        "when an account is closed. The person is told, as far as their account is open."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="MAIL", help="the person's mail address")
        parser.add_argument("--asked", action="store_true", help="they asked for it; the account stays")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"there is nobody with the address {options['email']}")
        profile = own_profile(user)
        if profile is None:
            raise CommandError(f"{options['email']} has no page in the directory")
        why = Erasure.Why.ASKED if options["asked"] else Erasure.Why.ACCOUNT
        with scope(school=profile.school):
            erase_profile(profile=profile, why=why, by=None, at=timezone.now())
        sweep(thoroughly=True)
        self.stdout.write("Erased: nothing of the page is in the tables, the files or the search any more.")
