"""What people are told: written inside the act's transaction, mailed once it is done. Subjects name nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from feltwork.apps.notices.actions import Told, language_of, tell, tell_many
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Enrolment, School
from feltwork.apps.seminars.models import MakeUp, Meeting, Seat, Seminar, Visitor
from feltwork.apps.seminars.models.visitors import VISITOR_TAKES_A_PLACE
from feltwork.apps.seminars.visits import token_for
from feltwork.apps.ui.words import date_words


def tell_seat(seat: Seat, at: datetime) -> None:
    """They have a place, or were put into the waiting list by somebody else."""
    with language_of(seat.enrolment.student):
        if seat.state == Seat.State.SEATED:
            subject = _("You have a place")
            body = _("You have a place in “%(title)s”. Dates and rooms are on its page.") % _facts(seat)
        else:
            subject = _("You are in the waiting list")
            body = _("All places in “%(title)s” are taken just now. You are asked as soon as one becomes yours.")
            body %= _facts(seat)
    _tell(seat.enrolment, seat.seminar, f"seat:{seat.uuid}:{seat.state}", "seminars.seat", subject, body, at)


def tell_offer(seat: Seat, at: datetime) -> None:
    """A place became free: until when to answer."""
    with language_of(seat.enrolment.student):
        subject = _("A place has become free")
        body = _(
            "A place in “%(title)s” is yours if it still suits you. Please answer on its page by %(until)s; without an "
            "answer it goes to the next person in the list."
        ) % {**_facts(seat), "until": _moment(seat.answer_by, seat.seminar)}
    _tell(seat.enrolment, seat.seminar, f"offer:{seat.uuid}", "seminars.offer", subject, body, at)


def tell_lapsed(seat: Seat, at: datetime) -> None:
    with language_of(seat.enrolment.student):
        subject = _("A place went to somebody else")
        body = _("The time to answer about “%(title)s” is over. You can sign up again at any time.") % _facts(seat)
    _tell(seat.enrolment, seat.seminar, f"lapsed:{seat.uuid}", "seminars.lapsed", subject, body, at)


def tell_removed(seat: Seat, at: datetime) -> None:
    with language_of(seat.enrolment.student):
        subject = _("Your place has changed")
        body = _("The school took you out of “%(title)s”. If you think this is a mistake, write to the school.")
        body %= _facts(seat)
    _tell(seat.enrolment, seat.seminar, f"removed:{seat.uuid}", "seminars.removed", subject, body, at)


def tell_meeting(place: Enrolment, meeting: Meeting, at: datetime, *, is_new: bool = False) -> None:
    """A date is new, other than it was, or does not take place."""
    seminar = meeting.seminar
    with language_of(place.student):
        facts = {"title": seminar.title, "when": _moment(meeting.starts_at, seminar)}
        if meeting.cancelled_at is not None:
            subject = _("A date does not take place")
            body = _("“%(title)s” does not meet on %(when)s.") % facts
        elif is_new:
            subject = _("A date was added")
            body = _("“%(title)s” meets on %(when)s, too.") % facts
        else:
            subject = _("A date has changed")
            body = _("“%(title)s” meets on %(when)s now. Time, room and link are on its page.") % facts
    key = f"meeting:{meeting.uuid}:{meeting.sequence}:{place.uuid}"
    _tell(place, seminar, key, "seminars.meeting", subject, body, at)


def tell_called_off(place: Enrolment, seminar: Seminar, at: datetime) -> None:
    with language_of(place.student):
        subject = _("Something was called off")
        body = _("“%(title)s” does not take place.") % {"title": seminar.title}
        if seminar.state_reason:
            body = f"{body} {seminar.state_reason}"
    _tell(place, seminar, f"called-off:{seminar.uuid}:{place.uuid}", "seminars.called_off", subject, body, at)


def tell_feedback(seminar: Seminar, people: Sequence[Enrolment], at: datetime) -> None:
    """How was it? Asked once."""
    told = []
    for place in people:
        with language_of(place.student):
            facts = {"title": seminar.title, "until": date_words(seminar.feedback_until)}
            told.append(
                Told(
                    to=place.student,
                    key=f"seminars.feedback:{seminar.uuid}:{place.uuid}",
                    subject=_("How was it?"),
                    body=_("“%(title)s” is over. Until %(until)s you can say how it was, without your name.") % facts,
                    url=_address("feedback", seminar.school, uuid=seminar.uuid),
                )
            )
    tell_many(school=seminar.school, code="seminars.feedback", told=told, at=at)


def tell_make_up_set(row: MakeUp, at: datetime) -> None:
    with language_of(row.enrolment.student):
        subject = _("Something to make up")
        body = _("For a date that you missed there is something to do instead, until %(due)s.")
        body %= {"due": date_words(row.due_on)}
    _tell_make_up(row, f"set:{row.set_at.isoformat()}", subject, body, at)


def tell_decided(row: MakeUp, at: datetime) -> None:
    with language_of(row.enrolment.student):
        if row.state == MakeUp.State.ACCEPTED:
            subject, body = _("What you made up counts"), _("What you did instead of a missed date was accepted.")
        else:
            subject = _("Something is still missing")
            body = _("What you handed in for a missed date came back with an answer; it is open until %(due)s.")
            body %= {"due": date_words(row.due_on)}
    _tell_make_up(row, f"decided:{at.isoformat()}", subject, body, at)


def tell_handed_in(row: MakeUp, at: datetime) -> None:
    """Whoever set it reads it."""
    with language_of(row.set_by):
        subject, body = _("Make-up work was handed in"), _("Somebody handed in what was to be made up.")
    tell(
        to=row.set_by,
        school=row.enrolment.school,
        code="seminars.handed_in",
        key=f"seminars.handed-in:{row.uuid}:{at.isoformat()}",
        subject=subject,
        body=body,
        url=_address("make-up", row.enrolment.school, uuid=row.uuid),
        at=at,
    )


def _tell_make_up(row: MakeUp, key: str, subject: str, body: str, at: datetime) -> None:
    tell(
        to=row.enrolment.student,
        school=row.enrolment.school,
        code="seminars.make_up",
        key=f"seminars.make-up:{row.uuid}:{key}",
        subject=subject,
        body=body,
        url=_address("make-up", row.enrolment.school, uuid=row.uuid),
        at=at,
    )


def _tell(place: Enrolment, seminar: Seminar, key: str, code: str, subject: str, body: str, at: datetime) -> None:
    tell(
        to=place.student,
        school=place.school,
        code=code,
        key=f"seminars.{key}",
        subject=subject,
        body=body,
        url=_address("seminar", place.school, uuid=seminar.uuid),
        at=at,
    )


def _address(name: str, school: School, **kwargs: Any) -> str:
    return reverse(f"seminars:{name}", kwargs={"school": school.slug, **kwargs})


def _facts(seat: Seat) -> dict[str, str]:
    return {"title": seat.seminar.title}


def _moment(moment: datetime | None, seminar: Seminar) -> str:
    """19 November 2026 at 10:31, on the clock of the seminar's zone."""
    if moment is None:
        return ""
    here = moment.astimezone(ZoneInfo(seminar.zone))
    return _("%(date)s at %(time)s") % {"date": date_words(here.date()), "time": f"{here:%H:%M}"}


def ask_visitor(visitor: Visitor, at: datetime) -> None:
    """Somebody from outside: whether they come, and until when to say so."""
    with translation.override(visitor.language):
        body = _(
            "%(school)s keeps a place for you in “%(title)s”. Please say whether you come by %(until)s; without an "
            "answer the place goes to somebody else. If you do not know of this, do nothing: your address is deleted."
        ) % {
            "school": visitor.school.name,
            "title": visitor.seminar.title,
            "until": _moment(visitor.answer_by, visitor.seminar),
        }
        _tell_visitor(visitor, "asked", _("A place is kept for you"), body, at)


def tell_visitor_place(visitor: Visitor, at: datetime) -> None:
    with translation.override(visitor.language):
        body = _(
            "You have a place in “%(title)s”. Behind this address stand dates, room and link, a way to give the place "
            "back, and afterwards your statement of attendance."
        )
        body %= {"title": visitor.seminar.title}
        _tell_visitor(visitor, f"coming-{at:%Y%m%d%H%M%S}", _("You have a place"), body, at)


def tell_visitor_removed(visitor: Visitor, at: datetime) -> None:
    with translation.override(visitor.language):
        body = _("The school took you out of “%(title)s”. If you think this is a mistake, write to the school.")
        body %= {"title": visitor.seminar.title}
        _tell_visitor(visitor, "removed", _("Your place has changed"), body, at)


def tell_visitors_dates(seminar: Seminar, meeting: Meeting, at: datetime) -> None:
    """A date is new, other than it was, or does not take place: those from outside look at their page."""
    for visitor in _visitors(seminar):
        with translation.override(visitor.language):
            body = _("The dates of “%(title)s” have changed. They stand on your page.") % {"title": seminar.title}
            _tell_visitor(visitor, f"dates-{meeting.uuid}-{meeting.sequence}", _("A date has changed"), body, at)


def tell_visitors_called_off(seminar: Seminar, at: datetime) -> None:
    for visitor in _visitors(seminar):
        with translation.override(visitor.language):
            body = _("“%(title)s” does not take place.") % {"title": seminar.title}
            _tell_visitor(visitor, "called-off", _("A date does not take place"), body, at)


def forget_visitor(visitor: Visitor) -> None:
    """What was told to a visitor keeps neither their address nor the words."""
    rows = Notice.objects.filter(key__startswith=_visit_key(visitor))
    rows.update(email="", body="", url="", mail=Notice.Mail.NONE)


def _visitors(seminar: Seminar) -> list[Visitor]:
    rows = Visitor.objects.filter(seminar=seminar, state__in=VISITOR_TAKES_A_PLACE, erased_at=None)
    return list(rows.select_related("school").order_by("pk"))


def _visit_key(visitor: Visitor) -> str:
    return f"seminars.visit:{visitor.uuid}:"


def _tell_visitor(visitor: Visitor, key: str, subject: str, body: str, at: datetime) -> None:
    url = _address("visit", visitor.school, token=token_for(visitor.uuid))
    tell(
        email=visitor.email, school=visitor.school, code="seminars.visit", key=f"{_visit_key(visitor)}{key}",
        subject=subject, body=body, url=url, at=at,
    )  # fmt: skip
