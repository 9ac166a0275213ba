"""The mail with a link to one sheet. The job is handed an identifier only; the address is made again here."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled
from django_tasks import task

from feltwork.apps.measures.hands import hands_of_job
from feltwork.apps.measures.links import path_of
from feltwork.apps.measures.models import Asking
from feltwork.apps.notices.mail import send_mail

OPEN = (Asking.State.OPEN, Asking.State.STARTED)


@task()
def mail_link(asking_id: int, number: int) -> None:
    """Mail link *number* of a sheet to the client. Not one that a later link, or taking it back, has ended."""
    with scopes_disabled():  # of any practice
        rows = Asking.objects.select_related("client__school", "school", "enrolment__student")
        row = rows.filter(pk=asking_id, link_number=number, state__in=OPEN).exclude(token_hash="").first()
        if row is None or row.client is None:
            return
        identity = hands_of_job(row, at=timezone.now()).open(row.client, "identity")
        address = identity.get("email")
        if not address:
            return
        with translation.override(identity.get("language") or settings.LANGUAGE_CODE):
            send_mail(
                to=address,
                subject=_("There is something for you"),
                body=_("Open this page when you are alone with your device. It has time, and you may leave it."),
                url=path_of(row),
                key=f"measures-link-{row.uuid}-{number}",
            )
