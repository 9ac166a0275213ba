"""The school itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.actions.changes import change
from feltwork.apps.schools.models import School


@transaction.atomic
def update_school(*, school: School, by: User, at: datetime, **words: Any) -> School:
    """Change how the school is described; *words* are fields of `School`, its address is none of them."""
    return change(School.objects.get(pk=school.pk), words, code="schools.update_school", by=by, at=at)
