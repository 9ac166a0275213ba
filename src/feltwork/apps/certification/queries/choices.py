"""With whom a session can be logged: everybody who was approved at some time, with what for and until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.sentences import level_word
from feltwork.apps.certification.sentences import words_list as listed
from feltwork.apps.schools.models import Approval, School
from feltwork.apps.schools.queries import ApprovalRow
from feltwork.apps.ui import words
from feltwork.core.certification import RuleSet

SHORT: dict[str, str | Promise] = {
    "personal_session": lazy("sessions"),
    "consultation_individual": lazy("consultation"),
    "consultation_group": lazy("groups"),
}
FOR_ENTRIES = tuple(SHORT)


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """Somebody to choose, with everything that was ever approved and not taken back."""

    pk: int
    uuid: UUID
    name: str
    town: str
    approvals: Sequence[ApprovalRow]

    def label(self, rules: RuleSet, today: date) -> str:
        """Hanne Vosper, sessions and consultation, all levels"""
        return ", ".join([self.name, *_what_for(self.approvals, rules, today)])


def provider_choices(school: School, *, without: User) -> list[ProviderChoice]:
    """Everybody with an approval for some kind of entry, by name; never the person themselves. One query."""
    rows = Approval.objects.filter(school=school, retracted_at=None).exclude(provider__user=without)
    found: dict[int, list[Approval]] = defaultdict(list)
    for row in rows.select_related("provider").order_by("valid_from", "pk"):
        found[row.provider_id].append(row)
    choices = [_choice(own) for own in found.values() if any(row.kind in FOR_ENTRIES for row in own)]
    return sorted(choices, key=lambda choice: (choice.name.casefold(), choice.pk))


def _choice(own: Sequence[Approval]) -> ProviderChoice:
    provider = own[0].provider
    rows = [
        ApprovalRow(
            uuid=row.uuid,
            provider_id=provider.pk,
            provider_uuid=provider.uuid,
            kind=row.kind,
            levels=tuple(row.levels),
            issuer=row.issuer,
            cohort_id=row.cohort_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in own
    ]
    return ProviderChoice(pk=provider.pk, uuid=provider.uuid, name=provider.name, town=provider.town, approvals=rows)


def _what_for(rows: Iterable[ApprovalRow], rules: RuleSet, today: date) -> Iterable[str]:
    own = [row for row in rows if row.kind in FOR_ENTRIES]
    current = [row for row in own if row.valid_from <= today and (row.valid_to is None or today <= row.valid_to)]
    kinds = [kind for kind in FOR_ENTRIES if any(row.kind == kind for row in current or own)]
    yield listed([str(SHORT[kind]) for kind in kinds])
    yield _levels(current or own, rules)
    if not current:
        yield _when(own, today)


def _levels(rows: Sequence[ApprovalRow], rules: RuleSet) -> str:
    codes = {code for row in rows for code in row.levels}
    known = [level.code for level in rules.levels]
    if any(not row.levels for row in rows) or codes >= set(known):
        return _("all levels")
    return level_word(",".join(code for code in known if code in codes), rules)


def _when(rows: Sequence[ApprovalRow], today: date) -> str:
    ends = [row.valid_to for row in rows if row.valid_to and row.valid_to < today]
    starts = [row.valid_from for row in rows if row.valid_from > today]
    if ends and starts:
        return _("paused until %(date)s") % {"date": words.date_words(min(starts))}
    if ends:
        return _("until %(date)s") % {"date": words.date_words(max(ends))}
    return _("from %(date)s") % {"date": words.date_words(min(starts))}
