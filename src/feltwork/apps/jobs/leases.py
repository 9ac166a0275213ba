"""Leases: a worker holds a name until a moment. One that was killed lets go by the passing of time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from feltwork.apps.jobs.models import Lease


def length() -> timedelta:
    """How long a lease holds without being renewed."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def take(name: str, *, holder: str, at: datetime) -> bool:
    """Hold *name* from now on; False where somebody else does."""
    until = at + length()
    free = Lease.objects.filter(Q(until__lt=at) | Q(holder=holder), name=name)
    if free.update(holder=holder, until=until):
        return True
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, holder=holder, until=until)
    except IntegrityError:
        return False
    return True


def release(name: str, *, holder: str) -> None:
    """Let go of *name*."""
    Lease.objects.filter(name=name, holder=holder).delete()


def renew(name: str, *, holder: str, at: datetime) -> None:
    """Hold *name* a while longer."""
    Lease.objects.filter(name=name, holder=holder).update(until=at + length())


@contextmanager
def kept(name: str, *, holder: str) -> Iterator[None]:
    """Renew a lease that is held already for as long as the work inside takes, then let go of it."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(name, holder, done), daemon=True, name=f"lease {name}")
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
        release(name, holder=holder)


def _keep(name: str, holder: str, done: threading.Event) -> None:
    pause = settings.JOB_LEASE_SECONDS / 3
    try:
        while not done.wait(pause):
            try:
                renew(name, holder=holder, at=timezone.now())
            except DatabaseError:
                connection.close()  # a database that was away for a moment; the next turn connects anew
    finally:
        connection.close()
