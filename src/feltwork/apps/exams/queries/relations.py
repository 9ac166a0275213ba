"""Who may not rate whom, and why: the conflict graph, from what the school knows anyway and from what people say.

`signed`: confirmed sessions or consultations of the candidate · `asked`: was asked to · `supervises` · `cohort`: is or
was in training in the same group · `own`: the candidate · `earlier`: rated the session before · `said`: one of the two
said so · `apart`: stands close in a way that is nobody's business here · `trains`: teaches the candidate's group, which
bars one of two seats only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.exams.models import Practical, Rater, RaterRelation, Rating
from feltwork.apps.exams.permissions.practical import RATERS
from feltwork.apps.exams.queries.ties import trainers_of
from feltwork.apps.exams.queries.training import calibrated
from feltwork.apps.practice.models import Carer, Client, Supervision
from feltwork.apps.schools.models import Enrolment, Provider
from feltwork.apps.signoffs import queries as ledger

PARTLY = "trains"  # one such rater, never two
Codes = Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Who could rate an attempt. `left_out`: appointed people with the codes of why not; `partly`: see PARTLY."""

    free: tuple[User, ...]
    partly: frozenset[int]
    left_out: tuple[tuple[User, frozenset[str]], ...] = field(default=())

    @property
    def is_enough(self) -> bool:
        """Two can be drawn, of whom one at least does not teach the candidate's group."""
        return len(self.free) >= 2 and any(one.pk not in self.partly for one in self.free)


def pool_of(practical: Practical, at: datetime) -> Pool:
    """Everybody appointed for this examination, sorted into those who may be drawn now and those who may not."""
    rows = Rater.objects.filter(examination=practical.examination_id, until=None, user__is_active=True)
    users = [row.user for row in rows.select_related("user").order_by("user__uuid")]
    codes = relations_of(practical, [user.pk for user in users])
    known = calibrated([user.pk for user in users], at)
    holds = _still_hold_a_role(practical, [user.pk for user in users])
    free, out = [], []
    for user in users:
        why = set(codes.get(user.pk, frozenset())) - {PARTLY}
        why |= set() if user.pk in known else {"training"}
        why |= set() if user.pk in holds else {"role"}
        if why:
            out.append((user, frozenset(why)))
        else:
            free.append(user)
    partly = frozenset(user.pk for user in free if PARTLY in codes.get(user.pk, ()))
    return Pool(tuple(free), partly, tuple(out))


def relations_of(practical: Practical, user_ids: Iterable[int]) -> Codes:
    """Codes by the id of each of *user_ids* who stands to the candidate in some way; ten queries, however many."""
    wanted = set(user_ids)
    student = practical.enrolment.student
    found: dict[int, set[str]] = defaultdict(set)
    for code, people in {
        "own": {student.pk},
        "signed": _signed(practical),
        "asked": _asked(practical),
        "cohort": _trained_beside(practical),
        "supervises": _supervise(student),
        "apart": _close(student),
        "said": _said(student),
        "earlier": _rated(practical),
        PARTLY: trainers_of(practical.enrolment.cohort),
    }.items():
        for pk in people & wanted:
            found[pk].add(code)
    return {pk: frozenset(codes) for pk, codes in found.items()}


def _signed(practical: Practical) -> set[int]:
    """Whoever has an entry about the candidate's sessions or consultations in the ledger, also one taken back."""
    kinds = {"confirmed", "corrected", "declined", "taken_back"}
    rows = ledger.entries_of(practical.enrolment.student, practical.school)
    return {row.by_id for row in rows if row.kind in kinds}


def _asked(practical: Practical) -> set[int]:
    rows = ledger.requests_of(practical.enrolment.student, practical.school)
    providers = {row.provider_id for row in rows if row.outcome != "cancelled"}
    linked = Provider.objects.filter(pk__in=providers, user__isnull=False)
    return set(linked.values_list("user", flat=True))


def _trained_beside(practical: Practical) -> set[int]:
    """People of any cohort that the candidate is or was in."""
    cohorts = Enrolment.objects.filter(student=practical.enrolment.student_id).values("cohort")
    return set(Enrolment.objects.filter(cohort__in=cohorts).values_list("student", flat=True))


def _supervise(student: User) -> set[int]:
    """They supervise treatments of the candidate's, or did."""
    return set(Supervision.objects.filter(client__clinician=student).values_list("supervisor", flat=True))


def _close(student: User) -> set[int]:
    """One treats the other, or both treat the same client. Which of these is never said."""
    theirs = Client.objects.filter(user=student)
    treat = set(theirs.values_list("clinician", flat=True))
    treat |= set(Carer.objects.filter(client__in=theirs).values_list("user", flat=True))
    treated = Client.objects.filter(Q(clinician=student) | Q(carers__user=student), user__isnull=False)
    beside = set(Carer.objects.filter(client__clinician=student).values_list("user", flat=True))
    beside |= set(Client.objects.filter(carers__user=student).values_list("clinician", flat=True))
    return treat | set(treated.values_list("user", flat=True)) | beside


def _rated(practical: Practical) -> set[int]:
    """They rated this session, or were excused from it; a sheet that closed with another session does not count."""
    rows = Rating.objects.filter(practical=practical).exclude(excused=Rating.Excused.CLOSED)
    return set(rows.values_list("rater", flat=True))


def _said(student: User) -> set[int]:
    rows = RaterRelation.objects.filter(candidate=student, ended_at=None)
    return set(rows.values_list("rater", flat=True))


def _still_hold_a_role(practical: Practical, user_ids: list[int]) -> set[int]:
    held = Membership.objects.filter(user__in=user_ids, role__in=RATERS, until=None, school=practical.school_id)
    return set(held.values_list("user", flat=True))
