"""Mail that was forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from feltwork.apps.jobs.schedule import every
from feltwork.apps.notices.models import Notice
from feltwork.apps.notices.outbox import queue_mail

FORGOTTEN = timedelta(hours=6)  # longer than all the pauses between attempts together


@every("notices.queue_forgotten", minutes=30)
def queue_forgotten(at: datetime) -> None:
    """Queue again what was written down but never mailed: the machine stopped between the two."""
    for notice in Notice.objects.filter(mail=Notice.Mail.QUEUED, created_at__lt=at - FORGOTTEN):
        queue_mail(notice)
