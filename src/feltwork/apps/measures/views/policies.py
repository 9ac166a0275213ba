"""What the school promises about answers that mean risk."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures import actions
from feltwork.apps.measures.forms.policies import PolicyForm, initial_of
from feltwork.apps.measures.permissions import can_set_policy
from feltwork.apps.measures.queries.services import region_here
from feltwork.apps.measures.risk import is_ready, look_by, policy_of, responder_at
from feltwork.apps.measures.views.door import unkept


@access("admin", "practitioner")
@unkept
def policy(request: Request) -> HttpResponse:
    """Who looks, by when, who covers, and what people are told because of it."""
    if not can_set_policy(request.roles, request.school):
        raise PermissionDenied
    now, standing = timezone.now(), policy_of(request.school)
    form = PolicyForm(request.POST or None, school=request.school, initial=initial_of(standing))
    seen = request.POST.get("seen", "")
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_policy(
                school=request.school, seen=int(seen) if seen.isdecimal() else None, by=request.user, at=now,
                **form.given,
            )  # fmt: skip
        except ValidationError as wrong:
            for field, errors in wrong.error_dict.items() if hasattr(wrong, "error_dict") else [(None, [wrong])]:
                form.add_error(field if field in form.fields else None, errors)
        else:
            messages.success(request, _("Kept. It holds from this moment."))
            return redirect("measures:policy", school=request.school.slug)
    ready = is_ready(standing)
    context = {
        "form": form,
        "policy": standing,
        "version": standing.version if standing else 0,
        "is_ready": ready,
        "who": responder_at(standing, now) if ready else None,
        "by": look_by(standing, now) if ready else None,
        "region": region_here(request.school, standing.country if standing else "", request.school.country),
        "today": timezone.localdate(),
    }
    return render(request, "measures/policy/policy.html", context)
