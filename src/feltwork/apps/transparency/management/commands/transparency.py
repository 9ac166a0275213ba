"""`feltwork transparency verify|integrate|trust|distrust|forget|witness|check`"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.schools.models import School
from feltwork.apps.transparency import actions, queries
from feltwork.apps.transparency.checking import LogFault, check_proof, load_proof
from feltwork.apps.transparency.fetching import Unreachable, files_at, send
from feltwork.apps.transparency.verifying import faults_of, waiting_in
from feltwork.apps.transparency.witnessing import Witness, WitnessError
from feltwork.core.transparency import NoteError, VerifierKey


class Command(BaseCommand):
    help = "Look after public logs: check one's own, be a witness of another, check a proof."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        for name, words in (("verify", "build every tree anew and compare"), ("integrate", "place what waits, now")):
            what.add_parser(name, help=words).add_argument("--school", metavar="SLUG", default="")
        for name, words in (("trust", "take cosignatures of a witness"), ("distrust", "take no more of them")):
            chosen = what.add_parser(name, help=words)
            chosen.add_argument("vkey", help="the witness's verifier key")
            chosen.add_argument("--school", metavar="SLUG", required=True)
        forget = what.add_parser("forget", help="erase the salts of all entries about one certificate")
        forget.add_argument("subject", type=UUID, help="the certificate's identifier")
        forget.add_argument("--school", metavar="SLUG", required=True)
        witness = what.add_parser("witness", help="look at a log and sign that it only grew")
        witness.add_argument("url", help="address of the log, as in https://school.example/log/")
        witness.add_argument("--vkey", required=True, help="the log's verifier key, as its page shows it")
        witness.add_argument("--memory", metavar="FILE", required=True, help="where this witness remembers")
        witness.add_argument("--name", default="", help="its name when the memory is new, as in school.example")
        witness.add_argument("--send", action="store_true", help="hand the signature to the log")
        check = what.add_parser("check", help="check a downloaded proof, asking nobody")
        check.add_argument("file")
        check.add_argument("--vkey", default="", help="the log's verifier key, known from elsewhere")
        check.add_argument("--witness", metavar="VKEY", action="append", default=[], help="say whether it cosigned")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(**options)

    def _verify(self, *, school: str, **_: Any) -> None:
        faults = sum(self._verify_one(one) for one in _schools(school))
        if faults:
            raise CommandError(f"{faults} of the logs are not sound.")

    def _verify_one(self, school: School) -> bool:
        with scope(school=school):
            log, faults = queries.log_of(school), list(faults_of(school))
            name = log.origin if log else school.slug
            for fault in faults:
                self.stdout.write(f"{name}: {fault}")
            if log and not faults:
                waiting = waiting_in(school)
                more = f", {waiting} more waiting" if waiting else ""
                self.stdout.write(f"{name}: {queries.size_of(school)} entries, sound{more}")
        return bool(faults)

    def _integrate(self, *, school: str, **_: Any) -> None:
        for one in _schools(school):
            with scope(school=one):
                actions.integrate(school=one, at=timezone.now())

    def _trust(self, *, school: str, vkey: str, **_: Any) -> None:
        self._ask_school(school, actions.trust_witness, vkey=vkey, by=None, at=timezone.now())
        self.stdout.write("Trusted.")

    def _distrust(self, *, school: str, vkey: str, **_: Any) -> None:
        self._ask_school(school, actions.distrust_witness, vkey=vkey, by=None, at=timezone.now())
        self.stdout.write("No longer trusted.")

    def _forget(self, *, school: str, subject: UUID, **_: Any) -> None:
        for one in _schools(school):
            with scope(school=one):
                erased = actions.forget(subject_uuid=subject, by=None, at=timezone.now())
        self.stdout.write(f"{erased} salts erased.")

    def _witness(self, *, url: str, vkey: str, memory: str, name: str, **options: Any) -> None:
        try:
            key = VerifierKey.read(vkey)
            witness = Witness(Path(memory), name)
            note = witness.look(files_at(url), key, seconds=int(time.time()))
        except LogFault as fault:
            raise CommandError(f"Not signed: {fault}.", returncode=2) from None
        except (NoteError, OSError, Unreachable, WitnessError) as error:
            raise CommandError(f"The log could not be looked at: {error}", returncode=3) from None
        self.stdout.write(note, ending="")
        self.stderr.write(f"signed by {witness.vkey}")
        if options["send"]:
            try:
                send(url, note)
            except Unreachable as error:
                raise CommandError(f"Signed, but the log did not take it: {error}", returncode=3) from None

    def _check(self, *, file: str, vkey: str, witness: list[str], **_: Any) -> None:
        try:
            known = VerifierKey.read(vkey) if vkey else None
            named = [VerifierKey.read(one) for one in witness]
            found = check_proof(load_proof(Path(file).read_text(encoding="utf-8")), key=known, witnesses=named)
        except (LogFault, NoteError, OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"Does not hold: {fault}") from None
        words = "The facts fit it." if found.facts_fit else "The proof says nothing about what it is."
        self.stdout.write(f"Entry {found.index} of {found.size} in {found.vkey.name}. {words}")
        for one in named:
            self.stdout.write(f"{one.name}: {'cosigned' if one in found.witnesses else 'did not cosign'}")
        if known is None:
            self.stdout.write(f"Signed with the key {found.vkey}: compare it with the one that the school publishes.")

    def _ask_school(self, slug: str, act: Any, **given: Any) -> None:
        for one in _schools(slug):
            with scope(school=one):
                try:
                    act(school=one, **given)
                except ValidationError as refused:
                    raise CommandError(refused.messages[0]) from None


def _schools(slug: str) -> Iterator[School]:
    found = School.objects.order_by("slug")
    if slug and not found.filter(slug=slug).exists():
        raise CommandError(f"There is no school called {slug}.")
    yield from found.filter(slug=slug) if slug else found
