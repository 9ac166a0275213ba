"""What an account page and the list of roles show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from feltwork.apps.accounts.models import Membership, OpenSession, User
from feltwork.apps.accounts.records import about
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice

SUBJECTS: dict[str, str | Promise] = {
    "accounts.user": gettext_lazy("your account"),
    "schools.enrolment": gettext_lazy("your training record"),
    "schools.provider": gettext_lazy("your record as a provider"),
    "admissions.application": gettext_lazy("your application"),
    "admissions.applicationdocument": gettext_lazy("a paper of your application"),
    "certification.logentry": gettext_lazy("an entry in your log"),
    "certification.evidence": gettext_lazy("a paper you sent in"),
    "credentials.certificate": gettext_lazy("your certificate"),
    "signoffs.ledgerentry": gettext_lazy("a signed entry about you"),
    "signoffs.signoffrequest": gettext_lazy("a request of yours for a signature"),
}
LOST_MAIL_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw something of a person."""

    at: datetime
    who: str
    school: str
    what: str


def passkeys_of(user: Any) -> QuerySet[Authenticator]:
    """The passkeys of *user*, oldest first."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by(
        "created_at", "pk"
    )
    return found


def recovery_codes_of(user: Any) -> list[str]:
    """The codes that were not used yet."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(kept.wrap().get_unused_codes()) if kept else []


def other_sessions_of(user: Any, session_key: str) -> QuerySet[OpenSession]:
    """Where else *user* is signed in, newest first."""
    live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return (
        OpenSession.objects.filter(Exists(live), user=user)
        .exclude(session_key=session_key)
        .order_by("-began_at", "-pk")
    )


def roles_of(user: Any) -> list[Membership]:
    """The roles of *user* in all schools: their own page, so no school's scope applies."""
    with scopes_disabled():
        found = Membership.objects.filter(user=user, until=None).select_related("school")
        return list(found.order_by("school__name", "since", "pk"))


def members_of(school: Any, *, roles: Iterable[str]) -> QuerySet[Membership]:
    """Who holds one of *roles* now, by name; inside the school's scope."""
    found: QuerySet[Membership] = (
        Membership.objects.filter(school=school, until=None, role__in=roles)
        .select_related("user")
        .order_by("user__name", "user__email", "role")
    )
    return found


def count_of(school: Any, role: str) -> int:
    """How many hold *role* in *school* now."""
    return int(Membership.objects.filter(school=school, until=None, role=role).count())


def lost_mail_of(school: Any) -> QuerySet[Notice]:
    """The newest mails of *school* that were given up after several tries."""
    lost = Notice.objects.filter(school=school, mail=Notice.Mail.FAILED).select_related("to")
    return lost.order_by("-created_at", "-pk")[:LOST_MAIL_SHOWN]


def looks_at(user: User) -> QuerySet[AuditRecord]:
    """Each time somebody else saw a row about *user*, newest first."""
    others = AuditRecord.objects.filter(about(user), kind=AuditRecord.Kind.SAW).exclude(by=user)
    return others.select_related("by", "school").order_by("-at", "-pk")


def in_words(records: Iterable[AuditRecord]) -> list[Look]:
    """The same for a reader."""
    return [
        Look(
            at=row.at,
            who=str(row.by) if row.by else _("The site itself"),
            school=row.school.name if row.school else "",
            what=str(SUBJECTS.get(row.subject_type, _("something about you"))),
        )
        for row in records
    ]
