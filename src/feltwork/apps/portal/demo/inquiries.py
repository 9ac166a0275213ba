"""The demo's first messages: new, looked at twice, agreed on with a call, declined, silent, taken back, and older ones
that left only their figures. Everything is done by the actions of the pages."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from feltwork.apps.directory.actions import answering, calling, inquiries
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.models import Inquiry, Profile
from feltwork.apps.directory.queries.calls import offered
from feltwork.apps.portal.demo.timeline import ZONE, Timeline

LISTED = "Hanne Vosper"
WEEK = [Hours(day, None, time(9), time(12, 30)) for day in (1, 3)] + [Hours(0, None, time(17), time(19))]
OLDER = (
    (-75, 9, "yes"),
    (-66, 30, "cannot"),
    (-58, 4, "yes"),
    (-47, 50, "not_now"),
    (-41, 21, "yes"),
    (-38, 26, "yes"),
)


def build(line: Timeline) -> None:
    """To Hanne, and one to somebody who does not answer. In the open scope of their association."""
    hanne = Profile.objects.select_related("owner", "school").get(name=LISTED)
    at = line.at(-30)
    calling.set_call_terms(
        profile=hanne, is_on=True, way="request", zone=ZONE, minutes=15, notice_hours=24, by=hanne.owner, at=at
    )
    calling.set_call_hours(profile=hanne, hours=WEEK, by=hanne.owner, at=at)
    hanne.refresh_from_db()
    _older(hanne, line)
    _send(
        hanne, line.at(-1, 19), "Wren", "wren@example.org", "I could come on Tuesdays. I hope to sleep through again."
    )
    _send(
        hanne, line.at(-2, 14), "Dr Fox", "fox@example.org",
        "My sister is coming to your city. My driver will bring a cheque; please refund the difference.",
    )  # fmt: skip
    _agreed(hanne, line)
    declined = _send(hanne, line.at(-6), "Lark", "+44 7700 900145", "Only weekends, I am afraid.", channel="text")
    answering.answer_inquiry(
        inquiry=declined, answer="cannot", words="I do not work at weekends, and I wish you somebody who does.",
        by=hanne.owner, at=line.at(-5),
    )  # fmt: skip
    inquiries.withdraw_inquiry(
        inquiry=_send(hanne, line.at(-4), "Finch", "finch@example.org", "Changed my mind."), at=line.at(-3)
    )
    other = Profile.objects.select_related("owner", "school").filter(state="listed").exclude(pk=hanne.pk).order_by("pk")
    silent = _send(other[0], line.at(-5), "Robin", "robin@example.org", "Is there room in the new year?")
    inquiries.tell_silence(inquiry=silent, at=line.at(-1))


def _older(hanne: Profile, line: Timeline) -> None:
    for day, hours, answer in OLDER:
        row = _send(hanne, line.at(day), "Somebody", f"somebody{-day}@example.org", "")
        answering.answer_inquiry(inquiry=row, answer=answer, by=hanne.owner, at=line.at(day) + timedelta(hours=hours))
        row.refresh_from_db()
        inquiries.expire_inquiry(inquiry=row, at=row.delete_at)


def _agreed(hanne: Profile, line: Timeline) -> None:
    row = _send(
        hanne, line.at(-3), "Sparrow", "+44 7700 900188", "After an operation, and quietly, please.", channel="call",
        times_words="If a child answers, say you will ring again.",
    )  # fmt: skip
    times = offered(hanne, line.at(0))
    if times:
        calling.take_call(inquiry=row, starts_at=times[-1], zone=ZONE, at=line.at(0))
    answering.answer_inquiry(
        inquiry=row, answer="yes", words="I am glad you wrote. I ring at the time you chose.", by=hanne.owner,
        at=line.at(0),
    )  # fmt: skip


def _send(profile: Profile, at: datetime, name: str, address: str, words: str, **contact: Any) -> Inquiry:
    withheld = {
        "name": name, "channel": "email", "address": address, "voicemail": False, "times_words": "",
        "site_language": "en", **contact,
    }  # fmt: skip
    shown = {"language": "en", "how": "", "fee": "low", "times": ["morning", "evening"], "line": words}
    row, _token = inquiries.send_inquiry(
        profile=profile, shown=shown, withheld=withheld, once=f"{name} {at.isoformat()} to {profile.slug}", at=at
    )
    return row
