"""One process that does all work in the background: `feltwork run_jobs`."""

from __future__ import annotations

import os
import signal
import socket
import threading
import uuid
from types import FrameType

from django.db import close_old_connections
from django.utils import timezone

from feltwork.apps.audit.logs import set_request_id
from feltwork.apps.jobs import queue, turns


class Worker:
    """Several may run at the same time, on one machine or on many; leases keep them out of each other's way."""

    def __init__(self, *, pause_seconds: float = 1.0) -> None:
        self.holder = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.pause_seconds = pause_seconds
        self.stopping = threading.Event()

    def run(self, *, once: bool = False) -> None:
        """Work until told to stop, or with *once* until nothing is due."""
        while not self.stopping.is_set():
            close_old_connections()
            worked = self.step()
            if once and not worked:
                return
            if not worked:
                self.stopping.wait(self.pause_seconds)

    def step(self) -> bool:
        """Put back what lost workers left, let one job take its turn, run one task; False where nothing was due."""
        at = timezone.now()
        queue.recover(at=at)
        turned = False
        for job in turns.due(at):
            self._name_the_work()
            turned = turns.run(job, holder=self.holder, at=at) or turned
            if self.stopping.is_set():
                return turned
        task = queue.claim(holder=self.holder, at=timezone.now())
        if task is None:
            return turned
        self._name_the_work()
        queue.run(task, holder=self.holder)
        return True

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C: finish what is being done, then stop. A second one stops at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            raise SystemExit(1)
        self.stopping.set()

    def _name_the_work(self) -> None:
        # log lines and audit rows of one piece of work carry the same number, as those of one request do
        set_request_id(str(uuid.uuid4()))
