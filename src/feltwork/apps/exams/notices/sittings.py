"""What candidates, markers and deciders are told. Never a result: that stays behind signing in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.exams.models import Admittance, Appeal, Attempt, Decision, Examination, Marking
from feltwork.apps.exams.permissions.sittings import DECIDERS
from feltwork.apps.notices.actions import tell
from feltwork.apps.schools.queries import date_at


def tell_result(decision: Decision) -> None:
    attempt = decision.attempt
    body = _("A person at the school has decided. Your page shows the result, and how each topic went.")
    if decision.corrects_id is not None:
        body = _("A person at the school has decided anew. Your page shows the result and the reason.")
    url = _page("result", attempt)
    key = f"exams-result-{decision.uuid}"
    _tell(attempt.candidate, attempt, "exams.result", key, _("There is an answer for you"), body, url, decision.at)


def tell_time_over(attempt: Attempt, at: datetime) -> None:
    body = _("The time of your examination was over, and what you had answered was handed in for you. It counts.")
    key = f"exams-time-over-{attempt.uuid}"
    url = _page("result", attempt)
    _tell(attempt.candidate, attempt, "exams.time_over", key, _("Handed in for you"), body, url, at)


def tell_entry(row: Admittance) -> None:
    """Somebody was let in, or no longer is."""
    exam, school = row.examination, row.school
    body = _("You may sit an examination although not everything before it is there yet. Its page says more.")
    if not row.is_let_in:
        body = _("You may not sit an examination yet after all. Its page says what is missing, and whom to ask.")
    name, kwargs = "exam", {"school": school.slug, "uuid": exam.uuid}
    if exam.kind == Examination.Kind.PRACTICAL:
        name, kwargs = "practical-mine", {"school": school.slug}
    tell(
        to=row.enrolment.student, school=school, code="exams.entry", key=f"exams-entry-{row.uuid}",
        subject=_("About an examination"), body=body, url=reverse(f"exams:{name}", kwargs=kwargs), at=row.at,
    )  # fmt: skip


def tell_marker(marking: Marking, at: datetime) -> None:
    body = _("Short answers of an examination wait for your marks. Whose they are is not shown.")
    key = f"exams-marking-{marking.uuid}"
    url = reverse("exams:marking", kwargs={"school": marking.school.slug})
    _tell(marking.marker, marking.attempt, "exams.marking", key, _("Something waits for your marks"), body, url, at)


def tell_deciders(attempt: Attempt, at: datetime) -> None:
    """Once a day, however many wait."""
    body = _("Results of a written examination wait for a decision.")
    _tell_staff(attempt, "exams.to_decide", f"{date_at(attempt.school, at)}", _("Results wait"), body, at)


def tell_no_markers(attempt: Attempt, at: datetime) -> None:
    body = _("Short answers wait, and there are not two people who may mark them. Please appoint somebody.")
    _tell_staff(attempt, "exams.no_markers", f"{date_at(attempt.school, at)}", _("Markers are missing"), body, at)


def tell_bank_too_small(attempt_of: Any, at: datetime) -> None:
    """*attempt_of*: an examination that could not be begun."""
    body = _("Somebody wanted to begin a written examination, and the bank has too few questions for its blueprint.")
    for user in _deciders(attempt_of.school):
        key = f"exams-bank-{attempt_of.uuid}-{date_at(attempt_of.school, at)}-{user.pk}"
        url = reverse("exams:sittings", kwargs={"school": attempt_of.school.slug})
        tell(
            to=user, school=attempt_of.school, code="exams.bank_too_small", key=key,
            subject=_("An examination is not ready"), body=body, url=url, at=at,
        )  # fmt: skip


def tell_appeal(appeal: Appeal) -> None:
    attempt = appeal.decision.attempt
    body = _("A candidate asks for a result to be looked at again. Somebody who neither marked nor decided answers.")
    _tell_staff(attempt, "exams.appeal", str(appeal.uuid), _("A result is asked about"), body, appeal.at)


def tell_appeal_answered(appeal: Appeal, at: datetime) -> None:
    attempt = appeal.decision.attempt
    body = _("Somebody else at the school has looked at what you asked for. The answer stands on your page.")
    key = f"exams-appeal-answered-{appeal.uuid}"
    url = _page("result", attempt)
    _tell(attempt.candidate, attempt, "exams.appeal_answered", key, _("There is an answer for you"), body, url, at)


def _tell_staff(attempt: Attempt, code: str, key: str, subject: Any, body: Any, at: datetime) -> None:
    url = reverse("exams:sittings", kwargs={"school": attempt.school.slug})
    for user in _deciders(attempt.school):
        _tell(user, attempt, code, f"{code}-{attempt.examination_id}-{key}-{user.pk}", subject, body, url, at)


def _deciders(school: Any) -> Iterable[User]:
    with scope(school=school):  # after the commit the scope of the act may be over
        held = Membership.objects.filter(school=school, role__in=DECIDERS, until=None)
        return list(User.objects.filter(pk__in=held.values("user"), is_active=True))


def _page(name: str, attempt: Attempt) -> str:
    return reverse(f"exams:{name}", kwargs={"school": attempt.school.slug, "uuid": attempt.uuid})


def _tell(to: User, attempt: Attempt, code: str, key: str, subject: Any, body: Any, url: str, at: datetime) -> None:
    tell(to=to, school=attempt.school, code=code, key=key, subject=subject, body=body, url=url, at=at)
