"""Shortcuts for the tests of staff pages."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feltwork.apps.certification.actions.log import ask_exception, attach_evidence
from feltwork.apps.certification.models import Waiver
from feltwork.apps.certification.standing import refresh_standing
from feltwork.apps.certification.tests.factories import LogEntryFactory
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def url(name, school="alder-house", **kwargs):
    return reverse(f"certification:{name}", kwargs={"school": school, **kwargs})


def make_ready(enrolment, *, author, at):
    """Everything is waived, so the rules are met."""
    for requirement in rules_of(enrolment.edition).requirements:
        Waiver.objects.create(
            school=enrolment.school,
            enrolment=enrolment,
            requirement=requirement.code,
            reason="Brought from elsewhere.",
            on=date(2026, 1, 1),
            author=author,
            entered_at=at,
        )
    return refresh_standing(enrolment=enrolment, at=at)


def proved(enrolment, provider, at, *, on=date(2026, 6, 9), name="invoice.pdf", **facts):
    """An entry with a paper in place of a signature, and the work it makes."""
    entry = LogEntryFactory(enrolment=enrolment, provider=provider, on=on, **facts)
    paper = SimpleUploadedFile(name, PDF)
    attach_evidence(entry=entry, upload=paper, words="The invoice.", by=enrolment.student, at=at)
    return entry


def asked(enrolment, at, *, entry=None, question="", words="Please look at it."):
    """A request of the student and its work item."""
    found = ask_exception(enrolment=enrolment, entry=entry, question=question, words=words, by=enrolment.student, at=at)
    return found, WorkItem.objects.get(kind="exception", subject_uuid=found.uuid)


def students(cohort, count, at):
    """So many more students with a kept standing."""
    made = []
    for _ in range(count):
        enrolment = EnrolmentFactory(cohort=cohort, student=UserFactory())
        refresh_standing(enrolment=enrolment, at=at)
        made.append(enrolment)
    return made


def evidence_items(cohort, provider, count, at):
    """So many pieces of evidence, of different students, a minute apart."""
    for number, enrolment in enumerate(students(cohort, count, at)):
        proved(enrolment, provider, at + timedelta(minutes=number))
    return list(WorkItem.objects.filter(kind="evidence", closed_at=None).order_by("opened_at"))
