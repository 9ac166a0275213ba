"""A student reminds by hand and sees the text first."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.signoffs import actions, notices, presenting
from feltwork.apps.signoffs.actions.reminders import MOST, reason_against_reminding
from feltwork.apps.signoffs.permissions import visible_own_requests


@access("student")
def remind(request: Request, asked: str) -> HttpResponse:
    """The text of the reminder, whether it can be sent now, and sending it."""
    found = get_object_or_404(visible_own_requests(request.user), uuid=asked)
    if request.method == "POST":
        try:
            actions.remind(request=found, by=request.user, at=timezone.now())
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _("The reminder is on its way."))
        return redirect("signoffs:remind", school=request.school.slug, asked=found.uuid)
    subject, body = notices.reminding(found)
    context = {
        "asked": found,
        "what": presenting.short_day(found.presented),
        "subject": subject,
        "body": body,
        "why_not": reason_against_reminding(found, timezone.now()),
        "left": max(0, MOST - found.reminders),
    }
    return render(request, "signoffs/remind.html", context)
