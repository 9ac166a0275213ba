"""What people of a practice are told. Never a word about a client: a name, a topic or an hour stays behind sign-in."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from feltwork.apps.accounts.models import User
from feltwork.apps.notices.actions import tell
from feltwork.apps.practice.models import AppointmentSeries, Client, GlassBroken

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


def tell_in_the_list(client: Client, to: User, why: str, at: datetime) -> None:
    tell(
        to=to,
        school=client.school,
        code=f"practice.{why}",
        key=f"practice-{why}-{client.uuid}-{to.pk}-{at.isoformat()}",
        subject=SUBJECT,
        body=_("A file was opened to you. It stands in your list."),
        at=at,
    )


def tell_glass_broken(client: Client, to: User, broken: GlassBroken, at: datetime) -> None:
    tell(
        to=to,
        school=client.school,
        code="practice.glass_broken",
        key=f"practice-glass-{broken.uuid}-{to.pk}",
        subject=SUBJECT,
        body=_(
            "A colleague opened one of your files in an emergency. Who, when and why stands in the file, under who "
            "opened it."
        ),
        at=at,
    )


def tell_of_age(client: Client, at: datetime) -> None:
    tell(
        to=client.clinician,
        school=client.school,
        code="practice.of_age",
        key=f"practice-of-age-{client.uuid}",
        subject=SUBJECT,
        body=_(
            "Somebody in your list has come of age. Guardians see nothing of the file any more, and from now on the "
            "client answers for themselves: please ask the consents again."
        ),
        at=at,
    )


def tell_may_be_erased(client: Client, day: date, at: datetime) -> None:
    """Once for each day that the rules named: a rule that changes may name another."""
    tell(
        to=client.clinician,
        school=client.school,
        code="practice.may_be_erased",
        key=f"practice-may-be-erased-{client.uuid}-{day.isoformat()}",
        subject=SUBJECT,
        body=_(
            "No rule asks any more for one of the files you keep. Nothing is erased by itself: please look at it and "
            "decide. It stands under keeping and leaving."
        ),
        at=at,
    )


def tell_left_out(series: AppointmentSeries, until: date, at: datetime) -> None:
    """A series went on, and not every hour of it was free."""
    tell(
        to=series.clinician,
        school=series.school,
        code="practice.left_out",
        key=f"practice-left-out-{series.uuid}-{until.isoformat()}",
        subject=SUBJECT,
        body=_(
            "A series in your calendar went on, and some of its hours were taken already, so they were left out. "
            "Please look through your calendar."
        ),
        at=at,
    )


def tell_called_off(client: Client, to: User, hours: int, at: datetime) -> None:
    """Of what came with a file that was handed over."""
    tell(
        to=to,
        school=client.school,
        code="practice.called_off",
        key=f"practice-called-off-{client.uuid}-{to.pk}-{at.isoformat()}",
        subject=SUBJECT,
        body=ngettext_lazy(
            "A file was handed to you. One hour of it was called off, because you are taken then: please agree on "
            "another.",
            "A file was handed to you. %(hours)s hours of it were called off, because you are taken then: please agree "
            "on others.",
            "hours",
        )
        % {"hours": hours},
        at=at,
    )
