"""Private process notes: on their author's own pages and nowhere else."""

from __future__ import annotations

from uuid import UUID, uuid4

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
from feltwork.apps.practice.models import PrivateNote
from feltwork.apps.practice.queries.notes import notes_of
from feltwork.apps.practice.views.door import file_or_404, practice_page


@access("practitioner")
@practice_page
def notes(request: Request, uuid: UUID, note: UUID | None = None) -> HttpResponse:
    """One's own notes about a client; writing one, changing one."""
    file = file_or_404(request, uuid, "private_notes", note=request.method == "GET")
    own = notes_of(request.user, file.client)
    standing = next((one for one in own if one.uuid == note), None)
    if note is not None and standing is None and request.method == "GET":
        return redirect("practice:notes", school=request.school.slug, uuid=uuid)
    start = {"words": standing.words} if standing else None
    form = WordsForm(request.POST or None, prefix="note", initial=start)
    context = {
        "file": file,
        "notes": own,
        "form": form,
        "standing": standing,
        "note_uuid": note or uuid4(),
        "version": standing.version if standing else 0,
        "back": request.GET.get("record", ""),
    }
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("seen", "")
        try:
            actions.save_note(
                file=file,
                note_uuid=note or _new(request.POST.get("note", "")),
                seen=int(sent) if sent.isdecimal() and len(sent) < 9 else 0,
                words=form.cleaned_data["words"],
                by=request.user,
                at=timezone.now(),
            )
        except ChangedMeanwhile as changed:
            context["theirs"] = (changed.theirs or {}).get("words", "")
            form.add_error(None, changed)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("Kept, for you alone."))
            return _back(request, uuid)
    return render(request, "practice/records/notes.html", context)


@access("practitioner", methods=("POST",))
@practice_page
def remove_note(request: Request, uuid: UUID, note: UUID) -> HttpResponse:
    """Empty a note for good."""
    file = file_or_404(request, uuid, "private_notes", note=False)
    try:
        actions.remove_note(file=file, note_uuid=note, by=request.user, at=timezone.now())
    except PrivateNote.DoesNotExist:
        messages.info(request, _("There is no such note of yours."))
    else:
        messages.success(request, _("Emptied for good."))
    return redirect("practice:notes", school=request.school.slug, uuid=uuid)


def _new(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _back(request: Request, client: UUID) -> HttpResponse:
    record = request.POST.get("record", "")
    try:
        return redirect("practice:record", school=request.school.slug, uuid=UUID(record))
    except ValueError:
        return redirect("practice:notes", school=request.school.slug, uuid=client)
