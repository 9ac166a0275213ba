"""The one place that keeps schools apart.

An address under /at/<school>/ is answered inside that school's scope: every query of a school-owned model is limited
to it (django-scopes), and outside of any scope such a query fails instead of leaking. The database adds its own wall:
see `audit/guards.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.accounts.models import Membership

PREFIX = "/at/"


@contextmanager
def entered(request: Any, slug: str) -> Iterator[None]:
    """Open the scope of the school *slug* and note on *request* the school and the person's roles there.

    Raises Http404 where there is no such school.
    """
    school_model: Any = Membership._meta.get_field("school").related_model
    school = school_model.objects.filter(slug=slug).first()
    if school is None:
        raise Http404
    with scope(school=school):
        request.school = school
        request.roles = roles_in_scope(request.user)
        if not getattr(request.user, "time_zone", ""):
            # whoever chose no clock of their own reads the school's; the middleware of PersonSettings puts it back
            timezone.activate(ZoneInfo(school.time_zone))
        yield


def roles_in_scope(user: Any) -> frozenset[str]:
    """The roles that *user* holds now in the school whose scope is open."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(Membership.objects.filter(user=user, until=None).values_list("role", flat=True))


class SchoolMiddleware:
    """Answers /at/<school>/… inside the school's scope; views find `request.school` and `request.roles`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.school, request.roles = None, frozenset()
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        slug = request.path_info[len(PREFIX) :].split("/", 1)[0]
        try:
            with entered(request, slug):
                return self.get_response(request)
        except Http404:
            # no such school: let the URL machinery give the ordinary answer for a missing page
            request.path_info = f"{PREFIX}-/-"
            return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if request.school is not None:
            kwargs.pop("school", None)
