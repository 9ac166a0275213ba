"""Who decided about the same matter before: an appeal is seen by someone else."""

from __future__ import annotations

from feltwork.apps.certification.models import ExceptionRequest
from feltwork.apps.signoffs import queries as ledger
from feltwork.core.certification import Outcome


def who_refused(asked: ExceptionRequest) -> set[int]:
    """Primary keys of the people who refused what *asked* is about: as a request, a ruling, or evidence."""
    earlier = ExceptionRequest.objects.filter(
        enrolment=asked.enrolment_id,
        entry=asked.entry_id,
        question=asked.question,
        state=ExceptionRequest.State.REFUSED,
        answered_by__isnull=False,
    )
    found = set(earlier.values_list("answered_by", flat=True))
    subject = asked.entry.uuid if asked.entry else asked.enrolment.uuid
    for sealed in ledger.entries_about(subject, asked.school):
        refused = sealed.kind == "ruled" and sealed.statement.get("outcome") == Outcome.DO_NOT_COUNT
        about = asked.entry is not None or sealed.statement.get("question") == asked.question
        if sealed.kind == "evidence_refused" or (refused and about):
            found.add(sealed.by_id)
    return found
