"""Inside the site of bench/exams.py: candidates before and during an examination, and the look for what was lost.

python -m bench._exams standing|sitting 300 20000
python -m bench._exams sound acknowledged.json
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 settings come first
from django.db import connection, transaction  # noqa: E402
from django.test import Client as Asker  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from feltwork.apps.accounts.models import Membership, User  # noqa: E402
from feltwork.apps.exams import devices  # noqa: E402
from feltwork.apps.exams.actions.sitting import begin  # noqa: E402
from feltwork.apps.exams.models import AnswerSave, Blueprint, Examination, Item, ItemVersion, Question  # noqa: E402
from feltwork.apps.schools.models import Cohort, Enrolment, School  # noqa: E402
from feltwork.apps.schools.tests.factories import build_school  # noqa: E402

TOPICS = ("anatomy", "physiology", "psychology", "trauma", "ethics", "se_skills")
ASKED = 5  # of each topic
WORD = "bench"
CRITERIA = [{"id": "sees", "text": "Sees the freeze", "points": 2}]


def standing(candidates: int, bank: int) -> list[dict[str, Any]]:
    """Candidates who have signed in and may begin; the bank has *bank* items."""
    exam = _examination(bank)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute; without, its first plan takes seconds
    return [
        {"cookies": _cookies(one.student), "begin": f"/at/{exam.school.slug}/exams/e/{exam.uuid}/begin/"}
        for one in _candidates(exam, candidates)
    ]


def sitting(candidates: int, bank: int) -> list[dict[str, Any]]:
    """Candidates in the midst of it."""
    exam, made = _examination(bank), []
    with scope(school=exam.school):
        for one in _candidates(exam, candidates):
            now = timezone.now()
            attempt = begin(examination=exam, enrolment=one, device=WORD, by=one.student, at=now)
            path = f"/at/{exam.school.slug}/exams/sit/{attempt.uuid}/save/"
            made.append({"cookies": _cookies(one.student), "path": path, "count": ASKED * len(TOPICS)})
    return made


def sound(path: str) -> dict[str, Any]:
    """Whether every acknowledged answer is there, once, and the latest of each question is the one that holds."""
    told: list[tuple[str, str, str]] = [tuple(one) for one in json.loads(Path(path).read_text())]
    faults, kept = [], dict[tuple[str, str, str], int]()
    with scope(school=School.objects.get()):
        for row in AnswerSave.objects.select_related("question__attempt").iterator():
            key = (str(row.question.attempt.uuid), str(row.question.number), row.answer)
            kept[key] = kept.get(key, 0) + 1
        holds = {
            (str(attempt), str(number)): answer
            for attempt, number, answer in Question.objects.values_list("attempt__uuid", "number", "answer")
        }
    latest: dict[tuple[str, str], str] = {}
    for place, number, text in told:
        attempt = place.rstrip("/").split("/")[-2]
        latest[attempt, number] = text
        times = kept.get((attempt, number, text), 0)
        if times != 1:
            faults.append(f"acknowledged answer is there {times} times: {attempt} {number} {text}")
    faults += [f"another answer holds: {place}" for place, text in latest.items() if holds.get(place) != text]
    return {"faults": faults, "counts": {"saves": sum(kept.values())}}


def _examination(bank: int) -> Examination:
    """A school whose bank has short answers only, so that every answer can be told from every other."""
    school = School.objects.first() or build_school()
    now = timezone.now()
    with scope(school=school), transaction.atomic():
        by, _new = User.objects.get_or_create(email="keeper@example.org", defaults={"name": "Keeper", "password": "!"})
        known = Item.objects.count()
        items = [
            Item(school=school, code=f"item-{n}", topic=TOPICS[n % 6], difficulty="medium", made_by=by, made_at=now)
            for n in range(known, bank)
        ]
        Item.objects.bulk_create(items, batch_size=2000)
        data = {
            "kind": "short",
            "stem": "What do you do first, and why?",
            "words": 120,
            "criteria": CRITERIA,
            "points": 2,
        }
        more = {"number": 1, "kind": "short", "state": "live", "written_by": by, "written_at": now, "live_at": now}
        ItemVersion.objects.bulk_create(
            [ItemVersion(school=school, item=one, data=data, **more) for one in Item.objects.filter(versions=None)],
            batch_size=1000,
        )
        cells = [{"topic": one, "difficulty": "", "count": ASKED} for one in TOPICS]
        plan = {"parts": [{"title": "", "cells": cells}]}
        blueprint = Blueprint.objects.create(school=school, name="All topics", data=plan, made_by=by, made_at=now)
        return Examination.objects.create(
            school=school, programme=Cohort.objects.get().programme, kind="written", is_open=True, minutes=600,
            code=f"exam-{Examination.objects.count()}", name="Written", blueprint=blueprint, languages=["en"],
            made_by=by, made_at=now,
        )  # fmt: skip


def _candidates(exam: Examination, count: int) -> list[Enrolment]:
    """*count* more students of the cohort."""
    now, made = timezone.now(), []
    with scope(school=exam.school), transaction.atomic():
        cohort = Cohort.objects.get()
        first = User.objects.count()
        for number in range(first, first + count):
            user = User.objects.create(name=f"Candidate {number}", email=f"candidate{number}@example.org", password="!")
            Membership.objects.create(school=exam.school, user=user, role="student", since=now)
            made.append(
                Enrolment.objects.create(
                    school=exam.school,
                    student=user,
                    cohort=cohort,
                    edition=cohort.edition,
                    anchor_on=cohort.starts_on,
                    enrolled_at=now,
                )
            )
    return made


def _cookies(user: User) -> dict[str, str]:
    """Signed in a moment ago by a strong proof, on a device that has sat before."""
    asker = Asker()
    asker.force_login(user)
    session = asker.session
    session["account_authentication_methods"] = [{"method": "console", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return {settings.SESSION_COOKIE_NAME: asker.cookies[settings.SESSION_COOKIE_NAME].value, devices.COOKIE: WORD}


def main() -> None:
    what, *words = sys.argv[1:]
    if what == "sound":
        print(json.dumps(sound(words[0])))
    else:
        print(json.dumps({"standing": standing, "sitting": sitting}[what](int(words[0]), int(words[1]))))


if __name__ == "__main__":
    main()
