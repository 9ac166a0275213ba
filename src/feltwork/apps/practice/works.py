"""Long work of the practice: making archives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.accounts.tenancy import roles_in_scope
from feltwork.apps.jobs.runs import Progress, long_work
from feltwork.apps.keys import store
from feltwork.apps.practice.actions import takeout
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.archive import vault
from feltwork.apps.practice.archive.packing import packed
from feltwork.apps.practice.models import Client, TakeOut
from feltwork.apps.practice.permissions import Sight


@long_work(takeout.KIND)
def make_archive(run: Progress) -> Mapping[str, Any]:
    """One file after another, each opened as the person who asked: who may not see it any more does not get it.

    What lies in the vault already is not made again after a kill.
    """
    row = TakeOut.objects.select_related("by", "client").get(pk=run.params["take_out"])
    if row.removed_at is not None:
        raise ValidationError(_("This archive was given up."), code="removed")
    with translation.override(row.by.language or settings.LANGUAGE_CODE):
        _make(run, row)
    takeout.finish(take_out=row, at=timezone.now())
    return {"files": run.done}


def _make(run: Progress, row: TakeOut) -> None:
    wanted, there = _wanted(row), set(vault.pieces(row))
    run.total(len(wanted))
    run.done = len(there)
    key = store().data_key(row.key_id)
    for client in wanted:
        if str(client.uuid) not in there:
            _piece(row, row.by, client, key)
            run.step()


def _piece(row: TakeOut, by: User, client: Client, key: bytes) -> None:
    sights = takeout.MAY_ASK if row.client_id else {Sight.CLINICIAN}
    file = open_file(by, roles_in_scope(by), client.uuid, what="takeout", at=timezone.now(), sights=sights)
    if file is None:
        raise ValidationError(_("You cannot see this file any more."), code="sight")
    vault.put(row, str(client.uuid), packed(file, row), key=key)


def _wanted(row: TakeOut) -> list[Client]:
    if row.client is not None:
        return [row.client]
    own = Client.objects.filter(clinician=row.by).exclude(state=Client.State.ERASED)
    return list(own.order_by("opened_on", "pk"))
