"""Who has a place, and who waits for one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Enrolment, SchoolOwned
from feltwork.apps.seminars.models.seminars import Seminar

OPEN = ("seated", "waiting", "offered")
TAKES_A_PLACE = ("seated", "offered")


class Seat(SchoolOwned):
    """One student's place in a seminar, or in its waiting list, whose order is that of `asked_at`.

    sign_up ──▸ seated, or waiting ── (a place becomes free) ──▸ offered ── take_up ──▸ seated
    offered ── turn_down ──▸ left          offered ── (no answer by `answer_by`) ──▸ lapsed
    Whoever left or let an offer lapse may sign up again, at the end of the list; that is another row.
    """

    class State(models.TextChoices):
        SEATED = "seated", _("Has a place")
        WAITING = "waiting", _("Waits")
        OFFERED = "offered", _("Asked whether it still suits")
        LEFT = "left", _("Gave the place back")
        LAPSED = "lapsed", _("Did not answer in time")
        REMOVED = "removed", _("Taken out by the school")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "state": "internal"}

    seminar = models.ForeignKey(Seminar, on_delete=models.PROTECT, related_name="seats")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="seats")
    state = models.CharField(max_length=8, choices=State)
    asked_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)  # came to as many meetings as are needed

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["school", "seminar", "state"], name="seminars_seat_state"),
            models.Index(fields=["answer_by"], condition=models.Q(state="offered"), name="seminars_seat_offers"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "seminar", "enrolment"],
                condition=models.Q(state__in=OPEN),
                name="seminars_one_open_seat",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="offered") | models.Q(answer_by__isnull=False), name="seminars_offer_has_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seminar_id} {self.state}"
