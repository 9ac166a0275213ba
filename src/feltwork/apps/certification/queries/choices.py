"""With whom a session can be logged: everybody who was approved at some time, with what for and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import FilteredRelation, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.certification.sentences import level_word
from feltwork.apps.certification.sentences import words_list as listed
from feltwork.apps.schools.models import Provider, School
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
    """Somebody on the list of providers, with everything that was ever approved and not taken back."""

    pk: int
    uuid: UUID
    name: str
    email: str
    approvals: list[ApprovalRow]

    @property
    def may_be_chosen(self) -> bool:
        """Whether they were approved for some kind of entry at some time."""
        return any(row.kind in FOR_ENTRIES for row in self.approvals)

    def label(self, rules: RuleSet, today: date) -> str:
        """Hanne Vosper, sessions and consultation, all levels"""
        return ", ".join([self.name, *_what_for(self.approvals, rules, today)])


def provider_choices(school: School, *, without: int) -> list[ProviderChoice]:
    """Everybody with an approval for some kind of entry, by name; never the person themselves. One query."""
    choices = [one for one in everybody(school, without=without) if one.may_be_chosen]
    return sorted(choices, key=lambda choice: (choice.name.casefold(), choice.pk))


def everybody(school: School, *, without: int) -> list[ProviderChoice]:
    """The whole list of providers, approved or not, except the user *without*. One query."""
    held = FilteredRelation("approvals", condition=Q(approvals__retracted_at=None))
    rows = Provider.objects.filter(school=school).exclude(user=without).annotate(held=held)
    found: dict[int, ProviderChoice] = {}
    for pk, uuid, name, email, *approval in rows.order_by("pk", "held__valid_from", "held__pk").values_list(*_COLUMNS):
        choice = found.setdefault(pk, ProviderChoice(pk=pk, uuid=uuid, name=name, email=email, approvals=[]))
        if approval[0] is not None:
            choice.approvals.append(_row(choice, *approval))
    return list(found.values())


def approvals_in(people: Iterable[ProviderChoice]) -> dict[int, list[ApprovalRow]]:
    """What `known_of` is given, so that it need not read the approvals again."""
    return {one.pk: one.approvals for one in people}


_COLUMNS = (
    "pk",
    "uuid",
    "name",
    "email",
    "held__uuid",
    "held__kind",
    "held__levels",
    "held__issuer",
    "held__cohort_id",
    "held__valid_from",
    "held__valid_to",
)


def _row(
    choice: ProviderChoice,
    uuid: UUID,
    kind: str,
    levels: list[str],
    issuer: str,
    cohort_id: int | None,
    valid_from: date,
    valid_to: date | None,
) -> ApprovalRow:
    return ApprovalRow(
        uuid=uuid,
        provider_id=choice.pk,
        provider_uuid=choice.uuid,
        kind=kind,
        levels=tuple(levels),
        issuer=issuer,
        cohort_id=cohort_id,
        valid_from=valid_from,
        valid_to=valid_to,
    )


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
