"""`feltwork run_jobs`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from feltwork.apps.jobs.models import ScheduledRun
from feltwork.apps.jobs.schedule import recurring
from feltwork.apps.jobs.worker import Worker


class Command(BaseCommand):
    help = "Send waiting mail and run what recurs, until stopped. Keep one of these running beside the web server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end; for cron")
        parser.add_argument("--pause", type=float, default=1.0, metavar="SECONDS", help="between looks; 1 by default")
        parser.add_argument("--list", action="store_true", help="show what recurs and when it last ran, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
            return
        worker = Worker(pause_seconds=options["pause"])
        worker.stop_on_signals()
        worker.run(once=options["once"])

    def _list(self) -> None:
        runs = {run.name: run for run in ScheduledRun.objects.all()}
        for job in recurring():
            run = runs.get(job.name)
            last = f"{run.finished_at:%Y-%m-%d %H:%M} UTC" if run and run.finished_at else "never"
            failed = f", failed {run.failures} times since: {run.last_error}" if run and run.failures else ""
            minutes = int(job.pause.total_seconds() // 60)
            self.stdout.write(f"{job.name}: every {minutes} minutes, last done {last}{failed}")
