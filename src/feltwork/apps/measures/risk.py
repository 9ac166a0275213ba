"""Answers that mean risk: when they may be asked at all, who is told, and by when somebody looks.

A risk item marks how bad things are; it assesses nothing. Whatever somebody answers there, a person looks (domain
handbook, instruments.md section 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.measures.hours import Desk
from feltwork.apps.measures.models import Asking, Policy
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.schools.models import School
from feltwork.core.measures import Instrument

REMOTE = frozenset({Place.PORTAL.value, Place.LINK.value})
IN_THE_ROOM = timedelta(hours=24)  # where the practice promised nothing: whoever was there is asked again after it


@dataclass(frozen=True, slots=True)
class Promise:
    """What the person is told. *who* looks, *by* when; in the room, whoever is there with them."""

    is_in_room: bool
    who: User | None
    by: datetime | None


def policy_of(school: School) -> Policy | None:
    return Policy.objects.filter(school=school).select_related("responder", "cover", "escalate_to", "school").first()


def is_ready(policy: Policy | None) -> bool:
    """Somebody is named who works here, and a time in which they look."""
    if policy is None or policy.responder is None or not policy.reply_hours or not policy.days:
        return False
    return works_here(policy.responder, policy.school)


def works_here(user: User, school: School) -> bool:
    """An open account, and a role other than that of a client or a student."""
    held = Membership.objects.filter(user=user, school=school, until=None).exclude(role__in=("client", "student"))
    return bool(user.is_active) and held.exists()


def may_be_asked(whole: Instrument, place: str, policy: Policy | None) -> bool:
    """In the room always; from afar an instrument with a risk item only where somebody looks."""
    return place not in REMOTE or not whole.has_risk or is_ready(policy)


def responder_at(policy: Policy | None, at: datetime) -> User | None:
    """Whoever looks at *at*: the responder, or the cover on the days when the responder is away."""
    if policy is None:
        return None
    if is_away(policy, at) and policy.cover is not None and works_here(policy.cover, policy.school):
        return policy.cover
    return policy.responder


def is_away(policy: Policy, at: datetime) -> bool:
    if policy.away_from is None:
        return False
    today = at.astimezone(ZoneInfo(policy.school.time_zone)).date()
    return policy.away_from <= today and (policy.away_until is None or today <= policy.away_until)


def look_by(policy: Policy | None, at: datetime) -> datetime:
    """Until when somebody looks at what is answered at *at*."""
    if policy is None or not is_ready(policy):
        return at + IN_THE_ROOM
    desk = Desk(policy.days, policy.opens, policy.closes, policy.school.time_zone)
    return desk.look_by(at, policy.reply_hours or 0)


def promise_for(asking: Asking, policy: Policy | None, at: datetime) -> Promise:
    """As true as the policy is: the same reckoning sets the time of the alert."""
    if asking.place not in REMOTE:
        return Promise(True, in_charge(asking, policy, at), None)
    if not is_ready(policy):
        return Promise(False, None, None)
    return Promise(False, responder_at(policy, at), look_by(policy, at))


def in_charge(asking: Asking, policy: Policy | None, at: datetime) -> User | None:
    """Who gets an alert of this sheet. In the room whoever is there; else, and for trainees, whom the policy names."""
    if asking.client is not None and (asking.place not in REMOTE or not is_ready(policy)):
        return asking.client.clinician
    return responder_at(policy, at)


def next_in_line(asking: Asking, policy: Policy | None, now: User | None) -> User | None:
    """Who is told when *now* has not looked: cover, whom the policy names last, whoever treats the client."""
    line = [policy.responder, policy.cover, policy.escalate_to] if policy is not None else []
    line += [asking.client.clinician] if asking.client is not None else []
    standing = [one for one in dict.fromkeys(line) if one is not None and works_here(one, asking.school)]
    later = standing[standing.index(now) + 1 :] if now in standing else standing
    return next(iter(later or standing), now)
