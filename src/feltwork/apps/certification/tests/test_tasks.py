"""What is said before something closes, and once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feltwork.apps.certification import tasks
from feltwork.apps.certification.actions import imports
from feltwork.apps.certification.models import GateRecord, ImportedLog, Standing
from feltwork.apps.certification.tests.factories import AT, LogEntryFactory, signed
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Enrolment


def told(code):
    return list(Notice.objects.filter(code=f"certification.{code}").values_list("body", flat=True))


def on(day, month=3, year=2027):
    return datetime(year, month, day, 6, 0, tzinfo=UTC)


def test_the_nightly_refresh_keeps_standings_current(alma, ben):
    signed(LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 1)))
    tasks.refresh_all(on(13))
    standing = Standing.objects.get()
    assert (standing.as_of, standing.level, standing.cannot) == (date(2027, 3, 13), "advanced", 2)


@pytest.mark.parametrize(("at", "count"), [(on(1, 2), 0), (on(10, 2), 1), (on(4, 3), 1), (on(5, 3), 1), (on(12, 3), 0)])
def test_a_word_before_a_gap_is_sealed(alma, at, count):
    """Advanced begins on 12 March 2027: 30 days before is 10 February, 7 days before 5 March."""
    tasks.warn_all(at)
    tasks.warn_all(at + timedelta(hours=8))
    assert len(told("level")) == count


def test_two_words_in_all_for_one_level(alma):
    for day in range(40):
        tasks.warn_all(on(1, 2) + timedelta(days=day))
    assert len(told("level")) == 2


def test_what_is_said_before_a_level_begins(alma):
    tasks.warn_all(on(5))
    assert told("level") == [
        "Advanced begins on 12 March 2027. What is missing before it cannot be filled later:\n\n"
        "– Until Advanced begins on 12 March 2027, Intermediate needs 4 more sessions. A gap cannot be filled later.\n"
        "– Until Advanced begins on 12 March 2027, Intermediate needs 6 more credits. A gap cannot be filled later."
    ]


def test_a_paused_student_is_left_in_peace(alma):
    Enrolment.objects.update(state="deferred")
    tasks.warn_all(on(5))
    assert told("level") == []


@pytest.mark.parametrize(
    ("ends_on", "count"), [(date(2026, 12, 19), 1), (date(2026, 12, 20), 0), (date(2026, 11, 18), 0)]
)
def test_a_word_before_a_document_ends(alma, dino, ends_on, count):
    GateRecord.objects.create(
        school=alma.enrolment.school, enrolment=alma.enrolment, code="licence", valid_from=date(2025, 1, 1),
        valid_to=ends_on, entered_by=dino, entered_at=AT,
    )  # fmt: skip
    tasks.warn_all(AT)
    tasks.warn_all(AT + timedelta(hours=3))
    expected = "Licence or insurance: it ends on 19 December 2026. Please send the new one to your school before then."
    assert told("document") == [expected] * count


@pytest.mark.parametrize(("days", "left"), [(6, 1), (8, 0)])
def test_files_that_were_only_looked_at_are_thrown_away(alma, days, left):
    kept = imports.keep_import(
        enrolment=alma.enrolment, content=b"x", name="log.csv", day_order="unknown", rows=1, by=alma, at=AT
    )
    storage, name = kept.file.storage, kept.file.name
    tasks.forget_unused(AT + timedelta(days=days))
    assert ImportedLog.objects.count() == left
    assert storage.exists(name)  # removed on commit, which a test does not reach
