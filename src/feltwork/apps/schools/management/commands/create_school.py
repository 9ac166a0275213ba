"""`feltwork create_school SLUG NAME --admin MAIL`"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from feltwork.apps.accounts.actions import make_sign_in_link, person_for
from feltwork.apps.schools.actions import create_school


class Command(BaseCommand):
    help = "Found a school, make somebody its first administrator, and print a link that signs that person in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the word in its addresses, as in alder-house")
        parser.add_argument("name", help="its name, as people read it")
        parser.add_argument("--admin", required=True, metavar="MAIL", help="mail address of the first administrator")
        parser.add_argument("--admin-name", default="", metavar="NAME", help="for somebody new")
        parser.add_argument("--town", default="")
        parser.add_argument("--country", default="", help="two letters, as in GB")
        parser.add_argument("--time-zone", default="UTC", help="as in Europe/London; UTC by default")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            validate_email(options["admin"])
            with transaction.atomic():
                admin = person_for(email=options["admin"], name=options["admin_name"])
                wanted = {name: options[name] for name in ("slug", "name", "town", "country", "time_zone")}
                school = create_school(**wanted, admin=admin, at=now)
        except ValidationError as refused:
            raise CommandError("No school was made: " + " ".join(refused.messages)) from None
        self.stdout.write(make_sign_in_link(email=admin.email, next=f"/at/{school.slug}/", at=now, trusted=True))
