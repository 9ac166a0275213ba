"""The holder's own page: the link, the paper, the choice to be found, what happened."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.credentials import actions, queries
from feltwork.apps.credentials.forms import ListingForm, PreviewForm
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.permissions import own_certificates


@access("signed_in", methods=("GET",))
def mine(request: Request) -> HttpResponse:
    """My certificates at this school, mostly one."""
    certificates = own_certificates(request.user).prefetch_related("events__by").order_by("-issued_on")
    rows = [_row(certificate) for certificate in certificates]
    if not rows and not request.roles:
        raise Http404  # a stranger learns nothing about this school
    return render(request, "credentials/mine.html", {"rows": rows})


@access("signed_in", methods=("POST",))
def list_publicly(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Choose to be found, or change what is shown."""
    certificate = get_object_or_404(own_certificates(request.user), uuid=uuid)
    form = ListingForm(request.POST)
    if not form.is_valid():
        return render(request, "credentials/mine.html", {"rows": [_row(certificate, form)]})
    try:
        actions.list_publicly(certificate=certificate, by=request.user, at=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("You can be found in the public register from now on."))
    return redirect("credentials-staff:mine", school=request.school.slug)


@access("signed_in", methods=("POST",))
def unlist(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Not to be found any more, at once."""
    certificate = get_object_or_404(own_certificates(request.user), uuid=uuid)
    actions.unlist(certificate=certificate, by=request.user, at=timezone.now())
    messages.success(request, _("You are no longer in the public register. Your link works as before."))
    return redirect("credentials-staff:mine", school=request.school.slug)


@access("signed_in", methods=("POST",))
def preview(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Whether previews of the link show the name."""
    certificate = get_object_or_404(own_certificates(request.user), uuid=uuid)
    form = PreviewForm(request.POST)
    if form.is_valid():
        actions.show_name(
            certificate=certificate, shows=form.cleaned_data["shows_name"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("Noted."))
    return redirect("credentials-staff:mine", school=request.school.slug)


def _row(certificate: Certificate, form: ListingForm | None = None) -> dict[str, object]:
    kept = {"town": certificate.listed_town, "languages": certificate.listed_languages}
    told = [event for event in certificate.events.all() if event.kind in queries.TOLD_TO_HOLDER]
    return {
        "certificate": certificate,
        "link": queries.link_of(certificate),
        "form": form or ListingForm(initial=kept),
        "events": told,
        "version": queries.newest_version(certificate),
        "change": queries.open_name_change(certificate),
        "preview": PreviewForm(initial={"shows_name": certificate.shows_name}),
    }
