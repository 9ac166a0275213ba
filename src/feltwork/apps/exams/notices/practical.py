"""What people are told of a practical examination. Never a name, never a result: those stay behind sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.exams.models import (
    GoldCase,
    GoldConsent,
    Practical,
    PracticalAppeal,
    PracticalConsent,
    PracticalDecision,
    Rater,
    Rating,
)
from feltwork.apps.exams.permissions.practical import DECIDERS, GOLD_KEEPERS
from feltwork.apps.notices.actions import tell

SUBJECT = _("News of an examination")


def tell_statement_refused(consent: PracticalConsent, at: datetime) -> None:
    body = _("The school could not accept the statement of consent. Please look at your examination and send another.")
    _candidate(consent.practical, "statement", str(consent.uuid), body, at)


def tell_recording_gone(practical: Practical, at: datetime) -> None:
    body = _(
        "The consent to the use of your session has ended, so the recording was deleted and nobody rates it. This "
        "does not count against you: you may bring another session."
    )
    _candidate(practical, "recording_gone", f"{practical.uuid}-{at.isoformat()}", body, at)


def tell_recording_expires(practical: Practical, day: str, at: datetime) -> None:
    body = _("Your recorded session was kept for as long as was agreed, and has been deleted.")
    _candidate(practical, "recording_expired", f"{practical.uuid}-{day}", body, at)


def tell_drawn(rating: Rating, at: datetime) -> None:
    body = _(
        "You were drawn to rate a practical examination. Please look soon whether you can: if you know somebody in it "
        "too well, say so there, and another is drawn."
    )
    _tell(
        rating.rater,
        rating.practical.school,
        "drawn",
        str(rating.uuid),
        body,
        at,
        _url(rating.practical, "rating", rating),
    )


def tell_reminder(rating: Rating, at: datetime) -> None:
    body = _("A sheet of ratings is waiting for you, and its day is near.")
    key = f"{rating.uuid}-{rating.due_on.isoformat()}"
    _tell(rating.rater, rating.practical.school, "rating_due", key, body, at, _url(rating.practical, "rating", rating))


def tell_appointed(rater: Rater, at: datetime) -> None:
    body = _(
        "You were appointed to rate practical examinations. Before you are drawn, you rate training cases until you "
        "come close to what experienced raters agreed on."
    )
    url = reverse("exams:gold-training", kwargs={"school": rater.school.slug})
    _tell(rater.user, rater.school, "appointed", str(rater.uuid), body, at, url)


def tell_lack(practical: Practical, at: datetime) -> None:
    """Not enough raters: the school has to appoint or train some."""
    body = _("There are not enough raters for an examination who may rate it. Please appoint or train others.")
    _deciders(practical, "lack", f"{practical.uuid}-{practical.round}-{at.date()}", body, at)


def tell_statement(consent: PracticalConsent, at: datetime) -> None:
    body = _("A statement of consent waits to be read before an examination can go on.")
    _deciders(consent.practical, "read_statement", str(consent.uuid), body, at)


def tell_rated(practical: Practical, at: datetime) -> None:
    body = _("The ratings of an examination are complete. It waits for the decision.")
    _deciders(practical, "rated", f"{practical.uuid}-{practical.round}", body, at)


def tell_decided(decision: PracticalDecision, at: datetime) -> None:
    body = _("Your examination was decided. The result stands on its page, with how each part went.")
    _candidate(decision.practical, "decided", str(decision.uuid), body, at)


def tell_appeal(appeal: PracticalAppeal, at: datetime) -> None:
    body = _("Somebody appeals against the result of an examination. Whoever did not decide it answers.")
    _deciders(appeal.practical, "appeal", str(appeal.uuid), body, at)


def tell_appeal_answered(appeal: PracticalAppeal, at: datetime) -> None:
    body = _("Your appeal was answered. You find the answer on the page of your examination.")
    _candidate(appeal.practical, "appeal_answered", str(appeal.uuid), body, at)


def tell_case_statement(consent: GoldConsent, at: datetime) -> None:
    """Everybody who keeps cases but who sent it: one of them reads it."""
    body = _("A statement of consent waits to be read before a recorded case can be used in the training of raters.")
    url = _case_url(consent.case)
    for person in _keepers(consent.case, but=consent.by):
        _tell(person, consent.school, "case_statement", f"{consent.uuid}-{person.pk}", body, at, url)


def tell_case_statement_refused(consent: GoldConsent, at: datetime) -> None:
    body = _("A statement of consent for a recorded case was not accepted. Please look at the case and send another.")
    url = _case_url(consent.case)
    _tell(consent.by, consent.school, "case_statement_refused", str(consent.uuid), body, at, url)


def tell_case_expires(case: GoldCase, day: date, at: datetime) -> None:
    """Some weeks before the last day, to who made it."""
    body = _("The recording of a training case is kept for a few weeks more. To keep it longer, ask those in it anew.")
    _tell(case.by, case.school, "case_expires", f"{case.uuid}-{day.isoformat()}", body, at, _case_url(case))


def tell_case_retired(case: GoldCase, at: datetime) -> None:
    body = _(
        "A recorded training case is not used any more: somebody in it took their agreement back, or its time is over. "
        "The recording was deleted."
    )
    _tell(case.by, case.school, "case_retired", str(case.uuid), body, at, _case_url(case))


def _case_url(case: GoldCase) -> str:
    return reverse("exams:gold-edit", kwargs={"school": case.school.slug, "uuid": case.uuid})


def _keepers(case: GoldCase, *, but: User) -> Iterable[User]:
    with scope(school=case.school):  # after the commit the scope of the act may be over
        held = Membership.objects.filter(school=case.school, role__in=GOLD_KEEPERS, until=None)
        return list(User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk=but.pk))


def _candidate(practical: Practical, why: str, key: str, body: Any, at: datetime) -> None:
    _tell(practical.enrolment.student, practical.school, why, key, body, at, _url(practical, "practical", practical))


def _deciders(practical: Practical, why: str, key: str, body: Any, at: datetime) -> None:
    url = _url(practical, "practical-desk-one", practical)
    for person in _staff(practical):
        _tell(person, practical.school, why, f"{key}-{person.pk}", body, at, url)


def _staff(practical: Practical) -> Iterable[User]:
    with scope(school=practical.school):  # after the commit the scope of the act may be over
        held = Membership.objects.filter(school=practical.school, role__in=DECIDERS, until=None)
        people = User.objects.filter(pk__in=held.values("user"), is_active=True)
        return list(people.exclude(pk=practical.enrolment.student_id))


def _url(practical: Practical, name: str, row: Any) -> str:
    return reverse(f"exams:{name}", kwargs={"school": practical.school.slug, "uuid": row.uuid})


def _tell(to: User, school: Any, why: str, key: str, body: Any, at: datetime, url: str) -> None:
    code = f"exams.{why}"
    tell(to=to, school=school, code=code, key=f"{code}-{key}", subject=SUBJECT, body=body, url=url, at=at)
