"""From our rows to the message that a tool is sent."""

from __future__ import annotations

from typing import Any

from feltwork.apps.lti import addresses
from feltwork.apps.lti.models import Alias, Context, Launch, LineItem, Tool
from feltwork.apps.lti.queries.links import title_of
from feltwork.apps.lti.wire import Message, names

VERSION = "1"


def scopes_of(tool: Tool) -> tuple[str, ...]:
    """What *tool* may ask for."""
    return (names.GRADE_SCOPES if tool.grades else ()) + ((names.MEMBERS_SCOPE,) if tool.sees_members else ())


def roles_of(roles: frozenset[str]) -> tuple[str, ...]:
    """The standard's roles for ours; whoever has none of them learns."""
    found = []
    if roles & {"admin", "registrar"}:
        found.append(names.ADMINISTRATOR)
    if roles & {"admin", "registrar", "faculty"}:  # some tools, Moodle among them, let only instructors choose content
        found.append(names.INSTRUCTOR)
    if "student" in roles or not found:
        found.append(names.LEARNER)
    return tuple(found)


def context_facts(context: Context) -> dict[str, Any]:
    """A context as tools are told of it."""
    kind, title = names.COURSE if context.course_id else names.GROUP, title_of(context)
    return {"id": str(context.uuid), "label": title[:60], "title": title, "type": [kind]}


def message_of(
    launch: Launch, alias: Alias, *, nonce: str, roles: frozenset[str], school: Any, language: str
) -> Message:
    """What the tool of *launch* is told: of the person a name of its own for them, and more only as the school says."""
    tool, link, context = launch.tool, launch.link, launch.context
    return Message(
        issuer=addresses.issuer(),
        client_id=tool.client_id,
        deployment_id=str(tool.deployment),
        nonce=nonce,
        subject=str(alias.uuid),
        roles=roles_of(roles),
        target=link.target if link else tool.pick_url or tool.launch_url,
        kind=names.RESOURCE if link else names.PICK,
        context=context_facts(context),
        platform=_platform(school),
        return_url=addresses.whole("link", school, uuid=link.uuid) if link else addresses.whole("links", school),
        language=language,
        name=launch.user.name if tool.shares_name else "",
        email=launch.user.email if tool.shares_email else "",
        link={"id": str(link.uuid), "title": link.title, "description": link.text} if link else {},
        custom={**tool.custom, **(link.custom if link else {})},
        grades=_grades(launch, school) if tool.grades else {},
        members_url=addresses.members_url(context, school) if tool.sees_members else "",
        picking={} if link else _picking(launch, school),
    )


def _platform(school: Any) -> dict[str, str]:
    return {
        "guid": str(school.uuid),
        "name": school.name,
        "product_family_code": "feltwork",
        "version": VERSION,
        "url": addresses.issuer(),
    }


def _grades(launch: Launch, school: Any) -> dict[str, Any]:
    """Where results go; the address of the one line item where the link has exactly one."""
    told: dict[str, Any] = {
        "scope": list(names.GRADE_SCOPES),
        "lineitems": addresses.items_url(launch.context, school),
    }
    items = list(LineItem.objects.filter(link=launch.link, removed_at=None)[:2]) if launch.link else []
    if len(items) == 1:
        told["lineitem"] = addresses.item_url(items[0], school)
    return told


def _picking(launch: Launch, school: Any) -> dict[str, Any]:
    return {
        "deep_link_return_url": addresses.whole("pick-return", school, uuid=launch.uuid),
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["window"],
        "accept_multiple": True,
        "accept_lineitem": True,
        "auto_create": False,
        "data": str(launch.uuid),
    }
