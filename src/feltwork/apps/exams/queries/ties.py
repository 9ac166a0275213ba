"""Who stands close to a candidate: whoever trains their group, and whoever signed for them."""

from __future__ import annotations

from feltwork.apps.exams.models import Trains
from feltwork.apps.schools.models import Approval, Cohort, Enrolment
from feltwork.apps.signoffs import queries as ledger

TRAINING = (Approval.Kind.FACULTY, Approval.Kind.ASSISTS)


def trainers_of(cohort: Cohort) -> set[int]:
    """Ids of people who train, or trained, *cohort*: approved for it by name, or said to by the school."""
    approved = Approval.objects.filter(cohort=cohort, kind__in=TRAINING, retracted_at=None)
    by_name = set(approved.exclude(provider__user=None).values_list("provider__user", flat=True))
    return by_name | set(Trains.objects.filter(cohort=cohort).values_list("user", flat=True))


def signers_for(enrolment: Enrolment) -> set[int]:
    """Ids of people who signed sessions or consultations of the candidate."""
    return {row.by_id for row in ledger.entries_of(enrolment.student, enrolment.school)}
