"""What people are told. Never what was asked, what was answered, or of whom: that stays behind signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.measures.models import Alert, Asking
from feltwork.apps.notices.actions import tell
from feltwork.apps.ui.words import moment_words

SUBJECT = _("There is something for you")


def tell_alert(alert: Alert, to: User, at: datetime, *, passed_on: bool = False) -> None:
    """Somebody has to look, and by when. Again each time it is passed on."""
    body: Any = _("Please look at it today. It stands in your list.")
    if alert.due_at is not None:
        here = alert.due_at.astimezone(ZoneInfo(to.time_zone or alert.school.time_zone))
        body = _("Please look at it by %(when)s. It stands in your list.") % {"when": moment_words(here)}
    code = "measures.passed_on" if passed_on else "measures.alert"
    key = f"{code}-{alert.uuid}-{to.pk}-{alert.version}"
    _tell(to, alert.school, code, key, body, _page("alerts", alert.school), at)


def tell_waiting(asking: Asking, to: User, at: datetime) -> None:
    """A sheet waits on their own side of the site."""
    body = _("Something waits for you on your page. It has time, and you may leave it.")
    url = _page("mine", asking.school)
    _tell(to, asking.school, "measures.waiting", f"measures-waiting-{asking.uuid}", body, url, at)


def _page(name: str, school: Any) -> str:
    return reverse(f"measures:{name}", kwargs={"school": school.slug})


def _tell(to: User, school: Any, code: str, key: str, body: Any, url: str, at: datetime) -> None:
    tell(to=to, school=school, code=code, key=key, subject=SUBJECT, body=body, url=url, at=at)
