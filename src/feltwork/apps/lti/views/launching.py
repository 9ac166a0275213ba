"""Opening a tool: the button, then the question that the tool sends through the person's browser.

The answer is a page with one form that a script sends at once; without scripts the person presses the button.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from feltwork.apps.accounts.access import Request, access, is_signed_in
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.lti import actions, addresses
from feltwork.apps.lti.models import Alias, Launch, Tool
from feltwork.apps.lti.permissions import can_edit_links, visible_links
from feltwork.apps.lti.views.going import allow_forms_to, problem
from feltwork.apps.lti.views.links import PEOPLE
from feltwork.apps.lti.wire import WireError

ASKED = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
NEEDED = ("client_id", "redirect_uri", "login_hint", "lti_message_hint", "nonce")
LONGEST = {"state": 4000, "nonce": 1000, "redirect_uri": 500}


@access(*PEOPLE, methods=("POST",))
def open_link(request: Request, uuid: UUID) -> HttpResponse:
    """The press of the button: on to the tool, which will ask who it is."""
    link = get_object_or_404(visible_links(request.user, request.roles), uuid=uuid)
    launch = actions.begin_launch(link=link, by=request.user, at=timezone.now())
    return to_the_tool(launch, link.target)


def to_the_tool(launch: Launch, target: str) -> HttpResponse:
    """Third-party initiated login (Security Framework 5.1.1): nothing in it says who the person is."""
    alias = Alias.objects.get(tool=launch.tool, user=launch.user)
    asked = {
        "iss": addresses.issuer(),
        "target_link_uri": target,
        "login_hint": str(alias.uuid),
        "lti_message_hint": str(launch.uuid),
        "client_id": launch.tool.client_id,
        "lti_deployment_id": str(launch.tool.deployment),
    }
    parts = urlsplit(launch.tool.login_url)
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return HttpResponseRedirect(urlunsplit(parts._replace(query=query)))


@csrf_exempt  # a tool sends the browser here; what counts is the launch that this person began and the session
@access("anyone")
def authorise(request: Request) -> HttpResponse:
    """The tool's question who this is, and the signed answer to its registered address and no other."""
    if request.method == "POST":
        # a form of another site brings no session; the same question as an address does
        asked = {name: request.POST[name] for name in (*ASKED, *NEEDED, "state") if name in request.POST}
        query = urlencode(asked)
        here = reverse("lti:authorise", kwargs={"school": request.school.slug})
        return HttpResponse(status=303, headers={"Location": f"{here}?{query}"})
    if not is_signed_in(request):
        return problem(request, "signed_out")
    try:
        return _answer(request, request.GET)
    except WireError as wrong:
        return problem(request, wrong.code)
    except KeyStoreError:
        return problem(request, "keys", status=503)


def _answer(request: Request, asked: Any) -> HttpResponse:
    launch = _launch(request, asked)
    tool, redirect_uri = launch.tool, asked["redirect_uri"]
    token = actions.send_launch(
        launch=launch,
        nonce=asked["nonce"],
        roles=request.roles,
        school=request.school,
        language=get_language() or "en",
        at=timezone.now(),
    )
    facts = {"action": redirect_uri, "token": token, "state": asked.get("state"), "tool": tool}
    return allow_forms_to(render(request, "lti/send.html", facts), tool.origins)


def _launch(request: Request, asked: Any) -> Launch:
    """The launch that this question belongs to: of this tool, begun by this person, who may still open it."""
    for name, value in ASKED.items():
        said = asked.get(name, "")
        if value not in said.split() if name == "scope" else said != value:
            raise WireError(name, f"“{name}” has to be {value}")
    for name in NEEDED:
        if not asked.get(name):
            raise WireError(name, f"“{name}” is missing")
    for name, most in LONGEST.items():
        if len(asked.get(name, "")) > most:
            raise WireError(name, f"“{name}” is too long")
    tool = Tool.objects.filter(uuid=_uuid(asked["client_id"], "client_id"), state=Tool.State.ON).first()
    if tool is None:
        raise WireError("client_id", "there is no such tool")
    if asked["redirect_uri"] not in tool.redirect_uris:
        raise WireError("redirect_uri", "this address was not registered")
    launches = Launch.objects.select_related("tool", "context__course", "context__cohort", "link", "user", "school")
    launch = launches.filter(uuid=_uuid(asked["lti_message_hint"], "hint"), tool=tool, user=request.user).first()
    if launch is None or not _is_the_one(launch, asked["login_hint"]):
        raise WireError("hint", "this launch was not begun by this person for this tool")
    if not _may_still(request, launch):
        raise WireError("gone", "this link is not there for this person any more")
    return launch


def _is_the_one(launch: Launch, login_hint: str) -> bool:
    rows = Alias.objects.filter(tool=launch.tool, user=launch.user)
    return str(rows.values_list("uuid", flat=True).get()) == login_hint


def _may_still(request: Request, launch: Launch) -> bool:
    if launch.link is None:
        return can_edit_links(request.roles)
    return visible_links(request.user, request.roles).filter(pk=launch.link.pk).exists()


def _uuid(text: str, name: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise WireError(name, f"“{name}” is not one of ours") from None
