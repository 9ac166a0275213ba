"""Another mail address: asked for here, changed by the link that goes to the new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.forms import AddressForm
from feltwork.apps.accounts.limits import limit
from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import AddressChange

GONE = 410


@access("signed_in", step_up=True)
def address(request: Request) -> HttpResponse:
    """Ask for mail to go somewhere else."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        limit(request, "address", per_person="5/h")
        email = form.cleaned_data["email"]
        actions.ask_address_change(user=request.user, email=email, by=request.user, at=timezone.now())
        messages.success(request, _("A mail is on its way to the new address. Open its link within an hour."))
        return redirect("accounts:account")
    return render(request, "accounts/address.html", {"form": form})


@access("signed_in")
def address_link(request: Request, token: str) -> HttpResponse:
    """Opening it changes nothing; the button does."""
    mine = AddressChange.objects.filter(user=request.user)
    change = mine.filter(token_hash=hash_of(token)).first()
    if change is None or not change.is_open(timezone.now()):
        return render(request, "accounts/address_gone.html", status=GONE)
    problem = ""
    if request.method == "POST":
        try:
            actions.change_address(change=change, by=request.user, at=timezone.now())
        except ValidationError as error:
            problem = error.messages[0]
        else:
            messages.success(request, _("Mail now goes to your new address."))
            return redirect("accounts:account")
    return render(request, "accounts/address_link.html", {"change": change, "problem": problem})
