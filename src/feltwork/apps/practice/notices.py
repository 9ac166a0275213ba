"""What people of a practice are told. Never a word about a client: a name, a topic or an hour stays behind sign-in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from feltwork.apps.accounts.models import User
from feltwork.apps.notices.actions import tell
from feltwork.apps.practice.models import Appointment, AppointmentSeries, Client, GlassBroken

SUBJECT = _("There is something for you at your practice")


def tell_handed_over(client: Client, to: User, at: datetime) -> None:
    body = _("A file was handed to you. It stands in your list.")
    _tell(to, client.school, "handed_over", _once(client, to, at), body, at)


def tell_in_the_list(client: Client, to: User, why: str, at: datetime) -> None:
    """*why*: carer or supervision."""
    _tell(to, client.school, why, _once(client, to, at), _("A file was opened to you. It stands in your list."), at)


def tell_glass_broken(client: Client, to: User, broken: GlassBroken, at: datetime) -> None:
    body = _(
        "A colleague opened one of your files in an emergency. Who, when and why stands in the file, under who "
        "opened it."
    )
    _tell(to, client.school, "glass_broken", f"{broken.uuid}-{to.pk}", body, at)


def tell_of_age(client: Client, at: datetime) -> None:
    body = _(
        "Somebody in your list has come of age. Guardians see nothing of the file any more, and from now on the "
        "client answers for themselves: please ask the consents again."
    )
    _tell(client.clinician, client.school, "of_age", str(client.uuid), body, at)


def tell_may_be_erased(client: Client, day: date, at: datetime) -> None:
    """Once for each day that the rules named: a rule that changes may name another."""
    body = _(
        "No rule asks any more for one of the files you keep. Nothing is erased by itself: please look at it and "
        "decide. It stands under keeping and leaving."
    )
    _tell(client.clinician, client.school, "may_be_erased", f"{client.uuid}-{day.isoformat()}", body, at)


def tell_left_out(series: AppointmentSeries, until: date, at: datetime) -> None:
    """A series went on, and not every hour of it was free."""
    body = _(
        "A series in your calendar went on, and some of its hours were taken already, so they were left out. "
        "Please look through your calendar."
    )
    _tell(series.clinician, series.school, "left_out", f"{series.uuid}-{until.isoformat()}", body, at)


def tell_called_off(client: Client, to: User, hours: int, at: datetime) -> None:
    """Of what came with a file that was handed over."""
    body = ngettext_lazy(
        "A file was handed to you. One hour of it was called off, because you are taken then: please agree on another.",
        "A file was handed to you. %(hours)s hours of it were called off, because you are taken then: please agree "
        "on others.",
        "hours",
    )
    _tell(to, client.school, "called_off", _once(client, to, at), body % {"hours": hours}, at)


def tell_client_called_off(row: Appointment, at: datetime) -> None:
    """Which hour it was stands behind the link, on a page of the calendar."""
    body = _("An hour in your calendar was called off from the other side, within your practice’s rule. It is free.")
    url = reverse("practice:appointment", kwargs={"school": row.school.slug, "uuid": row.uuid})
    key = f"{row.uuid}-{row.sequence}"
    _tell(row.clinician, row.school, "client_called_off", key, body, at, url=url)


def tell_many_opened(school: Any, to: User, alarm: Any, at: datetime) -> None:
    """Who and how many stands behind the link."""
    body = _("Within an hour somebody opened more files than the rules of your practice expect. Please look at it.")
    url = reverse("practice:openings", kwargs={"school": school.slug})
    _tell(to, school, "many_opened", f"{alarm.uuid}-{to.pk}", body, at, url=url)


def _once(client: Client, to: User, at: datetime) -> str:
    return f"{client.uuid}-{to.pk}-{at.isoformat()}"


def _tell(to: User, school: Any, why: str, key: str, body: Any, at: datetime, *, url: str = "") -> None:
    """Under one neutral subject; *key* is what it is said of, once for each *why*."""
    code = f"practice.{why}"
    tell(to=to, school=school, code=code, key=f"{code}-{key}", subject=SUBJECT, body=body, url=url, at=at)
