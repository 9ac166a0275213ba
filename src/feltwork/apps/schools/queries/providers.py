"""Who may give what, and when. A day without an approval is a gap; nothing is merged or stretched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from feltwork.apps.schools.models import Approval, Provider, School


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One approval that was not taken back; both days inclusive, no `valid_to` means until further notice."""

    uuid: UUID
    provider_id: int
    provider_uuid: UUID
    kind: str
    levels: tuple[str, ...]  # empty: every level
    issuer: str
    cohort_id: int | None
    valid_from: date
    valid_to: date | None

    def holds(self, *, level: str, on: date) -> bool:
        """Whether it holds at that level on that day."""
        in_time = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return in_time and (not self.levels or level in self.levels)


def approvals_of(provider_ids: Iterable[int], *, known_at: datetime | None = None) -> dict[int, list[ApprovalRow]]:
    """Approvals not taken back, by provider id and in order of their first day; one query.

    *known_at*: those that stood at that instant instead, entered by then and not taken back before it.
    """
    ids = list(provider_ids)
    found: dict[int, list[ApprovalRow]] = {pk: [] for pk in ids}
    stands = Q(retracted_at=None)
    if known_at is not None:
        stands = Q(entered_at__lte=known_at) & (stands | Q(retracted_at__gt=known_at))
    rows = Approval.objects.filter(stands, provider_id__in=ids).select_related("provider")
    for row in rows.order_by("valid_from", "pk"):
        found[row.provider_id].append(_row(row))
    return found


def is_approved(*, provider: Provider, kind: str, level: str, on: date) -> bool:
    """Whether *provider* may give *kind* at *level* on that day."""
    rows = approvals_of([provider.pk])[provider.pk]
    return any(row.kind == kind and row.holds(level=level, on=on) for row in rows)


def providers_for_choice(school: School, on: date | None = None) -> list[dict[str, object]]:
    """Rows (pk, uuid, name, town, languages, takes_new) by name; with *on* only those with any approval on that day."""
    providers = Provider.objects.filter(school=school)
    if on is not None:
        in_force = Q(valid_to=None) | Q(valid_to__gte=on)
        held = Approval.objects.filter(in_force, school=school, retracted_at=None, valid_from__lte=on)
        providers = providers.filter(pk__in=held.values("provider"))
    fields = ("pk", "uuid", "name", "town", "languages", "takes_new")
    return list(providers.order_by("name", "pk").values(*fields))


def _row(row: Approval) -> ApprovalRow:
    return ApprovalRow(
        uuid=row.uuid,
        provider_id=row.provider_id,
        provider_uuid=row.provider.uuid,
        kind=row.kind,
        levels=tuple(row.levels),
        issuer=row.issuer,
        cohort_id=row.cohort_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
