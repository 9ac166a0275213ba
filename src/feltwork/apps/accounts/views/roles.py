"""Who may do what in a school: for its administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts import actions, queries
from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.forms import GrantForm
from feltwork.apps.accounts.models import GRANTED_BY_HAND, GRANTED_IN_A_PRACTICE, Role

BY_HAND = [*GRANTED_BY_HAND, *GRANTED_IN_A_PRACTICE]


@access("admin", methods=("GET",))
def roles(request: Request) -> HttpResponse:
    """Everybody with a role that is given by hand, and mail that could not be delivered."""
    context = {
        "form": GrantForm(has_practice=request.school.has_practice),
        "members": queries.members_of(request.school, roles=BY_HAND),
        "lost_mail": queries.lost_mail_of(request.school),
    }
    return render(request, "accounts/roles.html", context)


@access("admin", methods=("POST",), step_up=True)
def role_grant(request: Request) -> HttpResponse:
    """Give a role to somebody, who gets a link by mail."""
    form = GrantForm(request.POST, has_practice=request.school.has_practice)
    if not form.is_valid():
        context = {"form": form, "members": queries.members_of(request.school, roles=BY_HAND)}
        return render(request, "accounts/roles.html", context)
    user = actions.person_for(email=form.cleaned_data["email"], name=form.cleaned_data["name"])
    membership = actions.grant_role(
        school=request.school, user=user, role=form.cleaned_data["role"], by=request.user, at=timezone.now()
    )
    messages.success(
        request,
        _("%(name)s now has the role “%(role)s”.")
        % {"name": user.name or user.email, "role": Role(membership.role).label},
    )
    return redirect("accounts-school:roles", school=request.school.slug)


@access("admin", methods=("POST",), step_up=True)
def role_end(request: Request, uuid: str) -> HttpResponse:
    """End a role; the last administrator stays."""
    membership = get_object_or_404(queries.members_of(request.school, roles=BY_HAND), uuid=uuid)
    if membership.role == Role.ADMIN and queries.count_of(request.school, Role.ADMIN) == 1:
        messages.error(request, _("A school needs at least one administrator. Please make somebody else one first."))
    else:
        actions.end_role(
            school=request.school, user=membership.user, role=membership.role, by=request.user, at=timezone.now()
        )
        messages.success(request, _("The role has ended."))
    return redirect("accounts-school:roles", school=request.school.slug)
