"""One log line a request: route name, status, time; no path, no query, no person. Denials go into the audit trail."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from feltwork.apps.audit.actions import record
from feltwork.apps.audit.logs import set_request_id
from feltwork.apps.audit.models import AuditRecord

DENIED = frozenset({403, 404})
IN_A_SCHOOL = "/at/"
logger = logging.getLogger("feltwork.request")


class RequestLog:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = str(uuid.uuid4())
        set_request_id(request_id)
        response = self.get_response(request)
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "method": request.method,
                "route": match.view_name if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000),
                "request_id": request_id,
            },
        )
        response["X-Request-Id"] = request_id
        if response.status_code in DENIED:
            _note_denial(request, response.status_code)
        return response


def _note_denial(request: Any, status: int) -> None:
    """Note that somebody signed in asked for a page of a school and did not get it.

    A mistyped address, which leads nowhere, is no denial; nor is that of somebody who is not signed in.
    """
    match = request.resolver_match
    user = getattr(request, "user", None)
    if match is None or user is None or not request.path.startswith(IN_A_SCHOOL) or not user.is_authenticated:
        return
    facts = {"route": match.view_name, "method": request.method, "status": status}
    facts |= {name: str(value) for name, value in match.kwargs.items() if isinstance(value, uuid.UUID)}
    try:
        record(
            "audit.deny",
            by=user,
            at=timezone.now(),
            school=getattr(request, "school", None),
            facts=facts,
            kind=AuditRecord.Kind.DENIED,
        )
    except DatabaseError:
        # the answer is the same whether or not it could be written down
        logger.exception("denial not noted")
