"""Asking the student something first, and their answer."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification import notices_staff as notices
from feltwork.apps.certification.models import Inquiry
from feltwork.apps.schools.models import WorkItem

LENGTH = 2000


@transaction.atomic
def ask_back(*, item: WorkItem, text: str, by: User, at: datetime) -> Inquiry:
    """Ask the person whom *item* is about. The matter stays on the worklist."""
    item = WorkItem.objects.select_for_update(of=("self",)).select_related("person", "school").get(pk=item.pk)
    if item.closed_at is not None:
        raise ValidationError(_("This is already done."), code="state")
    if item.person is None or item.person_id == by.pk:
        raise ValidationError(_("There is nobody else to ask here."), code="own")
    if not text.strip():
        raise ValidationError({"reason": _("Please write what you would like to know.")}, code="missing")
    inquiry = Inquiry.objects.create(
        school=item.school, item=item, student=item.person, text=text.strip()[:LENGTH], asked_by=by, asked_at=at
    )
    record("certification.ask_back", by=by, at=at, subject=inquiry, facts={"item": str(item.uuid)})
    notices.tell_inquiry(inquiry)
    return inquiry


@transaction.atomic
def answer_inquiry(*, inquiry: Inquiry, reply: str, by: User, at: datetime) -> Inquiry:
    """The student's answer; whoever asked is told."""
    inquiry = (
        Inquiry.objects.select_for_update(of=("self",)).select_related("asked_by", "item", "school").get(pk=inquiry.pk)
    )
    if inquiry.student_id != by.pk:
        raise ValidationError(_("Only the person who was asked can answer."), code="own")
    if inquiry.replied_at is not None:
        raise ValidationError(_("You have answered this already."), code="state")
    if not reply.strip():
        raise ValidationError({"reply": _("Please write an answer, in a sentence or two.")}, code="missing")
    inquiry.reply, inquiry.replied_at = reply.strip()[:LENGTH], at
    inquiry.save(update_fields=["reply", "replied_at"])
    record("certification.answer_inquiry", by=by, at=at, subject=inquiry, facts={"item": str(inquiry.item.uuid)})
    notices.tell_reply(inquiry)
    return inquiry
