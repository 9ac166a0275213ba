"""From what a provider was shown to what they vouch for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.schools.models import Approval, Mode
from feltwork.apps.schools.queries import is_approved
from feltwork.apps.signoffs.models import SignOffRequest

Facts = Mapping[str, Any]
CORRECTABLE = ("on", "hours", "kind", "mode", "group_size")
GROUP = Approval.Kind.GROUP.value
MOST_HOURS = 24


class Reason(models.TextChoices):
    """Why a provider does not confirm."""

    LENGTH = "date_or_length", gettext_lazy("The date or length")
    KIND = "kind", gettext_lazy("It was a different kind of meeting")
    NOT_HELD = "not_held", gettext_lazy("It did not take place, or not with me")


def confirmed(request: SignOffRequest) -> dict[str, Any]:
    """What was shown, with the approval looked up anew: it may have ended since the request was made."""
    return _complete(request, request.presented)


def corrected(request: SignOffRequest, changes: Facts, *, today: date) -> dict[str, Any]:
    """What was shown with *changes* (of CORRECTABLE; dates, hours as text), and the interval that follows from them.

    Level and worth are left out where they would have to be worked out anew. Raises ValidationError.
    """
    presented = request.presented
    changes = {key: str(value) for key, value in changes.items() if str(presented.get(key) or "") != str(value)}
    if {**presented, **changes}["kind"] != GROUP:
        changes.pop("group_size", None)  # follows from the kind
    _check(presented, changes, today)
    facts = {**presented, **changes, "corrected": sorted(changes), "worth": ""}
    if facts["kind"] != GROUP:
        facts["group_size"] = ""
    if {"on", "hours"} & set(changes):
        facts |= _interval(presented, date.fromisoformat(facts["on"]), Fraction(facts["hours"]))
    complete = _complete(request, facts)
    return complete | {"level": "", "level_title": ""} if "on" in changes else complete


def approval_in_force(request: SignOffRequest, facts: Facts) -> bool:
    """Whether the provider could give what *facts* say on that day."""
    return is_approved(
        provider=request.provider,
        kind=str(facts.get("kind") or ""),
        level=str(facts.get("level") or ""),
        on=date.fromisoformat(facts["on"]),
    )


def _complete(request: SignOffRequest, facts: Facts) -> dict[str, Any]:
    return {**facts, "approved": "1" if approval_in_force(request, facts) else "0", "request": str(request.uuid)}


def _interval(presented: Facts, on: date, hours: Fraction) -> dict[str, str]:
    """The same time of day on *on*, in the zone it was lived in, for *hours* of true elapsed time."""
    zone = ZoneInfo(presented["zone"])
    time_of_day = datetime.fromisoformat(presented["starts_at"]).astimezone(zone).time()
    starts = datetime.combine(on, time_of_day, zone).astimezone(UTC)
    ends = starts + timedelta(seconds=round(hours * 3600))
    return {"starts_at": starts.isoformat(), "ends_at": ends.isoformat()}


def _check(presented: Facts, changes: Facts, today: date) -> None:
    if set(changes) - set(CORRECTABLE):
        raise ValueError(f"not for a provider to correct: {sorted(set(changes) - set(CORRECTABLE))}")
    if not changes:
        raise ValidationError(_("Nothing was changed. You can sign it as it stands."), code="unchanged")
    if "on" in changes and date.fromisoformat(changes["on"]) > today:
        raise ValidationError({"on": _("This day has not been yet.")})
    if "hours" in changes and not 0 < Fraction(changes["hours"]) <= MOST_HOURS:
        raise ValidationError({"hours": _("Please write a length of up to 24 hours.")})
    if "kind" in changes and changes["kind"] not in Approval.Kind.values:
        raise ValidationError({"kind": _("Please choose what it was.")})
    if "mode" in changes and changes["mode"] not in Mode.values:
        raise ValidationError({"mode": _("Please choose how you met.")})
    facts = {**presented, **changes}
    if facts.get("kind") == GROUP and not facts.get("group_size"):
        raise ValidationError({"group_size": _("How many people were in the group?")})
