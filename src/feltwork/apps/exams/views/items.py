"""Questions: the list, one of them with its story, writing, reading by two others, taking out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request
from feltwork.apps.exams.actions import items as actions
from feltwork.apps.exams.forms.items import KIND_HINTS, KIND_WORDS, ItemForm
from feltwork.apps.exams.forms.reviews import STATES, FilterForm, RetireForm, ReviewForm, TagForm
from feltwork.apps.exams.models import Item, ItemVersion
from feltwork.apps.exams.permissions.bank import authors_of, can_review, visible_items
from feltwork.apps.exams.queries import bank
from feltwork.apps.exams.queries.figures import drawable
from feltwork.apps.exams.showing import Question, question
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.keeping import keepers
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.rows import render_rows
from feltwork.core.exams import KINDS

PER_PAGE = 50


@keepers(methods=("GET",))
def items(request: Request) -> HttpResponse:
    """All questions, filtered."""
    form = FilterForm(request.GET)
    wanted = form.wanted()
    found = bank.found(visible_items(request.roles), wanted, request.user)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    without_state = {name: value for name, value in wanted.items() if name != "state"}
    context = {
        "form": form,
        "page": page,
        "rows": render_rows("exams/bank/item_rows.html", bank.rows(page.object_list), **_labels(request)),
        "base": "?" + (urlencode(wanted) + "&" if wanted else ""),
        "states": [
            (code, words, "?" + urlencode(without_state | ({"state": code} if code else {}))) for code, words in STATES
        ],
        "state": wanted.get("state", ""),
        "is_filtered": bool(wanted),
        "mine": bank.to_read(request.user).count(),
    }
    return render(request, "exams/bank/items.html", context)


def _labels(request: Request) -> dict[str, Any]:
    return {
        "base": reverse("exams:bank", args=[request.school.slug]) + "items/",
        "kinds": KIND_WORDS,
        "topic": _("Topic"),
        "kind": _("Kind"),
        "hard": _("How hard"),
        "state": _("State"),
        "read": _("read by %(n)s of 2"),
        "also": _("an older version is in use"),
        "words": {"retired": _("Taken out"), "live": _("In use"), "review": _("Being read"), "draft": _("Draft")},
    }


@keepers()
def item_new(request: Request) -> HttpResponse:
    """First the kind, then the words."""
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        kinds = [(one, KIND_WORDS[one], KIND_HINTS[one]) for one in KINDS]
        return render(request, "exams/bank/kinds.html", {"kinds": kinds})
    form = ItemForm(request.POST or None, kind=kind)
    if _is_asked_to_keep(request):
        made = done(form, actions.write_item, school=request.school, by=request.user, at=timezone.now())
        if made:
            return go(request, "item", uuid=made.uuid, words=_("Kept as a draft. Send it to be read when it is ready."))
    return _writing(request, form, None)


@keepers()
def item_edit(request: Request, uuid: UUID) -> HttpResponse:
    """New words for a question; what is in use stays until the new version has been read by two."""
    item = _item_or_404(request, uuid)
    newest = item.versions.order_by("-number").first()
    if newest is None or item.retired_at is not None:
        raise Http404
    first = {"topic": item.topic, "difficulty": item.difficulty, "family": item.family}
    form = ItemForm(request.POST or None, kind=newest.kind, item_data=newest.data, initial=first)
    if _is_asked_to_keep(request):
        made = done(form, actions.change_item, item=item, by=request.user, at=timezone.now())
        if made:
            return go(request, "item", uuid=uuid, words=_("Kept as version %(n)s, a draft.") % {"n": made.number})
    return _writing(request, form, newest)


def _is_asked_to_keep(request: Request) -> bool:
    return request.method == "POST" and not {"more", "look"} & set(request.POST)


def _writing(request: Request, form: ItemForm, version: ItemVersion | None) -> HttpResponse:
    """The page with its form; looking at it and one line more keep nothing."""
    look = None
    if form.is_bound:
        form.is_valid()
        look = _shown(request, form.seen)
        if "more" in request.POST:
            # nothing is found fault with while somebody asks for room to write
            form.errors.clear()
    context = {
        "form": form,
        "kind": form.kind,
        "kind_words": KIND_WORDS[form.kind],
        "version": version,
        "look": look,
        "figures": drawable(figure_address(request)) if form.kind == "region" else {},
    }
    part = "#look" if request.htmx and "look" in request.POST else ""
    return render(request, "exams/bank/item_form.html" + part, context)


def _shown(request: Request, data: dict[str, Any], *, name: str = "look") -> Question | None:
    return question(data, name=name, with_key=True, fixed=True, figure_url=figure_address(request)) if data else None


def figure_address(request: Request) -> Any:
    """Where a figure of this school is shown from."""
    return lambda uuid: reverse("exams:figure-file", args=[request.school.slug, uuid])


@keepers()
def item(request: Request, uuid: UUID) -> HttpResponse:
    """What it says, who wrote and read it, and what can be done next. POST: a reader's verdict."""
    of = _item_or_404(request, uuid)
    versions = bank.story(of)
    version = _chosen(request, versions)
    may_read = version.state == ItemVersion.State.REVIEW and can_review(request.user, version)
    form = ReviewForm(request.POST or None) if may_read else None
    if request.method == "POST":
        if form is None:
            messages.error(request, _("This does not wait for your verdict: nobody reads their own, or twice."))
            return go(request, "item", uuid=uuid)
        review = done(form, actions.review_item, version=version, by=request.user, at=timezone.now())
        if review:
            return go(request, "item", uuid=uuid, words=_after(review.version))
    context = {
        "of": of,
        "versions": versions,
        "version": version,
        "q": question(version.data, name="q", with_key=True, fixed=True, figure_url=figure_address(request)),
        "form": form,
        "is_author": request.user.pk in authors_of(version),
        "can_send": version.state == ItemVersion.State.DRAFT and not version.reviews.all() and version == versions[0],
        "was_sent_back": version.state == ItemVersion.State.DRAFT and bool(version.reviews.all()),
        "kind_words": KIND_WORDS[version.kind],
        "live": next((one for one in versions if one.state == ItemVersion.State.LIVE), None),
        "exposure": bank.exposure_of(of),
    }
    return render(request, "exams/bank/item.html", context)


def _chosen(request: Request, versions: list[ItemVersion]) -> ItemVersion:
    asked = request.GET.get("version", "")
    found = next((one for one in versions if str(one.number) == asked), None)
    if found is None and (asked or not versions):
        raise Http404
    return found or versions[0]


def _after(version: ItemVersion) -> str:
    if version.state == ItemVersion.State.LIVE:
        return _("Read by two: this version is in use now.")
    if version.state == ItemVersion.State.DRAFT:
        return _("Thank you. It goes back to its author with your words.")
    return _("Thank you. One more person has to read it.")


@keepers(methods=("POST",))
def item_send(request: Request, uuid: UUID) -> HttpResponse:
    """Ask two others to read the newest draft."""
    of = _item_or_404(request, uuid)
    newest = of.versions.order_by("-number").first()
    try:
        if newest is not None:
            actions.ask_review(version=newest, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return _said(request, refused, uuid)
    return go(request, "item", uuid=uuid, words=_("Two others can read it now."))


def _said(request: Request, refused: ValidationError, uuid: UUID) -> HttpResponse:
    messages.error(request, " ".join(refused.messages))
    return go(request, "item", uuid=uuid)


@keepers()
def item_tags(request: Request, uuid: UUID) -> HttpResponse:
    """Topic, difficulty and family; the words stay."""
    of = _item_or_404(request, uuid)
    first = {"topic": of.topic, "difficulty": of.difficulty, "family": of.family}
    form = TagForm(request.POST or None, initial=first)
    if done(form, actions.tag_item, item=of, by=request.user, at=timezone.now()):
        return go(request, "item", uuid=uuid, words=_("Kept."))
    return render(request, "exams/bank/item_tags.html", {"of": of, "form": form})


@keepers()
def item_retire(request: Request, uuid: UUID) -> HttpResponse:
    """Ask why, then take it out."""
    of = _item_or_404(request, uuid)
    form = RetireForm(request.POST or None)
    if done(form, actions.retire_item, item=of, by=request.user, at=timezone.now()):
        return go(request, "item", uuid=uuid, words=_("Taken out. No new form asks it."))
    return render(request, "exams/bank/item_retire.html", {"of": of, "form": form})


@keepers(methods=("POST",))
def item_back(request: Request, uuid: UUID) -> HttpResponse:
    of = _item_or_404(request, uuid)
    try:
        actions.bring_back_item(item=of, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return _said(request, refused, uuid)
    return go(request, "item", uuid=uuid, words=_("It may be asked again."))


def _item_or_404(request: Request, uuid: UUID) -> Item:
    return get_object_or_404(visible_items(request.roles).select_related("made_by"), uuid=uuid)
