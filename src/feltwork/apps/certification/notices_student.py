"""What students are told besides decisions: what an import came to, a level about to change, a document running out.

Subjects name nobody and nothing of the work itself.
"""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.certification.models import ImportedLog
from feltwork.apps.notices.actions import language_of, tell
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.ui.words import date_words


def tell_import(imported: ImportedLog, count: int, accepted: bool, reason: str, at: datetime) -> None:
    """One word about one decision for many entries."""
    with language_of(imported.enrolment.student):
        if accepted:
            subject = _("The school accepted your log")
            body = ngettext(
                "One entry of it now counts as your rules say: %(reason)s",
                "%(n)s entries of it now count as your rules say: %(reason)s",
                count,
            )
        else:
            subject = _("The school did not accept your log")
            body = ngettext(
                "One entry of it was not accepted: %(reason)s\n\n"
                "You may attach another paper to it, or ask for a decision.",
                "%(n)s entries of it were not accepted: %(reason)s\n\n"
                "You may attach other papers to them, or ask for a decision.",
                count,
            )
        key = f"certification.import:{imported.uuid}:{at.isoformat()}"
        _tell(imported.enrolment, "import", key, subject, body % {"n": count, "reason": reason}, at)


def tell_level(enrolment: Enrolment, level: str, starts_on: date, days: int, lines: list[str], at: datetime) -> None:
    """The next level begins soon and leaves a gap that cannot be filled afterwards."""
    with language_of(enrolment.student):
        facts = {"level": level, "date": date_words(starts_on), "what": "\n".join(f"– {line}" for line in lines)}
        body = _("%(level)s begins on %(date)s. What is missing before it cannot be filled later:\n\n%(what)s") % facts
        key = f"certification.level:{enrolment.uuid}:{starts_on.isoformat()}:{days}"
        _tell(enrolment, "level", key, _("Something is still missing before your next level"), body, at)


def tell_document(enrolment: Enrolment, title: str, ends_on: date, days: int, at: datetime) -> None:
    """A document that the rules ask for runs out."""
    with language_of(enrolment.student):
        facts = {"title": title, "date": date_words(ends_on)}
        body = _("%(title)s: it ends on %(date)s. Please send the new one to your school before then.") % facts
        key = f"certification.document:{enrolment.uuid}:{title}:{ends_on.isoformat()}:{days}"[:160]
        _tell(enrolment, "document", key, _("One of your documents ends soon"), body, at)


def _tell(enrolment: Enrolment, code: str, key: str, subject: str, body: str, at: datetime) -> None:
    tell(
        to=enrolment.student,
        school=enrolment.school,
        code=f"certification.{code}",
        key=key,
        subject=subject,
        body=body,
        url=reverse("certification:path-of", kwargs={"school": enrolment.school.slug, "uuid": enrolment.uuid}),
        at=at,
    )
