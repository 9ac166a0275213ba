"""What people of a practice are told. Never a word about a client: a name, a topic or an hour stays behind sign-in."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.notices.actions import tell
from feltwork.apps.practice.models import Client

SUBJECT = _("There is something for you at your practice")


def tell_handed_over(client: Client, to: User, at: datetime) -> None:
    tell(
        to=to,
        school=client.school,
        code="practice.handed_over",
        key=f"practice-hand-over-{client.uuid}-{to.pk}-{at.isoformat()}",
        subject=SUBJECT,
        body=_("A file was handed to you. It stands in your list."),
        at=at,
    )
