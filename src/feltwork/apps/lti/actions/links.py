"""Putting links into courses and cohorts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.urls import reverse

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.learning.actions import link_tool
from feltwork.apps.learning.models import Course, Lesson
from feltwork.apps.lti.items import new_item
from feltwork.apps.lti.models import Context, ResourceLink, Tool
from feltwork.apps.schools.models import Cohort, School


def context_of(*, school: School, course: Course | None = None, cohort: Cohort | None = None) -> Context:
    """The context of a course, of a cohort, or of everybody in training."""
    thing = course or cohort
    key = f"{thing._meta.model_name}:{thing.uuid}" if thing else "everybody"
    context, _made = Context.objects.get_or_create(
        school=school, key=key, defaults={"course": course, "cohort": cohort}
    )
    return context


@transaction.atomic
def put_link(
    *,
    tool: Tool,
    context: Context,
    title: str,
    by: User,
    at: datetime,
    lesson: Lesson | None = None,
    text: str = "",
    url: str = "",
    custom: Mapping[str, str] | None = None,
    completes: bool = False,
    pass_share: Fraction | None = None,
) -> ResourceLink:
    """Put a link to something in *tool* where *context* is; whoever is there sees it from now on.

    With *lesson* that lesson's page shows its button, and results complete the lesson instead of the course.
    """
    link = ResourceLink.objects.create(
        school_id=tool.school_id,
        tool=tool,
        context=context,
        lesson=lesson,
        title=title,
        text=text,
        url=url,
        custom=dict(custom or {}),
        completes=completes and context.course_id is not None,
        pass_share=pass_share,  # type: ignore[misc]  # FractionField takes exact fractions
        made_at=at,
    )
    give_item(link, at=at)
    if lesson is not None:
        link_tool(lesson=lesson, path=path_of(link), by=by, at=at)
    record("lti.put_link", by=by, at=at, subject=link, facts={"title": title, "tool": str(tool.uuid)})
    return link


@transaction.atomic
def change_link(
    *,
    link: ResourceLink,
    title: str,
    text: str,
    url: str,
    by: User,
    at: datetime,
    custom: Mapping[str, str] | None = None,
    completes: bool = False,
    pass_share: Fraction | None = None,
) -> ResourceLink:
    """Change what a link says and when a result completes the course; results that came already stay as they count."""
    link.title, link.text, link.url, link.pass_share = title, text, url, pass_share
    link.custom = dict(custom or {})
    link.completes = completes and link.context.course_id is not None
    link.save()
    give_item(link, at=at)
    record("lti.change_link", by=by, at=at, subject=link, facts={"title": title, "completes": link.completes})
    return link


@transaction.atomic
def remove_link(*, link: ResourceLink, by: User, at: datetime) -> None:
    """Take a link away; its results stay."""
    link.removed_at = at
    link.save(update_fields=["removed_at"])
    if link.lesson is not None and link.lesson.tool_link == path_of(link):
        link_tool(lesson=link.lesson, path="", by=by, at=at)
    record("lti.remove_link", by=by, at=at, subject=link)


def give_item(link: ResourceLink, *, at: datetime) -> None:
    """A line item for a link whose result counts, so that the tool is told where exactly results go."""
    if link.completes and link.tool.grades and not link.items.filter(removed_at=None).exists():
        new_item(tool=link.tool, context=link.context, link=link, label=link.title, maximum=Fraction(100), at=at)


def path_of(link: ResourceLink) -> str:
    """The page of *link* below /at/<school>/, as a lesson keeps it."""
    return reverse("lti:link", kwargs={"school": link.school.slug, "uuid": link.uuid}).split("/", 3)[3]
