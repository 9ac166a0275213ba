"""`feltwork credentials verify|key|sign-missing|renew|export-site`"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials import actions
from feltwork.apps.credentials.baking.unbaking import Unreadable
from feltwork.apps.credentials.checking.checker import check
from feltwork.apps.credentials.checking.console import (
    CODES,
    UNREADABLE_CODE,
    Offline,
    as_json,
    as_words,
    content_of,
)
from feltwork.apps.credentials.checking.fetch import SafeFetcher
from feltwork.apps.credentials.checking.words import UNREADABLE
from feltwork.apps.credentials.export import write
from feltwork.apps.credentials.models import Issuer, IssuerKey
from feltwork.apps.schools.models import School
from feltwork.core.credentials import Unreachable


class Command(BaseCommand):
    help = "Verify certificates anywhere; look after a school's keys; renew; export the public files."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        verify = what.add_parser("verify", help="is this file or address a genuine certificate in force?")
        verify.add_argument("source", metavar="FILE|URL", help="JSON, JWT, PNG, SVG, PDF, an address, or - for input")
        words = "take keys and lists from this exported site, did.json or list file only; may be given several times"
        verify.add_argument("--offline", metavar="PATH", type=Path, action="append", default=[], help=words)
        verify.add_argument("--json", action="store_true", help="one JSON object instead of words")
        key = what.add_parser("key", help="the keys with which schools sign")
        key.add_argument("act", choices=["list", "rotate", "compromise"])
        key.add_argument("--school", metavar="SLUG", default="")
        key.add_argument("--key", metavar="UUID", default="", help="which key; `key list` shows them")
        key.add_argument("--by", metavar="MAIL", default="", help="who does it, for the records")
        key.add_argument("--dry-run", action="store_true", help="only say what would happen")
        missing = what.add_parser("sign-missing", help="sign what was issued before the school could")
        missing.add_argument("--school", metavar="SLUG", default="")
        missing.add_argument("--by", metavar="MAIL", default="", help="who does it, for the records")
        renew = what.add_parser("renew", help="renew all that end before a day")
        renew.add_argument("--school", metavar="SLUG", required=True)
        renew.add_argument("--before", metavar="DAY", required=True, help="as in 2027-01-31")
        renew.add_argument("--lapsed", action="store_true", help="also those that have ended already")
        renew.add_argument("--by", metavar="MAIL", required=True, help="who does it, for the records")
        export = what.add_parser("export-site", help="write everything public as files")
        export.add_argument("folder")
        export.add_argument("--school", metavar="SLUG", default="")
        export.add_argument("--unlisted", action="store_true", help="also certificates found by their code only")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["what"].replace("-", "_")
        with scopes_disabled():  # an operator's own console
            getattr(self, f"_{name}")(**options)

    # --- verify ------------------------------------------------------------------------------------------------------

    def _verify(self, *, source: str, offline: list[Path], json: bool, **_: Any) -> None:
        try:
            fetch = Offline(offline) if offline else SafeFetcher(outside=True)
            found = check(content_of(source, fetch), now=timezone.now(), fetch=fetch)
        except Unreadable as problem:
            self.stderr.write(str(UNREADABLE[problem.code]))
            sys.exit(UNREADABLE_CODE)
        except (OSError, ValueError, Unreachable) as problem:
            self.stderr.write(f"It cannot be read: {problem}")
            sys.exit(UNREADABLE_CODE)
        self.stdout.write(as_json(found) if json else as_words(found))
        sys.exit(CODES.get(found.outcome, 1))

    # --- keys --------------------------------------------------------------------------------------------------------

    def _key(self, *, act: str, school: str, key: str, by: str, dry_run: bool, **_: Any) -> None:
        if act == "list":
            keys = IssuerKey.objects.select_related("issuer").order_by("issuer__did", "algorithm", "-made_at")
            for one in keys.filter(issuer__school__slug=school) if school else keys:
                used = actions.signed_by(one).count()
                self.stdout.write(f"{one.uuid}  {one.algorithm:8} {one.state:12} {used:7}  {one.issuer.did}")
            return
        try:
            chosen = IssuerKey.objects.select_related("issuer__school").get(uuid=key)
        except (IssuerKey.DoesNotExist, ValidationError):
            raise CommandError("--key names no key; `feltwork credentials key list` shows them.") from None
        stand_on_it = actions.signed_by(chosen)
        if act == "compromise":
            self.stdout.write(f"{stand_on_it.count()} certificates stand on this key and are signed anew.")
        if dry_run:
            for number in stand_on_it.values_list("certificate__number", flat=True).order_by("certificate__number"):
                self.stdout.write(f"  {number}")
            return
        person = _person(by)
        if act == "compromise" and person is None:
            raise CommandError("--by says who does it; it stands in what happened to each certificate.")
        with scope(school=chosen.issuer.school):
            try:
                if act == "rotate":
                    actions.rotate_key(issuer=chosen.issuer, algorithm=chosen.algorithm, by=person, at=timezone.now())
                else:
                    actions.compromise_key(key=chosen, by=cast("User", person), at=timezone.now())
            except ValidationError as refused:
                raise CommandError(refused.messages[0]) from None
        self.stdout.write("Done.")

    def _sign_missing(self, *, school: str, by: str, **_: Any) -> None:
        for issuer in _issuers(school):
            run = actions.sign_what_is_missing(school=issuer.school, by=_person(by), at=timezone.now())
            words = f"handed to the worker as {run.uuid}" if run else "nothing is missing"
            self.stdout.write(f"{issuer.did}: {words}")

    # --- renewals and export -----------------------------------------------------------------------------------------

    def _renew(self, *, school: str, before: str, by: str, lapsed: bool, **_: Any) -> None:
        try:
            day = date.fromisoformat(before)
        except ValueError:
            raise CommandError("--before is a day, as in 2027-01-31") from None
        found = School.objects.filter(slug=school).first()
        if found is None:
            raise CommandError(f"There is no school {school}.")
        run = actions.start_renewals(
            school=found, before=day, with_lapsed=lapsed, by=cast("User", _person(by)), at=timezone.now()
        )
        self.stdout.write(f"Handed to the worker as {run.uuid}; its state stands under “Renewals”.")

    def _export_site(self, *, folder: str, school: str, unlisted: bool, **_: Any) -> None:
        for issuer in _issuers(school):
            with scope(school=issuer.school):
                done = write(issuer, Path(folder), unlisted=unlisted)
            self.stdout.write(f"{issuer.did}: {done.files} files, {done.changed} written, {done.removed} removed")


def _person(mail: str) -> User | None:
    if not mail:
        return None
    found = User.objects.filter(email__iexact=mail).first()
    if found is None:
        raise CommandError(f"There is nobody here with the address {mail}.")
    return found


def _issuers(slug: str) -> list[Issuer]:
    found = Issuer.objects.select_related("school").order_by("did")
    rows = list(found.filter(school__slug=slug) if slug else found)
    if not rows:
        raise CommandError("No school signs here (yet)." if not slug else f"There is no school {slug} that signs.")
    return rows
