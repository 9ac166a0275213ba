"""Having the engine that keeps files follow: soon after each change, and once a minute for what was missed."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from feltwork.apps.directory import queries, search
from feltwork.apps.jobs.schedule import every


@task()
def follow_changes() -> None:
    """Queued when a transaction that changed a row is done."""
    search.follow()


@every("directory.follow", minutes=1)
def follow_what_was_missed(at: datetime) -> None:
    """A worker may have been killed, or another process was writing; or a new version reads rows of another shape."""
    if not search.is_current():
        search.rebuild(queries.listings(at), at=at)
    search.follow()


@every("directory.mend", minutes=60)
def mend(at: datetime) -> None:
    """What changes without an act of the directory: a certificate renewed, a fee that moves to another third."""
    search.learn()
    search.mend(search.differences(queries.listings(at)), at=at)
