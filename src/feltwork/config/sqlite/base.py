"""SQLite whose writers ask for their turn every millisecond.

SQLite lets one transaction write at a time. Its own way of waiting sleeps longer with each refusal, up to a tenth of a
second, so that whoever waits longest is served last: at sixty saves a second some waited for more than a second while
the writer was free most of the time (`python3 dev.py bench practice --only save`). Here a waiting transaction asks
again after about a millisecond, and gives up after the same time as before.
"""

from __future__ import annotations

import random
import sqlite3
import time

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

ASK_AGAIN_S = (0.0005, 0.0015)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, except for how a transaction begins."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin; raises OperationalError ("database is locked") when `timeout` seconds did not bring the turn."""
        patience_s = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        until = time.monotonic() + patience_s
        self._wait_inside(0)
        try:
            while not self._is_begun(may_wait=time.monotonic() < until):
                time.sleep(random.uniform(*ASK_AGAIN_S))  # noqa: S311 - so that two who wait do not keep step
        finally:
            self._wait_inside(patience_s)

    def _is_begun(self, *, may_wait: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs do not list it
        except OperationalError as refused:
            if may_wait and getattr(refused.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        return True

    def _wait_inside(self, seconds: float) -> None:
        """How long SQLite itself waits for a lock; single statements outside of a transaction go on waiting so."""
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
