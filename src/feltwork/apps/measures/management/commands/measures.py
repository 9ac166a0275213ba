"""`feltwork measures import-pack|bring-answers|export-questionnaire|services`: wording of instruments, answers of other
systems, and whom people in a crisis are told to call, for whoever runs the site."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.measures import actions
from feltwork.apps.measures.management.answers import bring
from feltwork.apps.measures.models import ServiceCheck
from feltwork.apps.measures.packfiles import files_of_path
from feltwork.apps.measures.queries.packs import own_words, packs_here, wording
from feltwork.apps.measures.queries.services import checks_of, standing_of
from feltwork.apps.measures.reasons import fault_words, read_error_words, remark_words
from feltwork.apps.measures.resources import regions
from feltwork.apps.schools.models import School
from feltwork.core.measures import Instrument, instruments
from feltwork.core.measures.fhir import to_questionnaire
from feltwork.core.measures.wording import OWN, Checked, ReadError, check, read_wording

SERVICE_STATES = {
    "copy": "compared with a stored copy of its page only; nobody called",
    "expired": "checked too long ago",
    "unchecked": "never checked",
    "wrong": "found wrong by this school, which does not show it",
}
FOR_ALL = "For all: how, verified_on and verify_by in measures/resources, with the source."


class Command(BaseCommand):
    help = "Bring in words of an instrument or answers of others, write a FHIR Questionnaire, list services to check."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        bring = what.add_parser("import-pack", help="check a wording pack against its instrument and keep it")
        bring.add_argument("file", type=Path, metavar="FILE|FOLDER", help="FHIR JSON or XML, a ZIP, or a folder")
        bring.add_argument(
            "--school", required=True, metavar="SLUG", help="which school or practice, as in its address"
        )
        bring.add_argument("--order", default="", help="which of several circulating orders, where it cannot be told")
        bring.add_argument("--source", default="", help="where the file is from; else its own address or name")
        bring.add_argument("--licence", default="", help="what permits its use; needed unless it is free")
        bring.add_argument("--check", action="store_true", help="say what was found and keep nothing")
        take = what.add_parser("bring-answers", help="bring a person's answers from another system into their file")
        take.add_argument("file", type=Path, metavar="FILE", help="FHIR JSON: a QuestionnaireResponse, or a Bundle")
        take.add_argument("--school", required=True, metavar="SLUG", help="which practice, as in its address")
        take.add_argument("--client", required=True, type=UUID, metavar="UUID", help="as in the file's address")
        take.add_argument("--by", required=True, metavar="MAIL", help="who treats that person, and enters them")
        take.add_argument("--sure", action="store_true", help="it is this person, though the answers do not say so")
        take.add_argument("--check", action="store_true", help="say what was found and keep nothing")
        send = what.add_parser("export-questionnaire", help="write a FHIR R4 Questionnaire")
        send.add_argument("--school", metavar="SLUG", help="with the words that are there; else with topics only")
        send.add_argument("--to", type=Path, metavar="FILE", help="else to standard output")
        look = what.add_parser("services", help="list the services for people in a crisis that wait to be checked")
        look.add_argument("--school", metavar="SLUG", help="with that school's own checks")
        for one in (bring, send):
            one.add_argument("--instrument", required=True, metavar="ID", help="as in its address: phq-9, psc-17 …")
            one.add_argument("--language", required=True, metavar="CODE", help="en, de, es …")

    def handle(self, *args: Any, **options: Any) -> None:
        school = School.objects.filter(slug=options["school"]).first() if options["school"] else None
        if options["school"] and school is None:
            raise CommandError(f"There is no school {options['school']}.")
        if options["what"] == "services":
            self._services(school)
            return
        if options["what"] == "bring-answers":
            assert school is not None  # argparse asks for it
            bring(
                school=school, path=options["file"], client=options["client"], email=options["by"],
                check=options["check"], sure=options["sure"], say=self.stdout.write,
            )  # fmt: skip
            return
        of = instruments().get(options["instrument"])
        if of is None:
            raise CommandError(f"There is no instrument {options['instrument']}.")
        if options["what"] == "import-pack":
            assert school is not None  # argparse asks for it
            self._bring(school, of, options)
        else:
            self._send(school, of, options)

    def _services(self, school: School | None) -> None:
        on, services = timezone.localdate(), [one for region in regions() for one in region.services]
        checks: Mapping[str, ServiceCheck] = {}
        if school is not None:
            with scope(school=school):
                checks = checks_of(school, services)
        rows = [standing_of(one, checks.get(one.code), on) for one in services]
        for row in rows:
            if row.is_to_do:
                self.stdout.write(f"{row.service.code:20} {row.service.number:16} {SERVICE_STATES[row.state]}")
        waiting = sum(row.is_to_do for row in rows)
        self.stdout.write(f"{waiting} of {len(rows)} wait to be checked by a person.")
        if waiting:
            self.stdout.write("For one school: its page Measures, Numbers that people are given. " + FOR_ALL)

    def _bring(self, school: School, of: Instrument, options: dict[str, Any]) -> None:
        if of.id in OWN:
            raise CommandError(f"{of.short} comes with words of our own.")
        if of.licence.tier in {"B", "C"} and not options["licence"] and not options["check"]:
            raise CommandError(f"Say with --licence what permits its use. {of.licence.text}")
        found = self._checked(of, options)
        for line in remark_words(found.remarks, of):
            self.stdout.write(line)
        if found.pack is None:
            raise CommandError("\n".join(fault_words(fault, of) for fault in found.faults))
        fits = f"{len(found.pack.items)} questions fit {of.short}, version {of.version}, order {found.pack.order_id}."
        self.stdout.write(fits)
        if options["check"]:
            return
        with scope(school=school):
            source = found.pack.source or options["file"].name
            actions.import_pack(school=school, pack=found.pack, source=source, by=None, at=timezone.now())
        self.stdout.write(f"Kept for {school.name}.")

    def _checked(self, of: Instrument, options: dict[str, Any]) -> Checked:
        try:
            draft = read_wording(files_of_path(options["file"]))
        except OSError as wrong:
            raise CommandError(str(wrong)) from None
        except ReadError as wrong:
            raise CommandError(read_error_words(wrong)) from None
        given = {name: options[name] for name in ("language", "order", "source", "licence")}
        return check(draft, of, **given)

    def _send(self, school: School | None, of: Instrument, options: dict[str, Any]) -> None:
        words = own_words(of, options["language"])
        if school is not None and words is None:
            with scope(school=school):
                row = packs_here(school, of).filter(language=options["language"]).first()
                words = wording(row) if row else None
        body = json.dumps(to_questionnaire(of, words, options["language"]), ensure_ascii=False, indent=2)
        if options["to"]:
            options["to"].write_text(body + "\n", encoding="utf-8")
        else:
            self.stdout.write(body)
