"""What people are told about their roles."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.models import Membership, Role
from feltwork.apps.notices.actions import language_of, tell


def tell_role_granted(membership: Membership, *, at: datetime) -> None:
    """Tell somebody that they have a role now."""
    with language_of(membership.user):
        words = {"role": Role(membership.role).label, "school": membership.school.name}
        body = _("At %(school)s you now have the role “%(role)s”. Sign in to see what there is to do.") % words
    tell(
        to=membership.user,
        school=membership.school,
        code="accounts.role_granted",
        key=f"accounts.role_granted:{membership.uuid}",
        subject=gettext_lazy("A new role on Feltwork"),
        body=body,
        url=reverse("school:home", kwargs={"school": membership.school.slug}),
        at=at,
    )


def tell_role_ended(membership: Membership, *, at: datetime) -> None:
    """Tell somebody that a role of theirs has ended."""
    with language_of(membership.user):
        words = {"role": Role(membership.role).label, "school": membership.school.name}
        body = _("At %(school)s your role “%(role)s” has ended. What you did in it stays on record.") % words
    tell(
        to=membership.user,
        school=membership.school,
        code="accounts.role_ended",
        key=f"accounts.role_ended:{membership.uuid}",
        subject=gettext_lazy("A role on Feltwork has ended"),
        body=body,
        at=at,
    )
