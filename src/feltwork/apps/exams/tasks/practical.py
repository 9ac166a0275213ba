"""What practical examinations do by themselves: recordings go on their day, consents end, raters are reminded."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django_scopes import scope, scopes_disabled

from feltwork.apps.exams import vault
from feltwork.apps.exams.actions.consents import send_back, withdraw_consent
from feltwork.apps.exams.actions.gold_recordings import end_agreement, retire_case
from feltwork.apps.exams.actions.recordings import destroy, remove_recording
from feltwork.apps.exams.models import (
    GoldCase,
    GoldConsent,
    GoldRecording,
    Practical,
    PracticalConsent,
    Rating,
    Recording,
)
from feltwork.apps.exams.notices import practical as notices
from feltwork.apps.exams.queries.consents import holds
from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at

UNFINISHED = timedelta(days=7)
STRAY = timedelta(hours=24)  # what a kill left, and nobody took over
REMIND_DAYS = 4
VIDEOS: tuple[Any, ...] = (Recording, GoldRecording)
CONSENTS: tuple[Any, ...] = (PracticalConsent, GoldConsent)
CASE_DAYS = 28  # before its last day, who made a recorded case is told


@every("exams.follow_recordings", minutes=10)
def follow_recordings(at: datetime) -> None:
    """Whatever the pages check at each look, for those that nobody looks at."""
    with scopes_disabled():  # to find the schools
        alive = Q()
        for model in VIDEOS:
            alive |= Q(pk__in=model.objects.filter(removed_at=None).values("school"))
        for model in CONSENTS:
            alive |= Q(pk__in=model.objects.filter(ended_at=None).values("school"))
        schools = list(School.objects.filter(alive))
    for school in schools:
        with scope(school=school):
            _end_consents(at)
            _expire(school, at)
            _follow_cases(school, at)
    _clear_strays(at)


@every("exams.remind_raters", minutes=6 * 60)
def remind_raters(at: datetime) -> None:
    """Once, some days before the day a sheet is due."""
    with scopes_disabled():  # to find the schools
        schools = list(School.objects.filter(pk__in=_waiting().values("school")))
    for school in schools:
        with scope(school=school):
            day = date_at(school, at) + timedelta(days=REMIND_DAYS)
            for row in _waiting().filter(due_on__lte=day).select_related("practical__school", "rater"):
                notices.tell_reminder(row, at)


def _end_consents(at: datetime) -> None:
    for row in PracticalConsent.objects.filter(ended_at=None).select_related("client", "school"):
        if not holds(row, at):
            why = PracticalConsent.Ended.OVER if row.kind == "statement" else PracticalConsent.Ended.WITHDRAWN
            withdraw_consent(consent=row, by=None, at=at, why=why)


def _expire(school: School, at: datetime) -> None:
    today = date_at(school, at)
    rows = Recording.objects.filter(removed_at=None).select_related(
        "practical__enrolment__student", "practical__school"
    )
    for row in rows.filter(expires_on__lt=today):
        if remove_recording(recording=row, why=Recording.Removed.EXPIRED, by=None, at=at):
            _after_expiry(row.practical, row, at)
    for row in rows.filter(ready_at=None, begun_at__lt=at - UNFINISHED):
        remove_recording(recording=row, why=Recording.Removed.UNFINISHED, by=None, at=at)


def _after_expiry(practical: Practical, row: Recording, at: datetime) -> None:
    if practical.state in (Practical.State.OPEN, Practical.State.RATING):
        send_back(practical=practical, by=None, at=at)
    notices.tell_recording_expires(practical, str(row.uuid), at)
    for consent in PracticalConsent.objects.filter(practical=practical, ended_at=None):
        withdraw_consent(consent=consent, by=None, at=at, why=PracticalConsent.Ended.DONE)


def _follow_cases(school: School, at: datetime) -> None:
    """Recorded cases for training: consents that ended, days that are over, days that are near."""
    today = date_at(school, at)
    for row in GoldConsent.objects.filter(ended_at=None).select_related("case", "client", "school"):
        if not holds(row, at):
            over = row.until is not None and row.until < today
            why = GoldConsent.Ended.OVER if over else GoldConsent.Ended.WITHDRAWN
            end_agreement(consent=row, by=None, at=at, why=why)
    videos = GoldRecording.objects.filter(removed_at=None).select_related("case__by", "case__school")
    for video in videos.filter(expires_on__lt=today):
        retire_case(case=video.case, why=GoldCase.Retired.EXPIRED, by=None, at=at)
    for video in videos.filter(expires_on__gte=today, expires_on__lte=today + timedelta(days=CASE_DAYS)):
        if video.expires_on is not None:
            notices.tell_case_expires(video.case, video.expires_on, at)
    for video in videos.filter(ready_at=None, begun_at__lt=at - UNFINISHED):
        remove_recording(recording=video, why=GoldRecording.Removed.UNFINISHED, by=None, at=at)


def _clear_strays(at: datetime) -> None:
    """Folders of which no row knows, or whose row is done: a kill between the two came first."""
    with scopes_disabled():  # of any school
        known, gone = set[str](), dict[UUID, str]()
        for model, end in (*((one, "removed_at") for one in VIDEOS), *((one, "ended_at") for one in CONSENTS)):
            known |= {str(one) for one in model.objects.filter(**{end: None}).values_list("uuid", flat=True)}
            gone |= dict(model.objects.exclude(**{end: None}).values_list("uuid", "key_id"))
    keys = {str(uuid): key for uuid, key in gone.items()}
    for name in vault.owners():
        if name not in known and (name in keys or _is_old(name, at)):
            destroy(vault.uuid_of(name), keys.get(name, ""))


def _is_old(name: str, at: datetime) -> bool:
    changed = (Path(settings.RECORDINGS_FOLDER) / name).stat().st_mtime
    return changed < (at - STRAY).timestamp()


def _waiting() -> QuerySet[Rating]:
    return Rating.objects.filter(submitted_at=None, excused_at=None, practical__state=Practical.State.RATING)
