"""A training case that is a recording: who agrees to it, sending it, watching it, and the end of its use."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import gold_recordings as actions
from feltwork.apps.exams.actions.consents import open_statement
from feltwork.apps.exams.forms.gold import AgreementForm
from feltwork.apps.exams.forms.practical import FileConsentForm
from feltwork.apps.exams.incoming import SealingHandler
from feltwork.apps.exams.models import GoldCase, GoldConsent, GoldRecording
from feltwork.apps.exams.permissions.practical import GOLD_KEEPERS, RATERS
from feltwork.apps.exams.queries import gold as queries
from feltwork.apps.exams.queries.own_clients import agreeing_clients
from feltwork.apps.exams.queries.training import open_cases
from feltwork.apps.exams.views import uploads
from feltwork.apps.exams.views.going import go
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.models import Client
from feltwork.apps.ui.acts import done, take_errors
from feltwork.core.sealing import Tampered


@access(*GOLD_KEEPERS)
def agreement(request: Request, uuid: UUID) -> HttpResponse:
    """Somebody in it agrees: from their file here, with a statement that they signed, or it is oneself."""
    case, now = _recorded(uuid), timezone.now()
    clients = agreeing_clients(request.user, request.roles, now)
    kind = request.POST.get("kind", "")
    by_file = FileConsentForm(request.POST if kind == "file" else None, clients=clients)
    by_paper = AgreementForm(request.POST if kind == "statement" else None, request.FILES or None)
    given: dict[str, Any] = {"case": case, "by": request.user, "at": now}
    if kind == "own":
        actions.agree_oneself(**given)
        return go(request, "gold-edit", uuid=uuid, words=_("Noted. You can take it back here at any time."))
    if by_file.is_bound and by_file.is_valid():
        client = get_object_or_404(Client, uuid=by_file.cleaned_data["client"])
        try:
            actions.agree_by_file(client=client, roles=request.roles, **given)
            words = _("Noted. If the answer in the file changes, the recording is deleted.")
            return go(request, "gold-edit", uuid=uuid, words=words)
        except ValidationError as refused:
            take_errors(by_file, refused)
    if by_paper.is_bound and done(by_paper, actions.agree_by_statement, **given):
        words = _("The statement is here, sealed. Somebody else of the school reads it.")
        return go(request, "gold-edit", uuid=uuid, words=words)
    facts = {"case": case, "by_file": by_file, "by_paper": by_paper, "clients": clients}
    return render(request, "exams/practical/gold_agreement.html", facts)


@access(*GOLD_KEEPERS)
def agreement_end(request: Request, uuid: UUID) -> HttpResponse:
    """Somebody in it told the school that they take their agreement back."""
    row = _standing(uuid)
    if request.method == "POST":
        actions.end_agreement(consent=row, by=request.user, at=timezone.now())
        words = _("The consent has ended. The recording is deleted, and the case is not used any more.")
        return go(request, "gold-edit", uuid=row.case.uuid, words=words)
    return render(request, "exams/practical/gold_agreement_end.html", {"row": row, "case": row.case})


@access(*GOLD_KEEPERS, methods=("GET",), step_up=True)
def statement(request: Request, uuid: UUID) -> HttpResponse:
    """The signed statement as a download; who opened it is noted."""
    row = _standing(uuid)
    if row.kind != GoldConsent.Kind.STATEMENT:
        raise Http404
    try:
        content = open_statement(consent=row, by=request.user, at=timezone.now())
    except (KeyStoreError, Tampered):
        raise Http404 from None
    return uploads.as_statement(content, row)


@access(*GOLD_KEEPERS, methods=("POST",))
def agreement_check(request: Request, uuid: UUID) -> HttpResponse:
    """A second person read it: it is sound, or it is not."""
    row = _standing(uuid)
    said = request.POST.get("sound")
    words = ""
    if said in ("yes", "no"):
        try:
            actions.check_agreement(consent=row, is_sound=said == "yes", by=request.user, at=timezone.now())
            words = _("Kept.")
        except ValidationError as refused:
            words = " ".join(refused.messages)
    return go(request, "gold-edit", uuid=row.case.uuid, words=words)


@csrf_exempt  # the token is checked within, after it was said how a file is to be received
@access(*GOLD_KEEPERS)
def recording(request: Request, uuid: UUID) -> HttpResponse:
    """The page for sending it; without scripts the file comes here in one go."""
    return uploads.sealing(request, partial(_recording, request, uuid))


@csrf_protect
def _recording(request: Request, uuid: UUID, handler: SealingHandler) -> HttpResponse:
    case, now, problem = _recorded(uuid), timezone.now(), ""
    if request.method == "POST":
        given: dict[str, Any] = {"case": case, "by": request.user, "at": now}
        try:
            if request.POST.get("act") == "remove":
                actions.remove_case_recording(**given)
                return go(request, "gold-edit", uuid=uuid, words=_("The recording is deleted."))
            uploads.take_whole(request, handler, partial(actions.take_case_incoming, **given))
            return go(request, "gold-edit", uuid=uuid, words=_("The recording is here, sealed."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    facts = {
        "case": case,
        "recording": queries.recording_for(case),
        "all_agree": queries.all_agree(case, now),
        "has_video": queries.has_video(case, now),
        "is_used": case.is_open or case.tries.filter(submitted_at__isnull=False).exists(),
        "problem": problem,
        "most_mb": settings.RECORDING_MAX_BYTES // (1024 * 1024),
    }
    return render(request, "exams/practical/gold_recording.html", facts)


@access(*GOLD_KEEPERS, methods=("POST",))
def begin(request: Request, uuid: UUID) -> HttpResponse:
    """Announce a file."""
    act = partial(actions.begin_case_recording, case=_recorded(uuid), by=request.user, at=timezone.now())

    def address(name: str, row: UUID) -> str:
        where = {"school": request.school.slug, "uuid": uuid, "recording": row}
        return reverse(f"exams:gold-upload-{name}", kwargs=where)

    return uploads.begun(request, act, address)


@access(*GOLD_KEEPERS, methods=("POST",))
def piece(request: Request, uuid: UUID, recording: UUID) -> HttpResponse:
    return uploads.kept(request, _under_way(uuid, recording))


@access(*GOLD_KEEPERS, methods=("POST",))
def finish(request: Request, uuid: UUID, recording: UUID) -> HttpResponse:
    return uploads.ended(actions.finish_case_recording, _under_way(uuid, recording), request, timezone.now())


@access(*GOLD_KEEPERS, *RATERS, methods=("GET",))
def video(request: Request, uuid: UUID) -> HttpResponse:
    """The recording: for raters once the case is used, for those who prepare it before."""
    uploads.refuse_embedding(request)
    now = timezone.now()
    case = open_cases(request.user).filter(uuid=uuid).first()
    if case is None and request.roles & set(GOLD_KEEPERS):
        case = GoldCase.objects.filter(uuid=uuid).first()
    row = queries.recording_for(case) if case is not None and queries.has_video(case, now) else None
    if row is None:
        raise Http404
    return uploads.streamed(request, row, now)


@access(*GOLD_KEEPERS)
def retire(request: Request, uuid: UUID) -> HttpResponse:
    """It is not to be used any more, for good."""
    case: GoldCase = get_object_or_404(GoldCase.objects.filter(retired_at=None), uuid=uuid)
    if request.method == "POST":
        actions.retire_case(case=case, why=GoldCase.Retired.SCHOOL, by=request.user, at=timezone.now())
        return go(request, "gold-cases", words=_("It is not used any more."))
    return render(request, "exams/practical/gold_retire.html", {"case": case})


def _recorded(uuid: UUID) -> GoldCase:
    rows = GoldCase.objects.filter(way=GoldCase.Way.RECORDING, retired_at=None).select_related("school")
    found: GoldCase = get_object_or_404(rows, uuid=uuid)
    return found


def _standing(uuid: UUID) -> GoldConsent:
    rows = GoldConsent.objects.filter(ended_at=None).select_related("case", "school")
    found: GoldConsent = get_object_or_404(rows, uuid=uuid)
    return found


def _under_way(uuid: UUID, recording: UUID) -> GoldRecording:
    rows = GoldRecording.objects.filter(case=_recorded(uuid), removed_at=None)
    found: GoldRecording = get_object_or_404(rows, uuid=recording)
    return found
