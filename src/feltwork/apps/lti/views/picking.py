"""Choosing content in a tool (deep linking): there, back with a signed answer, and the person's yes or no."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.lti import actions, addresses
from feltwork.apps.lti.fetching import keys_for
from feltwork.apps.lti.forms.links import PickForm
from feltwork.apps.lti.models import Launch, Tool
from feltwork.apps.lti.queries.links import title_of
from feltwork.apps.lti.views.going import allow_forms_to, go, problem
from feltwork.apps.lti.views.launching import to_the_tool
from feltwork.apps.lti.views.links import EDITORS
from feltwork.apps.lti.wire import WireError, names, read_content_items, read_token
from feltwork.apps.lti.wire.reading import clean


@access(*EDITORS)
def pick(request: Request) -> HttpResponse:
    """Say where it shall go, and go to the tool."""
    form = PickForm(request.POST or None, school=request.school, initial={"place": request.GET.get("place", "")})
    if form.is_valid():
        tool, now = form.cleaned_data["tool"], timezone.now()
        place = form.cleaned_data["place"]
        context = actions.context_of(school=request.school, course=place.course, cohort=place.cohort)
        launch = actions.begin_picking(tool=tool, context=context, by=request.user, at=now)
        return to_the_tool(launch, tool.pick_url or tool.launch_url)
    tools = list(form.tools())
    page = render(request, "lti/pick.html", {"form": form, "tools": tools})
    return allow_forms_to(page, frozenset().union(*(tool.origins for tool in tools)))


@csrf_exempt  # the tool's page sends it through the browser; it counts by its signature and puts nothing anywhere
@access("anyone", methods=("POST",))
def pick_return(request: Request, uuid: UUID) -> HttpResponse:
    """The tool's signed answer. It is kept; what of it is taken the person says on the next page."""
    rows = Launch.objects.select_related("tool", "context").filter(link=None, tool__state=Tool.State.ON)
    launch: Launch = get_object_or_404(rows, uuid=uuid)
    now = timezone.now()
    try:
        claims = _checked(launch, request.POST.get("JWT", ""), now)
        items, left = read_content_items(claims, origins=launch.tool.origins)
        said = claims.get(names.PICK_WORDS)
        message = clean(said) if isinstance(said, str) else ""
        actions.take_answer(launch=launch, items=items, left=left, message=message, at=now)
    except WireError as wrong:
        return problem(request, wrong.code)
    answer = redirect("lti:picked", school=request.school.slug, uuid=launch.uuid)
    answer.status_code = 303
    return answer


@access(*EDITORS)
def picked(request: Request, uuid: UUID) -> HttpResponse:
    """What the tool offers, to be taken or left."""
    rows = Launch.objects.select_related("tool", "context__course", "context__cohort")
    launch: Launch = get_object_or_404(rows.filter(user=request.user, done_at=None, link=None), uuid=uuid)
    if launch.answered_at is None:
        return problem(request, "no_answer")
    if request.method == "POST":
        return _take(request, launch)
    facts = {"launch": launch, "place": title_of(launch.context), **launch.picked}
    return render(request, "lti/picked.html", facts)


def _take(request: Request, launch: Launch) -> HttpResponse:
    chosen = {int(one) for one in request.POST.getlist("item") if one.isascii() and one.isdecimal() and len(one) < 4}
    if not chosen:
        actions.drop_picked(launch=launch, at=timezone.now())
        return go(request, "links", words=_("Nothing was taken."))
    made = actions.take_picked(launch=launch, chosen=chosen, by=request.user, at=timezone.now())
    count = len(made)
    words = ngettext("%(count)d link is there.", "%(count)d links are there.", count) % {"count": count}
    return go(request, "links", words=words)


def _checked(launch: Launch, token: str, now: datetime) -> dict[str, object]:
    """The claims of a deep linking response that belongs to this launch. Raises WireError."""
    tool = launch.tool
    claims = read_token(
        token,
        keys_for(tool, token, at=now),
        audience=(addresses.issuer(),),
        issuer=tool.client_id,
        now=int(now.timestamp()),
    )
    wanted = {
        names.MESSAGE_TYPE: names.PICK_ANSWER,
        names.VERSION: "1.3.0",
        names.DEPLOYMENT: str(tool.deployment),
        names.PICKING_DATA: str(launch.uuid),
    }
    for name, value in wanted.items():
        if claims.get(name) != value:
            raise WireError(name.rpartition("/")[2], "the answer does not belong to this question")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise WireError("nonce", "“nonce” is missing")
    ends_at = datetime.fromtimestamp(claims["exp"], UTC)
    if not actions.mark_seen(tool=tool, kind="picking", identifier=nonce, ends_at=ends_at):
        raise WireError("replayed", "this answer has been shown before")
    return claims
