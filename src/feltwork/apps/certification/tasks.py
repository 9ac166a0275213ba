"""What runs every day: standings made current, and a word before something closes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django_scopes import scope, scopes_disabled

from feltwork.apps.certification import notices_student as notices
from feltwork.apps.certification.actions.imports import forget_import
from feltwork.apps.certification.models import ImportedLog
from feltwork.apps.certification.outlook import work_out
from feltwork.apps.certification.permissions import OPEN
from feltwork.apps.certification.sentences import document_word, level_word, sentence
from feltwork.apps.certification.standing import Known, known_of, refresh_standings
from feltwork.apps.jobs.schedule import every
from feltwork.apps.notices.actions import language_of
from feltwork.apps.schools.models import Enrolment, School
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import Reason, Verdict, judge

__all__ = ["forget_unused", "refresh_all", "warn_all", "work_out"]  # work_out is registered by being imported
DAY = 24 * 60
AT_ONCE = 50  # enrolments read together
BEFORE_DAYS = (7, 30)  # how long before something closes a word is said, the nearer first
FORGET_AFTER = timedelta(days=7)


@every("certification.refresh", minutes=DAY)
def refresh_all(at: datetime) -> None:
    """Time alone changes standings: levels begin, windows close, documents end."""
    for group in _going_on():
        refresh_standings(enrolments=group, at=at)


@every("certification.warn", minutes=DAY)
def warn_all(at: datetime) -> None:
    """30 and 7 days before the next level seals a gap, and before a document ends; each is told once."""
    for group in _going_on(Enrolment.State.ACTIVE):
        for known in known_of(group).values():
            as_of = date_at(known.enrolment.school, at)
            verdict = judge(rules_of(known.enrolment.edition), known.record, as_of=as_of)
            _warn_of_level(known, verdict, at)
            _warn_of_documents(known, verdict, at)


@every("certification.forget_imports", minutes=DAY)
def forget_unused(at: datetime) -> None:
    """Files that were looked at a week ago, and of which nothing was taken."""
    for school in _schools():
        with scope(school=school):
            unused = ImportedLog.objects.filter(state=ImportedLog.State.READ, taken=0, at__lt=at - FORGET_AFTER)
            for imported in list(unused.order_by("pk")):
                forget_import(imported=imported, by=None, at=at)


def _warn_of_level(known: Known, verdict: Verdict, at: datetime) -> None:
    gaps = [one for result in verdict.requirements for one in result.warnings if one.code == "level_about_to_change"]
    for starts_on in sorted({_day(one.data["starts_on"]) for one in gaps}):
        days = _threshold(starts_on, verdict.as_of)
        own = [one for one in gaps if one.data["starts_on"] == starts_on]
        if days:
            _tell_level(known, own, starts_on, days, at)


def _tell_level(known: Known, gaps: list[Reason], starts_on: date, days: int, at: datetime) -> None:
    rules = rules_of(known.enrolment.edition)
    with language_of(known.enrolment.student):
        lines = [sentence(one, known.names, rules) for one in gaps]
        level = level_word(gaps[0].data["next_level"], rules)
    notices.tell_level(known.enrolment, level, starts_on, days, lines, at)


def _warn_of_documents(known: Known, verdict: Verdict, at: datetime) -> None:
    rules = rules_of(known.enrolment.edition)
    for result in verdict.requirements:
        for one in result.reasons:
            ends_on = one.data.get("valid_to")
            if one.code == "document_in_force" and isinstance(ends_on, date):
                days = _threshold(ends_on, verdict.as_of)
                if days:
                    with language_of(known.enrolment.student):
                        title = document_word(str(one.data["document"]), rules)
                    notices.tell_document(known.enrolment, title, ends_on, days, at)


def _threshold(day: date, as_of: date) -> int:
    """7 or 30 if that *day* is so near; 0 if it is further away or past."""
    left = (day - as_of).days
    return next((days for days in BEFORE_DAYS if 0 <= left <= days), 0)


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("a date was promised")
    return value


def _going_on(*states: str) -> Iterator[Iterable[Enrolment]]:
    """Enrolments that go on, school by school inside its scope, some at a time."""
    wanted = ("school", "student", "cohort__programme", "edition")
    for school in _schools():
        with scope(school=school):
            rows = Enrolment.objects.filter(state__in=states or OPEN).select_related(*wanted)
            found = list(rows.defer("edition__text", "edition__bases").order_by("pk"))
            for start in range(0, len(found), AT_ONCE):
                yield found[start : start + AT_ONCE]


def _schools() -> list[School]:
    # deliberately across schools: each one's rows are then read inside its own scope
    with scopes_disabled():
        return list(School.objects.order_by("pk"))
