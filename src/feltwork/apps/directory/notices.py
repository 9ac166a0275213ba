"""What people are told about their page. Subjects say nothing of the field, of people or of what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.directory.links import still_link
from feltwork.apps.directory.models import Erasure, Licence, LicenceCheck, Profile, Report
from feltwork.apps.notices.actions import language_of, tell
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import School
from feltwork.apps.ui.words import date_words

SUBJECT: Any = _("Your page")
TO_STAFF = ("directory.licence_waits", "directory.report_waits")
CHECKERS = ("registrar", "credentialing", "admin")
OF_CHECK: dict[str, Any] = {
    LicenceCheck.Result.CONFIRMED: _("Your licence stands in the register. Your page says so, with the day."),
    LicenceCheck.Result.NOT_FOUND: _("Your licence was not found in the register. Please look at what you entered."),
    LicenceCheck.Result.OTHER_NAME: _("The register has your number in another name. Please write to the school."),
    LicenceCheck.Result.ENDED: _(
        "The register says that your licence has ended or rests. If not, write to the school."
    ),
    LicenceCheck.Result.UNCLEAR: _("The register gave no clear answer. Nothing has changed; we ask again."),
}


def tell_still_right(profile: Profile, at: datetime, hidden_on: date) -> None:
    """After two weeks: is everything still right? One click, without signing in."""
    body = _("Is everything on your page still right? One click says so. Without it the page is shown until %(day)s.")
    _tell(profile, "still-right", body, at, day=hidden_on, url=still_link(profile))


def tell_marked(profile: Profile, at: datetime, hidden_on: date) -> None:
    """After three weeks: the page says that it may be old."""
    body = _("Your page says that it was not confirmed for a while. It is hidden from %(day)s unless you confirm it.")

    _tell(profile, "marked", body, at, day=hidden_on, url=still_link(profile))


def tell_gone(profile: Profile, at: datetime) -> None:
    """After thirty days: nobody sees it until it is confirmed."""
    body = _("Your page is hidden, for nobody has said that it is still right. One click shows it again.")
    _tell(profile, "gone", body, at, url=still_link(profile))


def tell_hidden(profile: Profile, at: datetime) -> None:
    """The school hid it, and says why on the page behind."""
    body = _("The school has hidden your page. Why, and what to do, stands behind the link.")
    _tell(profile, f"hidden-{profile.version}", body, at)


def tell_licence(check: LicenceCheck, at: datetime) -> None:
    """What the register said."""
    _tell(check.licence.profile, f"licence-{check.uuid}", OF_CHECK[check.result], at)


def tell_erased(erasure: Erasure, owner: User, school: School, at: datetime) -> None:
    """It is gone, whoever asked for it: somebody who did not would want to know."""
    tell(
        to=owner,
        school=school,
        code="directory.erased",
        key=f"directory-erased-{erasure.uuid}",
        subject=SUBJECT,
        body=_("Your page is erased. If you did not ask for this, please write to the school."),
        url=reverse("directory-desk:mine", kwargs={"school": school.slug}),
        at=at,
    )


def withdraw(profile: Profile) -> None:
    """Take back what the owner was told of their page and of messages: the links lead nowhere any more."""
    rows = Notice.objects.filter(to=profile.owner, school=profile.school, code__startswith="directory.")
    rows.exclude(code__in=TO_STAFF).exclude(code="directory.erased").delete()


def tell_staff_licence(licence: Licence, at: datetime) -> None:
    """A licence waits for a look into its register."""
    key = f"directory-claimed-{licence.uuid}-{at.date()}"
    _tell_staff(licence, "licences", "directory.licence_waits", key, _("A licence waits to be looked up."), at)


def tell_staff_report(report: Report, at: datetime) -> None:
    """Somebody says that a page is not right."""
    key = f"directory-report-{report.uuid}"
    _tell_staff(report, "reports", "directory.report_waits", key, _("Somebody has written about a page."), at)


def _tell(profile: Profile, what: str, body: Any, at: datetime, *, day: date | None = None, url: str = "") -> None:
    with language_of(profile.owner):  # a sentence with a day in it is made here, in the language of its reader
        words = str(body) % {"day": date_words(day)} if day else str(body)
    said = profile.confirmed_on.isoformat() if profile.confirmed_on else "never"
    tell(
        to=profile.owner,
        school=profile.school,
        code=f"directory.{what.split('-')[0]}",
        key=f"directory-{what}-{profile.uuid}-{said}",
        subject=SUBJECT,
        body=words,
        url=url or reverse("directory-desk:mine", kwargs={"school": profile.school.slug}),
        at=at,
    )


def _tell_staff(row: Licence | Report, page: str, code: str, key: str, body: Any, at: datetime) -> None:
    with scope(school=row.school):
        held = Membership.objects.filter(role__in=CHECKERS, until=None).values("user")
    url = reverse(f"directory-desk:{page}", kwargs={"school": row.school.slug})
    for user in User.objects.filter(pk__in=held, is_active=True).order_by("pk"):
        tell(
            to=user, school=row.school, code=code, key=f"{key}-{user.pk}", subject=_("There is something to look at"),
            body=body, url=url, at=at,
        )  # fmt: skip
