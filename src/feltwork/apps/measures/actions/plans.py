"""Deciding what somebody is asked, and where and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.actions.asking import open_turns
from feltwork.apps.measures.models import Plan, Policy
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.measures.risk import REMOTE, may_be_asked, policy_of
from feltwork.apps.measures.wording import words_for
from feltwork.apps.practice.actions.items import FileSetAside
from feltwork.apps.practice.models import Client, Guardian
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import Enrolment, School
from feltwork.core.measures import Instrument, instrument, instruments

OF_CLIENTS = ("once", "every_session", "weekly", "monthly")
OF_TRAINEES = ("once", "pre_post", "yearly")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an instrument cannot be asked like this: "licence", "wording", "risk", "kind", "portal", "paper". *instead*:
    one without the risk item, where there is one."""

    code: str
    instead: str = ""


def refusal(
    school: School, whole: Instrument, *, place: str, language: str, client: Client | None, policy: Policy | None
) -> Refusal | None:
    """What stands against asking *whole* at *place*; the same for a plan and for a single sheet."""
    use = (policy.use if policy is not None else Policy.Use.CLINICAL) if client else Policy.Use.EDUCATIONAL
    if use not in whole.licence.allows:
        return Refusal("licence")
    if whole.kind == "clinician" and place != Place.ROOM:
        return Refusal("kind")
    if client is None and (whole.kind != "self" or place != Place.PORTAL):
        return Refusal("kind")
    if not may_be_asked(whole, place, policy):
        return Refusal("risk", whole.without_risk or "")
    if place in REMOTE and words_for(school, whole, language) is None:
        return Refusal("wording")
    if place == Place.PORTAL and client is not None and not _has_own_side(client, whole):
        return Refusal("portal")
    return None


@transaction.atomic
def assign(
    *,
    school: School,
    instrument_id: str,
    language: str,
    how: str,
    place: str,
    starts_on: date,
    ends_on: date | None = None,
    moments: str = "",
    basis: Mapping[str, Any] | None = None,
    file: OpenFile | None = None,
    enrolment: Enrolment | None = None,
    by: User,
    at: datetime,
) -> Plan:
    """Ask the client of *file*, or the trainee of *enrolment*, from *starts_on*; what is due opens at once.

    *basis*: see `models.Plan`. Raises ValidationError with the codes of `Refusal`, or by field.
    """
    client = _may_ask(file)
    if instrument_id not in instruments():
        raise ValidationError({"instrument": _("Please choose a measure.")})
    whole = instrument(instrument_id)
    against = refusal(school, whole, place=place, language=language, client=client, policy=policy_of(school))
    if against is not None:
        raise refused(against, whole)
    _check_series(how, moments, starts_on, ends_on, is_trainee=client is None)
    _not_twice(client, enrolment, whole, how)
    plan = Plan.objects.create(
        school=school,
        client=client,
        enrolment=enrolment,
        instrument=whole.id,
        language=language,
        how=how,
        moments=moments if how == Plan.How.EVERY_SESSION else "",
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=checked_basis(whole, basis or {}),
        by=by,
        made_at=at,
    )
    note("measures.assign", by=by, at=at, subject=plan, facts={"how": how, "place": place})
    open_turns(plan=plan, at=at)
    return plan


@transaction.atomic
def stop_plan(*, plan: Plan, file: OpenFile | None = None, by: User, at: datetime) -> Plan:
    """Ask no more from now on. A sheet that nobody has begun is taken back; one that was begun may be finished."""
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.client_id is not None and (file is None or file.client.pk != row.client_id or not can_ask(file.sight)):
        raise PermissionDenied
    if row.stopped_at is None:
        row.stopped_at = at
        row.save(update_fields=["stopped_at"])
        row.askings.filter(state="open").update(state="stopped", ended_at=at)
        note("measures.stop_plan", by=by, at=at, subject=row)
    return row


@transaction.atomic
def choose_basis(*, plan: Plan, file: OpenFile, basis: Mapping[str, Any], by: User, at: datetime) -> Plan:
    """By which change rule and threshold the clinician reads it; what was answered stays."""
    row = Plan.objects.select_for_update().get(pk=plan.pk, client=_may_ask(file))
    row.basis = checked_basis(instrument(row.instrument), basis)
    row.save(update_fields=["basis"])
    note("measures.choose_basis", by=by, at=at, subject=row)
    return row


def refused(against: Refusal, whole: Instrument) -> ValidationError:
    """The reason as a sentence."""
    field = "instrument" if against.code in {"licence", "wording"} else "place"
    error = ValidationError(_sentence(against, whole), code=against.code, params={"instead": against.instead})
    return ValidationError({field: error})


def checked_basis(whole: Instrument, basis: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Only rules that the instrument has, by scale."""
    changes = {(one.scale, one.id) for one in whole.changes}
    cuts = {(one.scale, one.id) for one in whole.thresholds}
    made: dict[str, dict[str, str]] = {}
    for scale, chosen in basis.items():
        for kind, known in (("change", changes), ("threshold", cuts)):
            if chosen.get(kind):
                if (scale, chosen[kind]) not in known:
                    raise ValidationError({"basis": _("This measure has no such rule.")})
                made.setdefault(scale, {})[kind] = chosen[kind]
    return made


def _may_ask(file: OpenFile | None) -> Client | None:
    if file is None:
        return None
    if not can_ask(file.sight):
        raise PermissionDenied
    if file.client.restricted_at is not None:
        raise FileSetAside
    if file.client.state != Client.State.ACTIVE:
        raise ValidationError(_("This treatment has ended."), code="state")
    return file.client


def _has_own_side(client: Client, whole: Instrument) -> bool:
    if client.is_portal_paused:
        return False
    if whole.kind == "caregiver":
        return Guardian.objects.filter(client=client, until=None, user__isnull=False).exists()
    return client.user_id is not None


def _check_series(how: str, moments: str, starts_on: date, ends_on: date | None, *, is_trainee: bool) -> None:
    if how not in (OF_TRAINEES if is_trainee else OF_CLIENTS):
        raise ValidationError({"how": _("Please choose how often.")})
    if how == Plan.How.EVERY_SESSION and moments not in ("before", "after", "both"):
        raise ValidationError({"moments": _("Please choose before or after the session.")})
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({"ends_on": _("It ends after it begins.")})
    if how == Plan.How.PRE_POST and (ends_on is None or ends_on == starts_on):
        raise ValidationError({"ends_on": _("Please say when the training ends.")})


def _not_twice(client: Client | None, enrolment: Enrolment | None, whole: Instrument, how: str) -> None:
    if how == Plan.How.ONCE:
        return
    running = Plan.objects.filter(client=client, enrolment=enrolment, instrument=whole.id, how=how, stopped_at=None)
    if running.exists():
        raise ValidationError({"how": _("This is asked in the same rhythm already.")}, code="twice")


def _sentence(against: Refusal, whole: Instrument) -> str:
    match against.code:
        case "licence":
            return _("The licence of %(name)s does not allow this use.") % {"name": whole.name}
        case "wording":
            return _("There is no wording for it here yet. Bring it in, or enter scores from paper.")
        case "risk":
            return _risk_sentence(against)
        case "portal":
            return _("Nobody has a side of the site of their own for this yet.")
    return _("This one is filled in by the clinician, in the room.")


def _risk_sentence(against: Refusal) -> str:
    if against.instead:
        return _(
            "It asks about risk, and nobody is named here who looks at answers in time. In the room it can be asked; "
            "from afar %(instead)s asks the same without that question."
        ) % {"instead": instrument(against.instead).short}
    return _("It asks about risk, and nobody is named here who looks at answers in time. In the room it can be asked.")
