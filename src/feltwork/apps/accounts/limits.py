"""Limits on how often something may be tried, per person and per address (a /64 network for IPv6)."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest


class TooMany(Exception):
    """This has been tried too often; answered with 429 by the middleware."""


def limit(request: HttpRequest, action: str, *, per_person: str = "", per_address: str = "", person: str = "") -> None:
    """Count one try of *action*; raises TooMany beyond `per_person="5/h"` or `per_address="30/10m"`.

    A rate is a number and a span: s, m, h, d. *person* names whom it is about, say a mail address, where nobody is
    signed in; otherwise it is whoever asks. Counts GET as well.
    """
    key = person.strip().lower() or (str(request.user.pk) if request.user.is_authenticated else "")
    rates = [f"{per_person}/key"] if per_person and key else []
    rates += [f"{per_address}/ip"] if per_address else []
    if not ratelimit.consume(
        request, app="feltwork", action=action, config={action: ",".join(rates)}, key=key, limit_get=True
    ):
        raise TooMany(action)
