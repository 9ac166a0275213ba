"""Keeping answers that another system gave away, as if they had been entered from paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.actions.results import enter_scores, may_enter
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Asking, Result
from feltwork.apps.measures.queries.bringing import Foreign, Standing
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.queries.opening import OpenFile


@transaction.atomic
def bring_answers(*, file: OpenFile, sheets: Sequence[Foreign], by: User, at: datetime) -> list[Result]:
    """Score and keep each sheet that is not there yet, the oldest first; those that are there are passed over.

    Scores of the other system are not taken. Risk items are looked at as everywhere. Raises ValidationError.
    """
    client = may_enter(file)
    Client.objects.select_for_update().get(pk=client.pk)  # the same file handed in twice at once is kept once
    there = Standing.of(hands_of_file(file), [one.of.id for one in sheets])
    made = []
    for sheet in sorted(sheets, key=lambda one: one.at):
        if there.state_of(sheet) != "new":
            continue
        row = enter_scores(
            file=file,
            instrument_id=sheet.of.id,
            answers=sheet.answers,
            answered_at=sheet.at,
            entered_by=Asking.EnteredBy.BROUGHT,
            by=by,
            at=at,
        )
        made.append(row)
        there = there.with_(sheet)
    note("measures.bring_answers", by=by, at=at, subject=client, facts={"count": len(made)})
    return made
