"""`feltwork transparency verify|integrate|witness|trust|check`"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.schools.models import School
from feltwork.apps.transparency import queries
from feltwork.apps.transparency.actions import integrate, trust_witness
from feltwork.apps.transparency.checking import LogFault, check_proof, check_whole, load_proof, read_head
from feltwork.apps.transparency.witnessing import Witness
from feltwork.core.transparency import NoteError, VerifierKey

PATIENCE_SECONDS = 20
MOST_BYTES = 2**20


class Command(BaseCommand):
    help = "Look after public logs: check one's own, be a witness of another, check a proof."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        for name, words in (("verify", "build every tree anew and compare"), ("integrate", "place what waits, now")):
            what.add_parser(name, help=words).add_argument("--school", metavar="SLUG", default="")
        trust = what.add_parser("trust", help="take cosignatures of a witness")
        trust.add_argument("vkey", help="the witness's verifier key")
        trust.add_argument("--school", metavar="SLUG", required=True)
        witness = what.add_parser("witness", help="look at a log and sign that it only grew")
        witness.add_argument("url", help="address of the log, as in https://school.example/log/")
        witness.add_argument("--vkey", required=True, help="the log's verifier key, as its page shows it")
        witness.add_argument("--memory", metavar="FILE", required=True, help="where this witness remembers")
        witness.add_argument("--name", default="witness", help="its name, when the memory is new")
        witness.add_argument("--send", action="store_true", help="hand the signature to the log")
        check = what.add_parser("check", help="check a downloaded proof, asking nobody")
        check.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(**options)

    def _verify(self, *, school: str, **_: Any) -> None:
        faults = 0
        for one in _schools(school):
            with scope(school=one):
                faults += self._verify_one(one)
        if faults:
            raise CommandError(f"{faults} of the logs are not sound.")

    def _verify_one(self, school: School) -> int:
        log, head = queries.log_of(school), queries.newest_head(school)
        if log is None or head is None:
            return 0
        try:
            check_whole(_own(school), read_head(queries.note_of(head), queries.key_of(log)))
        except LogFault as fault:
            self.stdout.write(f"{log.origin}: {fault}")
            return 1
        self.stdout.write(f"{log.origin}: {head.size} entries, sound")
        return 0

    def _integrate(self, *, school: str, **_: Any) -> None:
        for one in _schools(school):
            with scope(school=one):
                integrate(school=one, at=timezone.now())

    def _trust(self, *, school: str, vkey: str, **_: Any) -> None:
        for one in _schools(school):
            with scope(school=one):
                try:
                    trust_witness(school=one, vkey=vkey, by=None, at=timezone.now())
                except ValidationError as refused:
                    raise CommandError(refused.messages[0]) from None
        self.stdout.write("Trusted.")

    def _witness(self, *, url: str, vkey: str, memory: str, name: str, send: bool, **_: Any) -> None:
        base = url.rstrip("/") + "/"
        try:
            witness = Witness(Path(memory), name)
            note = witness.look(_from(base), VerifierKey.read(vkey), seconds=int(time.time()))
        except (NoteError, OSError) as error:
            raise CommandError(f"The log could not be looked at: {error}", returncode=3) from None
        except LogFault as fault:
            raise CommandError(f"Not signed: {fault}.", returncode=2) from None
        self.stdout.write(note, ending="")
        self.stderr.write(f"signed by {witness.vkey}")
        if send:
            try:
                _post(base + "cosignature", note.encode())
            except OSError as error:
                raise CommandError(f"Signed, but the log did not take it: {error}", returncode=3) from None

    def _check(self, *, file: str, **_: Any) -> None:
        try:
            found = check_proof(load_proof(Path(file).read_text(encoding="utf-8")))
        except (LogFault, OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"Does not hold: {fault}") from None
        words = {True: "The facts fit it.", None: "The proof says nothing about what it is.", False: ""}
        self.stdout.write(f"Entry {found.index} of {found.size} in {found.origin}. {words[found.facts_fit]}")


def _schools(slug: str) -> Iterator[School]:
    found = School.objects.order_by("slug")
    if slug and not found.filter(slug=slug).exists():
        raise CommandError(f"There is no school called {slug}.")
    yield from found.filter(slug=slug) if slug else found


def _own(school: School) -> Callable[[str], bytes]:
    """The log's files from the database."""

    def fetch(path: str) -> bytes:
        _, level, place = path.split("/", 2)
        name, dot, width = place.partition(".p/")
        number = int(name.replace("x", "").replace("/", ""))
        data = queries.tile_of(school, -1 if level == "entries" else int(level), number, int(width) if dot else 256)
        if data is None:
            raise LogFault(f"{path} is missing")
        return data

    return fetch


def _from(base: str) -> Callable[[str], bytes]:
    if not base.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise CommandError("The address of a log begins with https://")

    def fetch(path: str) -> bytes:
        with urllib.request.urlopen(base + path, timeout=PATIENCE_SECONDS) as answer:
            content: bytes = answer.read(MOST_BYTES)
            return content

    return fetch


def _post(url: str, content: bytes) -> None:
    request = urllib.request.Request(url, data=content, headers={"Content-Type": "text/plain"})
    try:
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS).close()
    except urllib.error.HTTPError as refused:
        raise OSError(refused.read(300).decode("utf-8", "replace").strip()) from None
