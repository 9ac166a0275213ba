"""Ask to be told when somebody near has room, and what stands behind the link of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import TooMany, limit
from feltwork.apps.directory.actions.waiting import READ_DAYS, WAIT_DAYS, ask_to_be_told, forget_waiting
from feltwork.apps.directory.forms.contact import TellMeForm
from feltwork.apps.directory.others import new_ones
from feltwork.apps.directory.queries.contact import wish_by
from feltwork.apps.directory.sealed import KeyStoreError, open_box
from feltwork.apps.directory.views.open import PAGES, counted_as, missed, slowed, unlisted


@access("anyone")
@unlisted
def tell_me(request: Request) -> HttpResponse:
    """One mail, once, and then nothing is kept."""
    limit(request, "directory.tell_me_page", per_address=PAGES)
    initial = {"town_text": request.GET.get("town", "")[:120]}
    form, status = TellMeForm(request.POST or None, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        whom = counted_as(form.cleaned_data["address"])
        try:
            slowed(request, "tell_me", form.cleaned_data["puzzle"])
            limit(request, "directory.tell_me_to", per_person="3/d", person=whom)
        except TooMany:
            form.add_error(None, _("This was asked several times already. Please try again tomorrow."))
            status = 429
        else:
            with scopes_disabled():  # the directory is of all schools
                _row, token = ask_to_be_told(wish=form.wish(), at=timezone.now())
            return redirect("directory:told", token)
    context = {"form": form, "wait_days": WAIT_DAYS}
    return render(request, "directory/tell_me.html", context, status=status)


@access("anyone")
@unlisted
def told(request: Request, token: str) -> HttpResponse:
    """Who has room now; take the wish back."""
    limit(request, "directory.sent_page", per_address=PAGES)
    row = wish_by(token)
    if row is None:
        raise missed(request)
    with scopes_disabled():  # the directory is of all schools
        if request.method == "POST":
            forget_waiting(waiting=row, at=timezone.now())
            return render(request, "directory/told_gone.html")
        try:
            people = new_ones(open_box(row, "sealed"), timezone.now())
        except KeyStoreError:
            raise Http404 from None
        context = {"wish": row, "token": token, "people": people, "read_days": READ_DAYS}
        return render(request, "directory/told.html", context)
