"""Ways to a sheet, signed in as the person it is for or with the link to it; and to a file that is asked something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.accounts.access import Request
from feltwork.apps.accounts.models import User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures.hands import Hands, hands_of_file, hands_of_link, own_hands
from feltwork.apps.measures.links import asking_of
from feltwork.apps.measures.models import Asking
from feltwork.apps.measures.permissions import ANSWERING, can_ask, own_askings
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import file_or_404
from feltwork.core.measures import instrument

View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True)
class Door:
    """A sheet in the hands of whoever answers it. `home`: where they go afterwards; "" with a link, which leads
    nowhere else."""

    asking: Asking
    hands: Hands
    by: User | None
    path: str
    save_path: str
    home: str

    @property
    def is_bare(self) -> bool:
        return not self.home

    @property
    def is_in_room(self) -> bool:
        return self.is_bare and self.asking.place == "room"

    @property
    def keeper(self) -> str:
        """Whose answers wait, sealed, on this device; "" in the room, where the device is somebody else's."""
        if self.is_in_room:
            return ""
        return str(self.asking.uuid if self.by is None else self.by.uuid)

    @property
    def until(self) -> datetime:
        """No answer is taken later, and none lies on a device longer."""
        ends = [self.asking.closes_at]
        if self.by is None and self.asking.token_until is not None:
            ends.append(self.asking.token_until)
        return min(ends)


def unkept(view: View) -> View:
    """Beneath `@access`: a page that no browser or cache keeps."""

    @wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return cast("View", answered)


def asked_file(request: Request, uuid: UUID, what: str = "measures", *, note: bool = True) -> OpenFile:
    """The file of a client whom this person may ask something; 403 for a glance in an emergency."""
    file = file_or_404(request, uuid, what, note=note)
    if not can_ask(file.sight):
        raise PermissionDenied
    return file


def own_door(request: Request, uuid: UUID, *, note: bool = True) -> Door:
    """The person's own sheet, as a client, a guardian or a trainee; else 404."""
    rows = Asking.objects.select_related("school", "client__school", "client__clinician", "enrolment__student", "pack")
    asking = rows.filter(uuid=uuid).first()
    hands = None if asking is None else _own_hands(request, asking, note=note)
    if asking is None or hands is None:
        raise Http404
    where = {"school": request.school.slug}
    return Door(
        asking,
        hands,
        request.user,
        path=reverse("measures:sheet", kwargs={**where, "uuid": uuid}),
        save_path=reverse("measures:sheet-save", kwargs={**where, "uuid": uuid}),
        home=reverse("measures:mine", kwargs=where),
    )


def link_door(request: Request, token: str) -> Door:
    """The sheet that the link opens; a link that is over is answered like one that never was."""
    now = timezone.now()
    asking = asking_of(token, now)
    if asking is None:
        raise Http404
    try:
        hands = hands_of_link(asking, at=now)
    except KeyStoreError:
        raise Http404 from None
    where = {"school": request.school.slug, "token": token}
    path = reverse("measures:link", kwargs=where)
    return Door(asking, hands, None, path=path, save_path=reverse("measures:link-save", kwargs=where), home="")


def _own_hands(request: Request, asking: Asking, *, note: bool) -> Hands | None:
    now = timezone.now()
    if asking.client is None:
        if not own_askings(request.user).filter(pk=asking.pk).exists():
            return None
        try:
            return own_hands(request.user, school=request.school, at=now)
        except KeyStoreError:
            return None
    if asking.place != "portal":
        return None
    kind = instrument(asking.instrument).kind
    sights = {Sight.GUARDIAN} if kind == "caregiver" else {Sight.CLIENT}
    file = open_file(
        request.user, request.roles, asking.client.uuid, what="sheet", at=now, sights=sights & ANSWERING, note=note
    )
    return None if file is None else hands_of_file(file)
