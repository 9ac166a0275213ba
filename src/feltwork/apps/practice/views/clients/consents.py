"""Consents of a client, topic by topic, and the wording of the practice."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.forms.clients import ConsentForm, TextForm
from feltwork.apps.practice.models import ConsentText
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.queries.clients import guardians_of
from feltwork.apps.practice.queries.consents import consents_of, current_text, history_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.core.practice import is_minor


@access("practitioner", methods=("GET",))
@practice_page
def consents(request: Request, uuid: UUID) -> HttpResponse:
    """Where each topic stands."""
    file = file_or_404(request, uuid, "consents")
    context = {"file": file, "topics": consents_of(file), "here": "consents"}
    return render(request, "practice/clients/consents.html", context)


@access("practitioner")
@practice_page
def consent(request: Request, uuid: UUID, topic: str) -> HttpResponse:
    """The words, the answer of today, and every answer before."""
    if topic not in Topic.values:
        raise Http404
    file = file_or_404(request, uuid, "consents")
    text = _shown_text(request, file, topic)
    minor = is_minor(file.identity, timezone.localdate())
    guardians = [(row, about["name"]) for row, about in guardians_of(file)] if minor else []
    form = ConsentForm(request.POST or None, is_minor=minor, guardians=guardians)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_consent(file=file, topic=topic, text=text, **form.given, by=request.user, at=timezone.now())
        except ValidationError as wrong:
            form.add_error("decision", wrong.messages[0])
        else:
            messages.success(request, _("Kept. It holds from this moment."))
            return redirect("practice:client-consents", school=request.school.slug, uuid=uuid)
    context = {
        "file": file, "form": form, "text": text, "history": history_of(file, topic), "topic": Topic(topic),
        "tongues": [code for code, _name in settings.LANGUAGES], "here": "consents",
    }  # fmt: skip
    return render(request, "practice/clients/consent.html", context)


def _shown_text(request: Request, file: OpenFile, topic: str) -> ConsentText | None:
    """The wording that was read: the one that the page held, else today's in the language asked for or the client's."""
    shown = request.POST.get("text", "")
    if shown.isdecimal():
        return ConsentText.objects.filter(topic=topic, pk=shown[:12]).first()
    return current_text(request.school, topic, request.GET.get("in") or file.identity.get("language", ""))


@access("practitioner", "admin", methods=("GET",))
@practice_page
def texts(request: Request) -> HttpResponse:
    """The wording of every topic in every language."""
    newest: dict[tuple[str, str], ConsentText] = {}
    for row in ConsentText.objects.order_by("version", "pk"):
        newest[row.topic, row.language] = row
    topics = [
        (Topic(topic), [newest.get((topic, code)) for code, _name in settings.LANGUAGES]) for topic in Topic.values
    ]
    return render(request, "practice/clients/texts.html", {"topics": topics})


@access("practitioner", "admin")
@practice_page
def text(request: Request, topic: str, language: str) -> HttpResponse:
    """Change a wording: a new version, which nobody has agreed to yet."""
    if topic not in Topic.values or language not in dict(settings.LANGUAGES):
        raise Http404
    now = current_text(request.school, topic, language)
    form = TextForm(request.POST or None, initial={"text": now.text if now else ""})
    if request.method == "POST" and form.is_valid():
        actions.change_text(
            school=request.school,
            topic=topic,
            language=language,
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("A new version. Those who agreed to the old one are shown as such."))
        return redirect("practice:consent-texts", school=request.school.slug)
    context = {"form": form, "topic": Topic(topic), "language": language, "now": now}
    return render(request, "practice/clients/text.html", context)
