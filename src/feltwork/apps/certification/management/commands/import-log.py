"""`feltwork import-log FILE --candidate …`: bring in a session log as schools keep them today.

Exit codes: 0 everything is in the log, 1 some rows were refused, 2 the file or the candidate could not be found out,
130 interrupted; what was taken until then stays, and a second run goes on where this one stopped.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from feltwork.apps.accounts.models import User
from feltwork.apps.certification import importing
from feltwork.apps.certification.actions import imports
from feltwork.apps.certification.importing import DayOrder, FileProblem, Plan, RowPlan, RowState
from feltwork.apps.certification.models import ImportedLog
from feltwork.apps.certification.permissions import OPEN
from feltwork.apps.schools.models import Enrolment

EVERY = 500  # rows between two words of progress where there is no terminal
BAR = 30
UNREADABLE, REFUSED, INTERRUPTED = 2, 1, 130
WORDS = {RowState.TAKE: "taken", RowState.ALREADY: "already there", RowState.REFUSED: "refused"}


class Command(BaseCommand):
    help = "Bring in a session log (CSV or .xlsx); says for each row what was taken, what was refused, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--candidate", required=True, metavar="EMAIL|UUID", help="whose log it is")
        parser.add_argument("--school", metavar="SLUG", help="where the candidate is in several schools")
        parser.add_argument("--dry-run", action="store_true", help="only say what would become of each row")
        parser.add_argument("--json", action="store_true", help="one JSON object a row, and one for the whole")
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", action="store_true", help="3/5/2024 is 3 May")
        order.add_argument("--month-first", action="store_true", help="3/5/2024 is 5 March")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json: bool = options["json"]
        path = Path(options["file"])
        enrolment = self._candidate(options["candidate"], options["school"])
        try:
            content = path.read_bytes()
            table = importing.read_table(content, path.name)
        except OSError as problem:
            self._give_up(f"{path}: {problem.strerror}")
        except FileProblem as problem:
            self._give_up(f"{path}: {problem}")
        try:
            with scope(school=enrolment.school):
                self._run(enrolment, table, content, _order(options), is_dry=options["dry_run"])
        except KeyboardInterrupt:
            self.stderr.write("Interrupted before anything was taken.")
            sys.exit(INTERRUPTED)

    def _run(
        self, enrolment: Enrolment, table: importing.Table, content: bytes, order: DayOrder, *, is_dry: bool
    ) -> None:
        by, at = enrolment.student, timezone.now()
        found = importing.plan(
            enrolment=enrolment, table=table, order=order, at=at, progress=_progress("reading", len(table.rows))
        )
        stopped = False
        if found.to_take and not is_dry:
            stopped = self._take(found, content, by, at)
        self._report(found, is_dry=is_dry, stopped=stopped)
        if stopped:
            sys.exit(INTERRUPTED)
        if found.count(RowState.REFUSED):
            sys.exit(REFUSED)

    def _take(self, found: Plan, content: bytes, by: User, at: datetime) -> bool:
        """Whether somebody interrupted it. What was taken before that stays either way."""
        kept = self._keep(found, content, by, at)
        say, stopped = _progress("taking", len(found.to_take)), False
        try:
            importing.take(plan=found, imported=kept, by=by, at=at, progress=say)
        except KeyboardInterrupt:
            stopped = True
            for row in found.to_take:
                if not row.is_taken:
                    row.refuse("not reached, because it was interrupted")
        imports.finish_import(imported=kept, by=by, at=at)
        return stopped

    def _keep(self, found: Plan, content: bytes, by: User, at: datetime) -> ImportedLog:
        try:
            return imports.keep_import(
                enrolment=found.enrolment,
                content=content,
                name=found.table.name,
                day_order=found.order.value,
                rows=len(found.rows),
                by=by,
                at=at,
                door="command",
            )
        except ValidationError as refused:
            self._give_up(" ".join(refused.messages))

    def _report(self, found: Plan, *, is_dry: bool, stopped: bool) -> None:
        for row in found.rows:
            self._say_row(row, is_dry)
        counts = {WORDS[state]: found.count(state) for state in RowState}
        if self.as_json:
            whole = {"file": found.table.name, "dry_run": is_dry, "interrupted": stopped, **_coded(counts)}
            self.stdout.write(json.dumps({**whole, "ignored": list(found.table.ignored), "hint": found.hint}))
            return
        for line in _summary(found, counts, is_dry=is_dry, stopped=stopped):
            self.stdout.write(line)

    def _say_row(self, row: RowPlan, is_dry: bool) -> None:
        word = WORDS[row.state]
        if self.as_json:
            facts = {"row": row.number, "state": _code(word), "reason": row.reason, "toward": row.toward}
            self.stdout.write(json.dumps({**facts, "notes": row.notes, "says": row.said}, ensure_ascii=False))
            return
        if is_dry and row.state is RowState.TAKE:
            word = "would be taken"
        why = row.reason or row.toward
        self.stdout.write(f"row {row.number}: {word}. {why} [{row.said}]")
        for note in row.notes:
            self.stdout.write(f"    {note}")

    def _candidate(self, wanted: str, school: str | None) -> Enrolment:
        """The one place that goes on of this person, by address, by uuid of the person or of the place."""
        with scopes_disabled():  # the command looks across schools to find where the candidate is
            places = list(_places(wanted, school))
            going_on = [place for place in places if place.state in OPEN]
        if not places:
            self._give_up(f"There is no candidate {wanted}{f' at {school}' if school else ''}.")
        if not going_on:
            self._give_up(f"The training of {wanted} has ended; nothing can be added to its log any more.")
        if len(going_on) > 1:
            names = ", ".join(f"{place.school.slug} ({place.uuid})" for place in going_on)
            self._give_up(
                f"{wanted} is in more than one training: {names}. Say --school, or give the uuid of the place."
            )
        return going_on[0]

    def _give_up(self, reason: str) -> NoReturn:
        self.stderr.write(reason)
        sys.exit(UNREADABLE)


def _places(wanted: str, school: str | None) -> QuerySet[Enrolment]:
    by_uuid = Q()
    try:
        by_uuid = Q(uuid=UUID(wanted)) | Q(student__uuid=UUID(wanted))
    except ValueError:
        by_uuid = Q(student__email__iexact=wanted)
    rows = Enrolment.objects.filter(by_uuid).select_related("school", "student", "cohort__programme", "edition")
    return rows.filter(school__slug=school) if school else rows


def _order(options: dict[str, Any]) -> DayOrder:
    if options["day_first"]:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if options["month_first"] else DayOrder.UNKNOWN


def _code(word: str) -> str:
    return word.replace(" ", "_")


def _coded(counts: dict[str, int]) -> dict[str, int]:
    return {_code(word): count for word, count in counts.items()}


def _summary(found: Plan, counts: dict[str, int], *, is_dry: bool, stopped: bool) -> Iterator[str]:
    if found.table.ignored:
        yield f"left alone: {', '.join(found.table.ignored)}"
    if found.hint:
        yield f"{found.hint} Say --day-first or --month-first."
    if stopped:
        yield "Interrupted. What was taken until then stays; a second run goes on from there."
    yield ", ".join(f"{count} {word}" for word, count in counts.items()) + (
        " (dry run: nothing was kept)" if is_dry else ""
    )


def _progress(what: str, total: int) -> Callable[[int, int], None]:
    """On a terminal a bar, elsewhere a line every so many rows; short files say nothing."""
    state = {"at": 0.0, "said": 0}

    def bar(done: int, of: int) -> None:
        if time.monotonic() - state["at"] < 0.1 and done < of:
            return
        state["at"] = time.monotonic()
        filled = BAR * done // max(of, 1)
        end = "\n" if done >= of else ""
        sys.stderr.write(f"\r{what} [{'#' * filled}{' ' * (BAR - filled)}] {done} of {of}{end}")
        sys.stderr.flush()

    def lines(done: int, of: int) -> None:
        if done - state["said"] >= EVERY or (done == of and state["said"]):
            state["said"] = done
            sys.stderr.write(f"{what}: {done} of {of}\n")

    if total <= EVERY:
        return lambda done, of: None
    return bar if sys.stderr.isatty() else lines
