"""What the school has settled, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from zoneinfo import ZoneInfo

from feltwork.apps.accounts.models import Membership, Role
from feltwork.apps.schools.models import Approval, Provider, RuleEdition, School
from feltwork.apps.schools.queries import ApprovalRow, approvals_of
from feltwork.apps.schools.rules import rules_of as edition_rules
from feltwork.apps.seminars.models import Meeting, Seminar, SeminarRules, SeminarStaff
from feltwork.core.certification import GateRule


def rules_of(school: School) -> SeminarRules:
    """The school's own numbers, or the defaults."""
    return SeminarRules.objects.filter(school=school).first() or SeminarRules(school=school)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many assistants there are for how many people; `asked` is the number of people to one assistant."""

    people: int
    assistants: int
    asked: int
    places: int = 0  # how many may come at most, where that is more

    @property
    def needed_when_full(self) -> int:
        """With every place taken; 0 where that makes no difference."""
        wanted = ceil(self.places / self.asked)
        return wanted if wanted > self.needed else 0

    @property
    def needed(self) -> int:
        return ceil(self.people / self.asked)

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.assistants)


def ratio_of(seminar: Seminar, people: int, assistants: int, rules: SeminarRules) -> Ratio | None:
    """None where this seminar needs no assistants."""
    if not seminar.needs_assistants:
        return None
    places = people if seminar.is_module else (seminar.capacity or 0)
    return Ratio(people, assistants, rules.people_per_assistant, places)


def size_fault(rules: SeminarRules, people: int) -> str:
    """Whether a consultation group is "small", "large", or of a size that counts: ""."""
    if people < rules.group_min:
        return "small"
    return "large" if people > rules.group_max else ""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody named for a seminar. `is_approved`: for their part and on every day; None as long as there is none."""

    row: SeminarStaff
    name: str
    is_approved: bool | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who could be named; `key` is "p:…" for a provider and "u:…" for a member without such a row."""

    key: str
    name: str
    kinds: frozenset[str]


WANTED = {
    SeminarStaff.Role.TRAINER: frozenset({Approval.Kind.FACULTY.value}),
    SeminarStaff.Role.ASSISTANT: frozenset({Approval.Kind.ASSISTS.value, Approval.Kind.FACULTY.value}),
}
WANTED_IN_GROUPS = frozenset({Approval.Kind.GROUP.value})


def wanted_approvals(seminar: Seminar, role: str) -> frozenset[str]:
    """Kinds of approval any of which is enough for that part."""
    if seminar.is_consultation and role == SeminarStaff.Role.TRAINER:
        return WANTED_IN_GROUPS
    return WANTED[SeminarStaff.Role(role)]


def helpers_of(seminar: Seminar, days: list[date]) -> list[Helper]:
    """Trainers first, then assistants, each with whether they are approved on all *days*; three queries."""
    rows = list(SeminarStaff.objects.filter(seminar=seminar).select_related("user", "provider").order_by("-role", "pk"))
    approvals = approvals_of([row.provider_id for row in rows if row.provider_id])
    faculty = set(
        Membership.objects.filter(role=Role.FACULTY, until=None, user__in=[r.user_id for r in rows]).values_list(
            "user", flat=True
        )
    )
    level = level_of(seminar)
    return [_helper(row, seminar, days, level, approvals.get(row.provider_id or 0, []), faculty) for row in rows]


def level_of(seminar: Seminar) -> str:
    """The level of a module; "" of what belongs to none."""
    return seminar.module_date.module.level.code if seminar.module_date else ""


def _helper(
    row: SeminarStaff, seminar: Seminar, days: list[date], level: str, approvals: list[ApprovalRow], faculty: set[int]
) -> Helper:  # fmt: skip
    name = str(row.provider or row.user)
    if not days:
        return Helper(row, name, None)
    kinds = wanted_approvals(seminar, row.role)
    held = [one for one in approvals if one.kind in kinds]
    by_approval = all(any(_holds(one, level, day) for one in held) for day in days)
    teaches = not seminar.is_consultation and row.user_id in faculty
    return Helper(row, name, by_approval or teaches)


def _holds(approval: ApprovalRow, level: str, on: date) -> bool:
    in_time = approval.valid_from <= on and (approval.valid_to is None or on <= approval.valid_to)
    return in_time and (not approval.levels or not level or level in approval.levels)


def staff_choices(school: School, on: date | None) -> list[Choice]:
    """Approved providers and members of the faculty, each once, by name; *on* is the day on which they are wanted."""
    providers = {row.pk: row for row in Provider.objects.filter(school=school).select_related("user")}
    choices, known = [], set()
    for pk, rows in approvals_of(providers).items():
        kinds = frozenset(one.kind for one in rows if on is None or _holds(one, "", on))
        provider = providers[pk]
        if kinds:
            choices.append(Choice(f"p:{provider.uuid}", provider.name, kinds))
            known.add(provider.user_id)
    teachers = Membership.objects.filter(role=Role.FACULTY, until=None).select_related("user")
    choices += [
        Choice(f"u:{one.user.uuid}", str(one.user), frozenset({"faculty"}))
        for one in teachers
        if one.user_id not in known
    ]
    return sorted(choices, key=lambda one: (one.name, one.key))


def days_of(meetings: list[Meeting], seminar: Seminar) -> list[date]:
    """The calendar days of *meetings* in the seminar's own zone."""
    zone = ZoneInfo(seminar.zone)
    return sorted({one.starts_at.astimezone(zone).date() for one in meetings if one.cancelled_at is None})


def proofs(language: str) -> list[tuple[str, str]]:
    """(code, title) of every gate that the editions of the school's rules ask for, by title."""
    found: dict[str, str] = {}
    for edition in RuleEdition.objects.order_by("valid_from", "pk"):
        for requirement in edition_rules(edition).requirements:
            if isinstance(requirement.body, GateRule):
                for item in requirement.body.items:
                    found |= dict.fromkeys(item.any_of, item.title.in_language(language))
    return sorted(found.items(), key=lambda one: (one[1], one[0]))
