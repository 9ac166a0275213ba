"""What of the examinations waits for people stands on the worklist of staff, one item for all that wait alike.

Acts of staff bring it up to date at once. What candidates and raters do is counted by a task each minute, so that three
hundred who hand in together do not wait for each other at one row.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from feltwork.apps.exams.models import Appeal, Examination, PracticalAppeal
from feltwork.apps.exams.queries import waiting
from feltwork.apps.schools.actions import close_work, count_work, open_work
from feltwork.apps.schools.models import School, WorkItem

Kind = WorkItem.Kind


@transaction.atomic
def count_reviews(*, school: School, at: datetime) -> WorkItem | None:
    """Questions that wait for a reader. Inside the school's scope."""
    with translation.override(settings.LANGUAGE_CODE):  # kept once, for whoever on the staff reads it
        title = _("Questions wait for two people who read them")
    url = f"{_url(school, 'bank')}?state=review"
    return count_work(
        school=school, kind=Kind.REVIEW, subject_uuid=school.uuid, since=waiting.to_read(), who=school.name,
        title=title, url=url, at=at,
    )  # fmt: skip


@transaction.atomic
def count_waiting(*, examination: Examination, at: datetime) -> None:
    """Attempts that wait for marks, for a third person, for a decision. Inside the school's scope."""
    school = examination.school
    for kind, since in waiting.waiting_of(examination).items():
        count_work(
            school=school, kind=kind, subject_uuid=examination.uuid, since=since, who=examination.name,
            title=_title(kind, examination), url=_place(kind, examination), at=at,
        )  # fmt: skip


@transaction.atomic
def list_appeals(*, school: School, at: datetime) -> None:
    """Every appeal that is open stands there with the candidate's name; what was answered goes."""
    appeals = waiting.open_appeals()
    for one in appeals:
        open_appeal(one)
    open_ones = {one.uuid for one in appeals}
    listed = WorkItem.objects.filter(school=school, kind=Kind.APPEAL, closed_at=None)
    for uuid in listed.values_list("subject_uuid", flat=True):
        if uuid not in open_ones:
            close_work(school=school, kind=Kind.APPEAL, subject_uuid=uuid, by=None, at=at)


def open_appeal(asked: Appeal | PracticalAppeal) -> WorkItem:
    """With the day on which it was asked."""
    attempt = asked.decision.attempt if isinstance(asked, Appeal) else asked.practical
    url = _url(asked.school, "appeal-answer", uuid=asked.uuid)
    if isinstance(asked, PracticalAppeal):
        url = _url(asked.school, "practical-appeal-answer", uuid=asked.practical.uuid)
    student = attempt.enrolment.student
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Asks for another look at %(examination)s") % {"examination": attempt.examination.name}
    return open_work(
        school=asked.school, kind=Kind.APPEAL, subject_uuid=asked.uuid, who=str(student), person=student, title=title,
        url=url, at=asked.at,
    )  # fmt: skip


def _title(kind: str, examination: Examination) -> str:
    is_written = examination.kind == Examination.Kind.WRITTEN
    with translation.override(settings.LANGUAGE_CODE):
        if kind == Kind.MARKING:
            return _("Short answers wait for two people who mark them")
        if kind == Kind.THIRD:
            return _("Two were far apart: a third marks") if is_written else _("Two were far apart: a third rates")
        return _("Everything is marked: the results wait") if is_written else _("Everything is rated: the results wait")


def _place(kind: str, examination: Examination) -> str:
    if examination.kind == Examination.Kind.PRACTICAL:
        state = "deciding" if kind == Kind.RESULT else "rating"
        return f"{_url(examination.school, 'practicals')}?state={state}"
    tab = "marked" if kind == Kind.RESULT else "marking"
    return f"{_url(examination.school, 'sittings-of', uuid=examination.uuid)}?tab={tab}"


def _url(school: School, name: str, **kwargs: object) -> str:
    """As the worklist keeps it: relative to the school."""
    address = reverse(f"exams:{name}", kwargs={"school": school.slug, **kwargs})
    return address.removeprefix(f"/at/{school.slug}/")
