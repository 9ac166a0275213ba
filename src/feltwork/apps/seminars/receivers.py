"""Whoever leaves a training gives their seats back, inside the transaction of leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars.actions.seats import free_seats


@receiver(enrolment_changed, dispatch_uid="seminars.enrolment_changed")
def free_seats_of_whoever_left(enrolment: Enrolment, at: datetime, **_rest: Any) -> None:
    """A pause keeps them: nobody knows how long it lasts, and the school can take somebody out."""
    state = Enrolment.objects.filter(pk=enrolment.pk).values_list("state", flat=True).first()
    if state == Enrolment.State.WITHDRAWN:
        free_seats(enrolment=enrolment, at=at)
