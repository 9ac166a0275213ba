"""Who may open which page. Every view declares it with `@access`; a test fails on a URL without a declaration.

Strangers to a school get the same 404 as for a page that does not exist; members without the role get 403; signed-out
people are sent to sign in. What a person may see *within* a page is decided by `visible_…` querysets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from feltwork.apps.accounts import stepup, tenancy
from feltwork.apps.accounts.models import ALL_ROLES, CLINICAL_ROLES, STAFF_ROLES, User

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

WHO = ALL_ROLES | {"anyone", "signed_in", "tool"}
View = TypeVar("View", bound=Callable[..., HttpResponse])


class Request(HttpRequest):
    """What our views are handed: the middleware adds the person's roles in the school of the address."""

    htmx: HtmxDetails
    user: User  # AnonymousUser only on pages open to anyone: ask is_signed_in there
    roles: frozenset[str]
    school: Any  # schools.School; accounts lies below schools and cannot name it


def access(
    *who: str, methods: tuple[str, ...] = ("GET", "POST"), step_up: bool = False, second_factor: bool = False
) -> Callable[[View], View]:
    """Let in *who*: "anyone", "signed_in", "tool", or roles held in the school of the address.

    "tool" is a program that shows an access token: the view's own door (`lti/bearer.py`) asks for it, not the session.

    With *step_up* the person must have proved themselves again within `STEP_UP_SECONDS`, by passkey, code or password;
    what they were about to send is kept and goes on afterwards.

    With *second_factor* whoever is let in as "signed_in" needs one, as staff and clinicians do on their own pages: for
    pages that hold what people wrote who have no account. A mailbox alone never opens those.
    """
    allowed = frozenset(who)
    if not allowed or allowed - WHO:
        raise ValueError(f"unknown access: {sorted(allowed - WHO) or 'nobody'}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if "school" in kwargs:  # a request that waited for step-up comes back without its middleware
                with tenancy.entered(request, kwargs.pop("school")):
                    return guarded(request, *args, **kwargs)
            if request.method not in {*methods, "HEAD", "OPTIONS"}:
                return HttpResponseNotAllowed(methods)
            refusal = _refuse(request, allowed, second_factor=second_factor)
            if refusal is not None:
                return refusal
            if step_up:
                stepup.require(request)
            return view(request, *args, **kwargs)

        guarded.access = allowed  # type: ignore[attr-defined]
        guarded.access_methods = methods  # type: ignore[attr-defined]
        guarded.access_step_up = step_up  # type: ignore[attr-defined]
        guarded.access_second_factor = second_factor  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def is_signed_in(request: Any) -> bool:
    """For pages open to anyone."""
    return bool(request.user.is_authenticated)


def _refuse(request: Request, allowed: frozenset[str], *, second_factor: bool) -> HttpResponse | None:
    if allowed & {"anyone", "tool"}:
        return None
    if not is_signed_in(request):
        return _to_sign_in(request)
    needs_two = second_factor
    if "signed_in" not in allowed:
        held = request.roles & allowed
        if not held:
            if not request.roles:
                raise Http404
            raise PermissionDenied
        needs_two = needs_two or held <= STAFF_ROLES | CLINICAL_ROLES
    if needs_two and settings.STAFF_MUST_HAVE_SECOND_FACTOR and not stepup.has_second_factor(request.user):
        return redirect_to_login(request.get_full_path(), reverse("accounts:second-factor"))
    return None


def _to_sign_in(request: Request) -> HttpResponse:
    # a whole-page redirect: a sign-in form never appears inside a table cell
    if request.htmx:
        return HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path or "/").url)
    return redirect_to_login(request.get_full_path())
