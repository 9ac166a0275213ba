"""The log in public: files for programs, and pages that say what it is and that an entry stands in it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.transparency import actions, queries
from feltwork.apps.ui.published import published
from feltwork.core.transparency import read_tile_path

NOTE_MAX_BYTES = 20_000


@access("anyone", methods=("GET",))
def about(request: Request) -> HttpResponse:
    """What the log is, how far it is, and who watches it."""
    log = queries.log_of(request.school)
    context = {
        "log": log,
        "head": queries.newest_head(request.school),
        "vkey": str(queries.key_of(log)) if log else "",
        "witnesses": queries.witnesses_of(request.school),
        "address": request.build_absolute_uri(reverse("transparency:about", kwargs={"school": request.school.slug})),
    }
    return render(request, "transparency/about.html", context)


@access("anyone", methods=("GET",))
def checkpoint(request: Request) -> HttpResponse:
    """The newest signed head."""
    head = queries.newest_head(request.school)
    if head is None:
        raise Http404
    return published(queries.note_of(head).encode(), "text/plain; charset=utf-8", seconds=0)


@access("anyone", methods=("GET",))
def tile(request: Request, level: str, place: str) -> HttpResponse:
    """A tile of hashes, or a bundle of entries: `tile/0/x001/067` or `….p/12`."""
    asked = read_tile_path(f"tile/{level}/{place}")
    data = None if asked is None else queries.tile_of(request.school, *asked)
    if data is None:
        raise Http404
    return published(data, "application/octet-stream", seconds=0, forever=True)  # a narrow tile never changes, either


@access("anyone", methods=("GET",))
def proof(request: Request, token: str) -> HttpResponse:
    """That one entry stands in the log; as JSON with `?form=json`."""
    leaf = queries.leaf_by_token(request.school, token)
    if leaf is None:
        raise Http404
    found = queries.proof_of(leaf)
    if request.GET.get("form") == "json" and found is not None:
        response = HttpResponse(json.dumps(found.as_json(), indent=1), content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="log-proof.json"'
    else:
        response = render(request, "transparency/proof.html", {"leaf": leaf, "proof": found, **_in_words(found)})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@csrf_exempt  # a witness is a program without a session; what it sends counts by its signature alone
@access("anyone", methods=("POST",))
def cosign(request: Request) -> HttpResponse:
    """A witness adds its line to one of our heads."""
    limit(request, "transparency.cosign", per_address="30/m")
    if len(request.body) > NOTE_MAX_BYTES:
        return HttpResponse("too long\n", status=413, content_type="text/plain")
    try:
        actions.add_cosignature(school=request.school, note=request.body.decode("utf-8", "replace"), at=timezone.now())
    except ValidationError as refused:
        return HttpResponse(f"{refused.messages[0]}\n", status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse("kept\n", content_type="text/plain")


def _in_words(proof: queries.Proof | None) -> dict[str, Any]:
    if proof is None:
        return {}
    words = {
        "credential": _("Identifier of the certificate"),
        "version": _("Version"),
        "digest": _("Fingerprint of the signed file"),
    }
    facts = [(words.get(name, name), value) for name, value in (proof.facts or {}).items()]
    return {"facts": facts, "month": date.fromisoformat(f"{proof.told['month']}-01")}
