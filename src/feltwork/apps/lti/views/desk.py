"""The administrator's desk: which tools are plugged in, and what they are told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.lti import actions, addresses
from feltwork.apps.lti.actions.tools import wants
from feltwork.apps.lti.fetching import renew
from feltwork.apps.lti.forms.tools import InviteForm, ToolForm, tool_words
from feltwork.apps.lti.models import Tool
from feltwork.apps.lti.queries.tools import tool_rows
from feltwork.apps.lti.views.going import go
from feltwork.apps.lti.wire import WireError
from feltwork.apps.ui.acts import done

KEY_WORDS: dict[str, Any] = {
    "unreachable": gettext_lazy(
        "nothing answers there that this site may ask. It has to begin with https and lie on the open internet."
    ),
    "keys": gettext_lazy("what lies there holds no key that can be used."),
}


@access("admin", methods=("GET",))
def tools(request: Request) -> HttpResponse:
    return render(request, "lti/tools.html", {"rows": tool_rows()})


@access("admin", step_up=True)
def tool_new(request: Request) -> HttpResponse:
    """Plug a tool in by what its makers say about it."""
    form = ToolForm(request.POST or None)
    made = done(form, actions.register_tool, school=request.school, by=request.user, at=timezone.now())
    if made:
        words = _("%(name)s is plugged in. Now tell it about this school.") % {"name": made.name}
        return go(request, "tool", uuid=made.uuid, words=words)
    return render(request, "lti/tool_form.html", {"form": form, "platform": _platform(request)})


@access("admin", methods=("GET",))
def tool(request: Request, uuid: UUID) -> HttpResponse:
    """What the tool has to be told about us, what it is told about people, and whether its keys can be read."""
    found = get_object_or_404(Tool, uuid=uuid)
    facts = {"tool": found, "platform": _platform(request), "links": found.links.filter(removed_at=None).count()}
    return render(request, "lti/tool.html", facts | {"wants": wants(found)})


@access("admin", step_up=True)
def tool_edit(request: Request, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Tool, uuid=uuid)
    form = ToolForm(request.POST or None, initial=tool_words(found))
    if done(form, actions.change_tool, tool=found, by=request.user, at=timezone.now()):
        return go(request, "tool", uuid=uuid, words=_("Kept."))
    return render(request, "lti/tool_form.html", {"form": form, "tool": found})


@access("admin", step_up=True, methods=("POST",))
def tool_switch(request: Request, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Tool, uuid=uuid)
    on = request.POST.get("on") == "yes"
    actions.switch_tool(tool=found, on=on, by=request.user, at=timezone.now())
    words = _("%(name)s is on.") if on else _("%(name)s is off. Its links open for nobody.")
    return go(request, "tool", uuid=uuid, words=words % {"name": found.name})


@access("admin", methods=("POST",))
def tool_keys(request: Request, uuid: UUID) -> HttpResponse:
    """Ask the tool for its keys now, so that the school knows whether that works."""
    found: Tool = get_object_or_404(Tool.objects.exclude(jwks_url=""), uuid=uuid)
    try:
        renew(found, at=timezone.now())
    except WireError as wrong:
        words = _("Its keys could not be read: %(why)s") % {"why": KEY_WORDS.get(wrong.code, KEY_WORDS["keys"])}
        messages.error(request, words)
        return go(request, "tool", uuid=uuid)
    return go(request, "tool", uuid=uuid, words=_("Its keys were read."))


@access("admin", step_up=True)
def tool_invite(request: Request) -> HttpResponse:
    """Let a tool register itself: its own page begins it, and it waits here until somebody has looked at it."""
    form = InviteForm(request.POST or None)
    made = done(form, actions.invite_tool, school=request.school, by=request.user, at=timezone.now())
    if not made:
        return render(request, "lti/invite.html", {"form": form})
    invitation, token = made
    facts = {"address": _begins(request, invitation.url, token), "host": urlsplit(invitation.url).hostname}
    return render(request, "lti/invited.html", facts)


def _begins(request: Request, url: str, token: str) -> str:
    asked = {"openid_configuration": addresses.whole("configuration", request.school), "registration_token": token}
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return urlunsplit(parts._replace(query=query))


def _platform(request: Request) -> list[tuple[Any, str]]:
    words = {
        "issuer": _("Platform ID, or issuer"),
        "authorise": _("Authentication request address"),
        "token": _("Access token address"),
        "keys": _("Public keyset address"),
    }
    return [(words[name], value) for name, value in addresses.platform_facts(request.school)]
