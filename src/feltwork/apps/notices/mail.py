"""One mail to one person, in plain text."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def send_mail(*, to: str, subject: str, body: str, url: str = "", key: str, school_name: str = "") -> None:
    """Send one plain-text mail to one address; raises what the mail backend raises.

    *key* makes the Message-ID, so that a mail sent twice after a crash is one mail to the reader's program. Line
    breaks in headers are refused by Django; the subject is one line already.
    """
    link = settings.BASE_URL + url if url.startswith("/") else url
    context = {"body": body, "link": link, "school_name": school_name, "base_url": settings.BASE_URL}
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or settings.HOST_NAME
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("notices/mail.txt", context).strip() + "\n",
        to=[to],
        headers={
            "Message-ID": f"<{key}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"Feltwork <notices.{host}>",
        },
    ).send()
