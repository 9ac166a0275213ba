"""What people are told. Subjects name nobody; bodies to providers name the school only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.models import User
from feltwork.apps.notices.actions import language_of, tell
from feltwork.apps.schools.models import School
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.tokens import token_for
from feltwork.apps.ui.words import date_words


def address_of(request: SignOffRequest) -> str:
    """The page of *request*, as a path."""
    return reverse("signoffs:request", kwargs={"school": request.school.slug, "token": token_for(request.uuid)})


def asking(request: SignOffRequest) -> tuple[str, str]:
    """Subject and body of the first mail."""
    facts = {"school": request.school.name, "due": date_words(request.due_on)}
    return _("Something waits for your confirmation"), _(
        "A student of %(school)s asks you to confirm a session or consultation.\n\n"
        "Please look at it until %(due)s; it takes about a minute. "
        "Opening the link signs nothing: you sign in first, then see what it is about."
    ) % facts


def reminding(request: SignOffRequest) -> tuple[str, str]:
    """Subject and body of a reminder."""
    facts = {"school": request.school.name, "due": date_words(request.due_on), "asked": date_words(request.asked_at)}
    return _("Something still waits for your confirmation"), _(
        "On %(asked)s a student of %(school)s asked you to confirm a session or consultation. "
        "You can answer until %(due)s.\n\n"
        "If something is not right, or if it was not with you, the page lets you say so. "
        "We remind you twice at most."
    ) % facts


def tell_asked(request: SignOffRequest, *, at: datetime) -> None:
    with language_of(request.provider.user):
        _tell_provider(request, "signoffs.asked", f"signoffs.asked:{request.uuid}", asking(request), at)


def tell_reminded(request: SignOffRequest, *, at: datetime) -> None:
    key = f"signoffs.reminded:{request.uuid}:{request.reminders}"
    with language_of(request.provider.user):
        _tell_provider(request, "signoffs.reminded", key, reminding(request), at)


def tell_answered(student: User, requests: Sequence[SignOffRequest], *, key: str, at: datetime) -> None:
    """Tell *student* what became of *requests*, all answered in one go with the same outcome."""
    outcome = SignOffRequest.Outcome
    with language_of(student):
        facts = {"n": len(requests), "provider": requests[0].provider.name}
        if requests[0].outcome == outcome.CONFIRMED:
            body = ngettext("%(provider)s confirmed an entry.", "%(provider)s confirmed %(n)s entries.", len(requests))
        elif requests[0].outcome == outcome.CORRECTED:
            body = _("%(provider)s confirmed an entry with a correction. The corrected facts count from now on.")
        else:
            body = _("%(provider)s did not confirm an entry and says why. You can change the entry and ask again.")
        _tell_student(student, requests[0].school, "signoffs.answered", key, _("News about your log"), body % facts, at)


def tell_taken_back(request: SignOffRequest, *, key: str, by_school: bool, at: datetime) -> None:
    with language_of(request.student):
        facts = {"provider": request.provider.name, "school": request.school.name}
        if by_school:
            body = _("%(school)s took back a signature of %(provider)s. Your log says which and why.")
        else:
            body = _("%(provider)s took back an answer given today and can answer again.")
        _tell_student(
            request.student, request.school, "signoffs.taken_back", key, _("News about your log"), body % facts, at
        )


def tell_expired(request: SignOffRequest, *, at: datetime) -> None:
    with language_of(request.student):
        body = _(
            "%(provider)s has not answered by %(due)s. You can ask again, "
            "or attach an invoice or a mail in place of the signature."
        ) % {"provider": request.provider.name, "due": date_words(request.due_on)}
        key = f"signoffs.expired:{request.uuid}:{request.due_on}"
        _tell_student(request.student, request.school, "signoffs.expired", key, _("News about your log"), body, at)


def _tell_provider(request: SignOffRequest, code: str, key: str, words: tuple[str, str], at: datetime) -> None:
    provider, (subject, body) = request.provider, words
    tell(
        to=provider.user,
        email=provider.email,
        school=request.school,
        code=code,
        key=key,
        subject=subject,
        body=body,
        url=address_of(request),
        at=at,
    )


def _tell_student(student: User, school: School, code: str, key: str, subject: str, body: str, at: datetime) -> None:
    url = reverse("certification:path", kwargs={"school": school.slug})
    tell(to=student, school=school, code=code, key=key, subject=subject, body=body, url=url, at=at)
