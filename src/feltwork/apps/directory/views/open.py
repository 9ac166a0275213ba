"""What pages that are open to anybody have in common: how often they may be looked at, and who is not to find them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request
from feltwork.apps.accounts.limits import limit
from feltwork.apps.directory.puzzle import is_solved
from feltwork.apps.directory.sealed import KeyStoreError

# generous for somebody who compares, tight for somebody who copies everything, or guesses
PAGES = "60/m"
MISSES = "20/m"
# with the sum worked out, and without scripts: never a refusal for good, and the page says what to do
WITH_SUM, WITHOUT = "10/h", "3/h"


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pages behind a link of one's own: no search engine. Other sites learn no address anyway (settings)."""

    @wraps(view)
    def kept(*args: Any, **kwargs: Any) -> HttpResponse:
        return unfollowed(view(*args, **kwargs))

    return kept


def unfollowed(response: HttpResponse) -> HttpResponse:
    """The same for one answer."""
    response["X-Robots-Tag"] = "noindex"
    return response


def missed(request: Request) -> Http404:
    """To be raised, or answered, for what is not there: such looks are counted, so that guessing leads nowhere."""
    limit(request, "directory.unknown", per_address=MISSES)
    return Http404()


def slowed(request: Request, what: str, answer: str) -> None:
    """Count one thing that is sent from this connection; raises TooMany beyond the rate. *answer*: to the sum."""
    rate = WITH_SUM if is_solved(answer) else WITHOUT
    limit(request, f"directory.{what}_{'sum' if rate == WITH_SUM else 'plain'}", per_address=rate)


def counted_as(address: str) -> str:
    """Under what tries for one mail address or number are counted: nothing that leads back to it."""
    return salted_hmac("feltwork.directory.to", address.strip().lower()).hexdigest()


def managed(request: Request, act: Callable[[], object]) -> bool:
    """Whether *act* could be done; where not, the page says why."""
    try:
        act()
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return False
    except KeyStoreError:
        messages.error(request, _("This cannot be opened just now. Please try again in a while."))
        return False
    return True
