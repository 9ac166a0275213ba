"""The record of one session, beginning one, its times, and the list of those that wait for a signature."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import User
from feltwork.apps.practice import actions
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.forms.items import ItemForm
from feltwork.apps.practice.forms.session import TimesForm, WordsForm, form_of
from feltwork.apps.practice.models import Consent, SessionRecord
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import TREATING, Sight, can_write_record
from feltwork.apps.practice.queries import record as records
from feltwork.apps.practice.queries.file import items_of
from feltwork.apps.practice.queries.maps import map_of
from feltwork.apps.practice.queries.notes import notes_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.page import Page, page_of
from feltwork.apps.practice.queries.timeline import timeline_of
from feltwork.apps.practice.views.door import file_or_404, practice_page, record_or_404
from feltwork.apps.practice.views.records.reading import (
    blocks,
    conflict_blocks,
    hint_words,
    moment_rows,
    reading_rows,
    touch_words,
)
from feltwork.core.practice import KINDS, initial, words

READERS = TREATING | {Sight.SUPERVISOR}
INLINE = ("arrival", "departure", "touch", "risk", "helped", "practice", "next_step")  # one form each on the page
LIVE = {  # what can be marked with one tap, each with its key
    "safety": "s", "resourcing": "r", "tracking": "f", "pendulation": "p", "titration": "t", "completion": "c",
    "discharge": "d", "settling": "g", "orienting": "o", "integration": "i",
}  # fmt: skip
CUES = {
    "spontaneous_breath": "b", "sigh": "h", "swallow": "w", "yawn": "y", "belly_sounds": "l", "fine_trembling": "m",
    "waves_of_heat": "v", "tears_in_contact": "e", "held_breath": "k", "bracing": "j", "glazed_eyes": "z",
    "colour_returns": "n",
}  # fmt: skip
BEFORE, AFTER = timedelta(minutes=15), timedelta(hours=3)  # around the beginning a session counts as going on


@access("practitioner", "supervisor", methods=("GET",))
@practice_page
def record(request: Request, uuid: UUID) -> HttpResponse:
    """The page of a session: written in while it is a draft, read afterwards."""
    file, row = record_or_404(request, uuid, "record", sights=READERS)
    return record_page(request, file, row)


def record_page(request: Request, file: OpenFile, row: SessionRecord, wrong: ItemForm | None = None) -> HttpResponse:
    """*wrong*: a form of the page that was sent and could not be kept; it stands in its place with what was typed."""
    page = page_of(file, row)
    usual = usual_range(file)
    body = map_of(file, row, items=page.standing)
    signatures = records.signatures_of(row)
    is_mine = can_write_record(request.user, file.sight, row)
    context: dict[str, Any] = {
        "file": file,
        "record": row,
        "page": page,
        "begins": local(row.starts_at, row),
        "ends": local(row.ends_at, row) if row.ends_at else None,
        "is_mine": is_mine,
        "signatures": records.checks_of(file, row, signatures),
        "is_open": is_mine and not signatures,
        "is_locked": bool(signatures) and row.locks.exists(),
        "addenda": records.addenda_of(file, row) if signatures else [],
        "map": body,
        "timeline": timeline_of(file, row, items=page.standing, usual=usual, known=body.marks),
        "map_template": select_template(["practice/maps/map.html", "practice/records/parts/nothing.html"]),
        "map_readonly": not is_mine or bool(signatures),
        "channels": [(one, word.label(get_language() or "en")) for one, word in words("channels").items()],
        "reading_rows": reading_rows(page, file, can_change=is_mine and not signatures),
        "moment_rows": moment_rows(page, file, can_change=is_mine and not signatures),
        "touch": touch_of(file, page),
        "may_add": bool(signatures) and file.sight in {Sight.CLINICIAN, Sight.CARER},
        "may_cosign": file.sight is Sight.SUPERVISOR and bool(signatures),
        "has_cosigned": any(one.by_id == request.user.pk for one in signatures),
        "addendum": WordsForm(prefix="addendum"),
    }
    if context["is_open"]:
        context |= _writing(file, page, wrong, usual)
    else:
        context["blocks"] = blocks(page)
    if is_mine:
        context["notes"] = notes_of(request.user, file.client)
        context["note_form"] = WordsForm(prefix="note")
        context["note_uuid"] = uuid4()
    return render(request, "practice/records/record.html", context)


def _writing(file: OpenFile, page: Page, wrong: ItemForm | None, usual: tuple[float, float] | None) -> dict[str, Any]:
    row, language = page.record, get_language() or "en"
    forms = {kind: inline(kind, page) for kind in INLINE}
    if wrong is not None and wrong.kind in forms:
        forms[wrong.kind] = wrong
    return {
        "forms": forms,
        "afterwards": [forms[kind] for kind in ("helped", "practice", "next_step")],
        "targets": blocks(page, ("target",)),
        "conflict_blocks": conflict_blocks(page),
        "hint": hint_words(page.hint(records.earlier_phases(file, row))),
        "suggested": page.suggested(usual[1] if usual else None),
        "is_live": goes_on(row, file.at),
        "phases": [(one, words("phases")[one].label(language), key) for one, key in LIVE.items()],
        "cues": [(one, words("signs")[one].label(language), key) for one, key in CUES.items()],
        "scale": range(11),
        "change": uuid4(),
    }


def usual_range(file: OpenFile) -> tuple[float, float] | None:
    """Between which activation this client usually is, where somebody wrote it down."""
    own = next((one.body for one in items_of(file, kinds=("range",)) if {"low", "high"} <= set(one.body)), None)
    return (own["low"], own["high"]) if own else None


def inline(kind: str, page: Page) -> ItemForm:
    """The form of *kind* on the record's page; an id of its own is there before anything is written."""
    item = page.one_of(kind)
    return form_of(
        kind,
        record=page.record,
        body=item.body if item else None,
        uuid=item.uuid if item else uuid4(),
        version=item.version if item else 0,
        audience=item.audience if item else KINDS[kind].audience,
        with_audience=False,
    )


def is_open(user: User, file: OpenFile, row: SessionRecord) -> bool:
    """Whether *user* still writes in this session."""
    return can_write_record(user, file.sight, row) and not row.signatures.exists()


def goes_on(row: SessionRecord, at: datetime) -> bool:
    """Whether marks of "now" belong to this session."""
    return row.starts_at - BEFORE <= at <= (row.ends_at or row.starts_at + AFTER)


def local(at: datetime, row: SessionRecord) -> datetime:
    """On the clock of the place where the session was."""
    return at.astimezone(ZoneInfo(row.zone))


def touch_of(file: OpenFile, page: Page) -> dict[str, Any]:
    """What stands about touch: the latest answer in general and the latest in this session, and both in words."""
    history = list(Consent.objects.filter(client=file.client, topic=Topic.TOUCH).order_by("-at", "-pk"))
    general = next((one for one in history if one.record_id is None), None)
    today = next((one for one in history if one.record_id == page.record.pk), None)
    given = Consent.Decision.GIVEN
    is_given = general is not None and general.decision == given
    is_agreed = is_given and today is not None and today.decision == given
    since = general.at if general is not None and is_given else None
    text = touch_words(used=page.touch_used, since=since, asked=today is not None, agreed=is_agreed)
    return {"general": general, "today": today, "is_given": is_given, "is_agreed": is_agreed, "words": text}


@access("practitioner")
@practice_page
def begin(request: Request, uuid: UUID) -> HttpResponse:
    """A new session of this client, now or as it was."""
    file = file_or_404(request, uuid, "record", sights=TREATING)
    zone = request.school.time_zone
    here = timezone.localtime(timezone.now(), ZoneInfo(zone)).replace(second=0, microsecond=0)
    start = {"on": here.date(), "begins": here.time(), "mode": SessionRecord.Mode.IN_PERSON}
    form = TimesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        begins, ends = span(form.cleaned_data, zone)
        try:
            made = actions.start_record(
                file=file,
                starts_at=begins,
                zone=zone,
                mode=form.cleaned_data["mode"],
                by=request.user,
                at=timezone.now(),
            )
            if ends:
                actions.change_record(
                    file=file, record=made, starts_at=begins, ends_at=ends, mode=made.mode, by=request.user,
                    at=timezone.now(),
                )  # fmt: skip
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            return redirect("practice:record", school=request.school.slug, uuid=made.uuid)
    return render(request, "practice/records/begin.html", {"file": file, "form": form})


@access("practitioner")
@practice_page
def times(request: Request, uuid: UUID) -> HttpResponse:
    """When it was and how."""
    file, row = record_or_404(request, uuid, "record")
    zone = ZoneInfo(row.zone)
    begins, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone) if row.ends_at else None
    start = {"on": begins.date(), "begins": begins.time(), "ends": ends.time() if ends else None, "mode": row.mode}
    form = TimesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        first, last = span(form.cleaned_data, row.zone)
        try:
            actions.change_record(
                file=file, record=row, starts_at=first, ends_at=last, mode=form.cleaned_data["mode"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            return redirect("practice:record", school=request.school.slug, uuid=row.uuid)
    return render(request, "practice/records/times.html", {"file": file, "record": row, "form": form})


def span(given: dict[str, Any], zone: str) -> tuple[datetime, datetime | None]:
    """From a form's day and times to instants; an end before the beginning is one of the next day."""
    here = ZoneInfo(zone)
    begins = datetime.combine(given["on"], given["begins"], here)
    if not given.get("ends"):
        return begins, None
    ends = datetime.combine(given["on"], given["ends"], here)
    return begins, ends if ends > begins else ends + timedelta(days=1)


@access("practitioner", methods=("POST",))
@practice_page
def drop(request: Request, uuid: UUID) -> HttpResponse:
    """Throw away a draft that was begun by mistake."""
    file, row = record_or_404(request, uuid, "record")
    try:
        actions.remove_draft(file=file, record=row, by=request.user, at=timezone.now())
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("practice:record", school=request.school.slug, uuid=row.uuid)
    messages.success(request, _("The draft is gone from the list."))
    return redirect("practice:client", school=request.school.slug, uuid=file.client.uuid)


@access("practitioner", methods=("GET",))
@practice_page
def worklist(request: Request) -> HttpResponse:
    """One's drafts, the oldest first. Clients stand there by their first letter."""
    rows = list(records.unsigned_of(request.user)[:200])
    shorts = {
        client.pk: initial(cabinet_of(client).open(client, "identity")) for client in {row.client for row in rows}
    }
    drafts = [(row, shorts[row.client_id], local(row.starts_at, row)) for row in rows]
    return render(request, "practice/records/worklist.html", {"drafts": drafts})
