"""The door to the pages of the bank."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.permissions.bank import DECIDERS, KEEPERS, can_keep_bank, can_open_examinations

View = Callable[..., HttpResponse]


def keepers(*, methods: tuple[str, ...] = ("GET", "POST"), step_up: bool = False) -> Callable[[View], View]:
    """`@access` for those who keep the bank; whoever is a student of the school, too, gets 403."""
    return _guard(KEEPERS, can_keep_bank, methods, step_up)


def keepers_and_deciders(*, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """What those who decide about results read, too."""
    both = tuple(dict.fromkeys((*KEEPERS, *DECIDERS)))
    return _guard(both, lambda roles: can_keep_bank(roles) or can_open_examinations(roles), methods, False)


def deciders(*, methods: tuple[str, ...] = ("GET", "POST"), step_up: bool = False) -> Callable[[View], View]:
    return _guard(DECIDERS, can_open_examinations, methods, step_up)


def _guard(
    who: tuple[str, ...], may: Callable[[frozenset[str]], bool], methods: tuple[str, ...], step_up: bool
) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return access(*who, methods=methods, step_up=step_up)(asked)

    return decorate
