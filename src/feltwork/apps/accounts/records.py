"""Which rows are about a person. Found from the models, so that an app above needs not register anything here."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from feltwork.apps.accounts.models import User

OWNER = ("student", "applicant", "user")  # foreign keys to the person whom a row is about
CHAIN = ("enrolment", "application", "entry", "certificate")  # foreign keys to a row that is about a person


def about(user: Any) -> Q:
    """A condition on audit rows: their subject is *user*, or a row about them, in any school."""
    found = Q(subject_type=User._meta.label_lower, subject_uuid=user.uuid)
    for model, path in routes():
        # the plain manager: a person may ask about themselves across schools
        mine = model._base_manager.filter(**{path: user}).values("uuid")
        found |= Q(subject_type=model._meta.label_lower, subject_uuid__in=mine)
    return found


@cache
def routes() -> tuple[tuple[type[models.Model], str], ...]:
    """Each model whose rows are about one person, with the way from a row to them, as in "enrolment__student"."""
    found = [(model, _route(model, 0)) for model in apps.get_models() if _has_uuid(model)]
    return tuple((model, path) for model, path in found if path)


def _has_uuid(model: type[models.Model]) -> bool:
    return model.__module__.startswith("feltwork.") and any(f.name == "uuid" for f in model._meta.local_fields)


def _route(model: type[models.Model], depth: int) -> str:
    links = {f.name: f for f in model._meta.local_fields if isinstance(f, models.ForeignKey)}
    for name in OWNER:
        if name in links and links[name].related_model is User:
            return name
    for name in CHAIN:
        if name in links and depth < len(CHAIN):
            further = _route(links[name].related_model, depth + 1)
            if further:
                return f"{name}__{further}"
    return ""
