"""Links: what a person can open, and putting them there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.lti import actions
from feltwork.apps.lti.forms.links import LinkForm, NewLinkForm
from feltwork.apps.lti.models import ResourceLink, Tool
from feltwork.apps.lti.permissions import can_edit_links, courses_with_links, visible_links
from feltwork.apps.lti.queries.links import course_title, grouped, own_results, results_of, title_of
from feltwork.apps.lti.views.going import allow_forms_to, go
from feltwork.apps.ui.acts import done

PEOPLE = ("student", "faculty", "credentialing", "registrar", "admin")
EDITORS = ("faculty", "registrar", "admin")


@access(*PEOPLE, methods=("GET",))
def links(request: Request) -> HttpResponse:
    """All links that the person may open; for those who teach also the way to put one there."""
    facts = {"groups": grouped(visible_links(request.user, request.roles)), **_may(request)}
    return render(request, "lti/links.html", facts)


@access(*PEOPLE, methods=("GET",))
def course_links(request: Request, uuid: UUID) -> HttpResponse:
    """The links of one course: a page of its own, or the part that the course's page shows."""
    course = get_object_or_404(courses_with_links(request.user, request.roles), uuid=uuid)
    rows = visible_links(request.user, request.roles).filter(context__course=course)
    facts = {"course": course, "title": course_title(course), "rows": list(rows), **_may(request)}
    template = "lti/course_links.html" + ("#links" if request.htmx else "")
    return render(request, template, facts)


@access(*PEOPLE, methods=("GET",))
def link(request: Request, uuid: UUID) -> HttpResponse:
    """What opens, where it lies, and what it will be told; with one's own results."""
    found = get_object_or_404(visible_links(request.user, request.roles), uuid=uuid)
    facts = {
        "link": found,
        "place": title_of(found.context),
        "mine": own_results(found, request.user),
        "results": results_of(found) if can_edit_links(request.roles) else [],
        **_may(request),
    }
    return allow_forms_to(render(request, "lti/link.html", facts), found.tool.origins)


@access(*EDITORS)
def link_new(request: Request) -> HttpResponse:
    """Put a link there by hand, or go to the tool and choose."""
    form = NewLinkForm(request.POST or None, school=request.school, initial={"place": request.GET.get("place", "")})
    if form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        place = given.pop("place")
        context = actions.context_of(school=request.school, course=place.course, cohort=place.cohort)
        made = actions.put_link(**given, context=context, lesson=place.lesson, by=request.user, at=timezone.now())
        return go(request, "link", uuid=made.uuid, words=_("The link is there."))
    return render(request, "lti/link_form.html", {"form": form, "tools": Tool.objects.filter(state=Tool.State.ON)})


@access(*EDITORS)
def link_edit(request: Request, uuid: UUID) -> HttpResponse:
    found = _own(uuid)
    form = LinkForm(request.POST or None, link=found)
    if done(form, actions.change_link, link=found, by=request.user, at=timezone.now()):
        return go(request, "link", uuid=uuid, words=_("Kept."))
    return render(request, "lti/link_form.html", {"form": form, "link": found})


@access(*EDITORS)
def link_remove(request: Request, uuid: UUID) -> HttpResponse:
    found = _own(uuid)
    if request.method == "POST":
        actions.remove_link(link=found, by=request.user, at=timezone.now())
        return go(request, "links", words=_("“%(title)s” is taken away. Its results stay.") % {"title": found.title})
    return render(request, "lti/link_remove.html", {"link": found})


def _own(uuid: UUID) -> ResourceLink:
    rows = ResourceLink.objects.filter(removed_at=None).select_related("tool", "context__course", "context__cohort")
    return get_object_or_404(rows, uuid=uuid)


def _may(request: Request) -> dict[str, bool]:
    return {"may_edit": can_edit_links(request.roles), "may_plug": "admin" in request.roles}
