"""Signing, locking, adding, co-signing: each a page or a button of its own, each by whoever is signed in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import ChangedMeanwhile
from feltwork.apps.practice.forms.session import WordsForm
from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries import record as records
from feltwork.apps.practice.queries.page import page_of
from feltwork.apps.practice.views.door import practice_page, record_or_404
from feltwork.apps.practice.views.records.page import READERS, is_open, local, touch_of
from feltwork.apps.practice.views.records.reading import blocks, counts, missing_words

SUPERVISING = frozenset({Sight.SUPERVISOR})


@access("practitioner", "supervisor", methods=("GET",))
@practice_page
def signing(request: Request, uuid: UUID) -> HttpResponse:
    """What is missing, who will see what, and the button: for the author, or for a supervisor who signs, too."""
    file, row = record_or_404(request, uuid, "record", sights=READERS)
    is_author = is_open(request.user, file, row)
    signatures = records.signatures_of(row)
    if not is_author and (file.sight is not Sight.SUPERVISOR or not signatures):
        return _to_record(request, row)
    page = page_of(file, row)
    missing = records.missing_for_signing(file, row) if is_author else []
    shared = [one for one in page.standing if one.audience in {"client", "guardian"}]
    context = {
        "file": file,
        "record": row,
        "page": page,
        "begins": local(row.starts_at, row),
        "is_author": is_author,
        "missing": missing,
        "missing_words": missing_words(missing),
        "touch": touch_of(file, page),
        "signatures": signatures,
        "shared": shared,
        "shared_counts": counts(shared),
        "shared_blocks": [one for one in blocks(page) if one.item.audience in {"client", "guardian"}],
        "kept": [one for one in page.standing if one.audience == "me"],
        "shown": records.shown_of(file, row),
    }
    return render(request, "practice/records/signing.html", context)


@access("practitioner", methods=("POST",), step_up=True)
@practice_page
def sign(request: Request, uuid: UUID) -> HttpResponse:
    """Sign what was shown. The signer is who is signed in; nothing in the request names anybody."""
    file, row = record_or_404(request, uuid, "record")
    shown = request.POST.get("shown", "")
    try:
        actions.sign_record(file=file, record=row, shown=shown, by=request.user, at=timezone.now())
    except ValidationError as wrong:  # also: something is missing, or was changed in another tab
        return _look_again(request, row, wrong)
    messages.success(request, _("Signed. You can add to it from now on, but not change it."))
    return _to_record(request, row)


@access("supervisor", methods=("POST",), step_up=True)
@practice_page
def cosign(request: Request, uuid: UUID) -> HttpResponse:
    """The supervisor's signature, beneath the author's, while the client agrees to supervision."""
    file, row = record_or_404(request, uuid, "record", sights=SUPERVISING)
    shown = request.POST.get("shown", "")
    try:
        actions.cosign_record(file=file, record=row, shown=shown, by=request.user, at=timezone.now())
    except ValidationError as wrong:
        return _look_again(request, row, wrong)
    messages.success(request, _("Signed as supervisor."))
    return _to_record(request, row)


@access("practitioner", methods=("POST",))
@practice_page
def lock(request: Request, uuid: UUID) -> HttpResponse:
    """Nobody else signs from here on."""
    file, row = record_or_404(request, uuid, "record")
    try:
        actions.lock_record(file=file, record=row, by=request.user, at=timezone.now())
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, _("Closed. Nobody else signs it now; you can still add to it."))
    return _to_record(request, row)


@access("practitioner", methods=("POST",))
@practice_page
def add(request: Request, uuid: UUID) -> HttpResponse:
    """An addition, with its own date and name."""
    file, row = record_or_404(request, uuid, "record")
    form = WordsForm(request.POST, prefix="addendum")
    if not form.is_valid():
        messages.error(request, _("Please write what you add."))
        return _to_record(request, row, "additions")
    try:
        actions.add_addendum(
            file=file, record=row, words=form.cleaned_data["words"], by=request.user, at=timezone.now()
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, _("Added."))
    return _to_record(request, row, "additions")


def _look_again(request: Request, row: SessionRecord, wrong: ValidationError) -> HttpResponse:
    changed = isinstance(wrong, ChangedMeanwhile)
    text = _("It was changed since you opened this page. Please read it again before signing.") if changed else ""
    messages.error(request, text or wrong.messages[0])
    return redirect("practice:record-signing", school=request.school.slug, uuid=row.uuid)


def _to_record(request: Request, row: SessionRecord, anchor: str = "") -> HttpResponse:
    answer = redirect("practice:record", school=request.school.slug, uuid=row.uuid)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer
