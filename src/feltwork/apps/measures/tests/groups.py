"""Groups of people who answered, for tests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import Progress
from feltwork.apps.measures.actions import agree
from feltwork.apps.measures.actions.evaluation import start_evaluation
from feltwork.apps.measures.actions.results import keep_result
from feltwork.apps.measures.hands import hands_of_file, own_hands
from feltwork.apps.measures.tests.factories import AskingFactory
from feltwork.apps.measures.works import evaluate_group
from feltwork.apps.practice import actions as practice_actions
from feltwork.apps.practice.models import Consent
from feltwork.apps.schools.tests.factories import EnrolmentFactory, MembershipFactory, UserFactory
from feltwork.core.measures import instrument

PHQ = instrument("phq-9")
PRACTITIONER, ADMIN = frozenset({"practitioner"}), frozenset({"admin"})


def answers(points):
    """PHQ-9 answers that add up to *points* without a risk."""
    items = [item.id for item in PHQ.items if item.id in PHQ.scale("total").items and item.risk_from is None]
    given = dict.fromkeys((item.id for item in PHQ.items if not item.optional), 0)
    for item in items:
        given[item], points = min(3, points), points - min(3, points)
    return given


def keep(hands, at, points, **whose):
    row = AskingFactory(
        school=hands.school, instrument="phq-9", version=PHQ.version, state="done", opens_at=at, due_at=at,
        closes_at=at, made_at=at, ended_at=at, **whose,
    )  # fmt: skip
    return keep_result(
        asking=row, hands=hands, answers=answers(points), answered_at=at, is_late=False, by=None, at=at
    )  # fmt: skip


@pytest.fixture
def people(practice, ben, opened, at):
    """`people(9, left=2)`: clients of Ben's who agreed to research, with PHQ-9 half a year apart; two answered once."""

    def make(number, *, left=0, decision="given", by=ben):
        made = []
        for index in range(number):
            identity = {"name": f"Person {index}", "born_on": f"{1970 + index % 20}-01-01"}
            client = practice_actions.open_client(school=practice, identity=identity, clinician=by, by=by, at=at)
            Consent.objects.create(school=practice, client=client, topic="research", decision=decision, at=at, by=by)
            hands = hands_of_file(opened(by, client))
            keep(hands, at - timedelta(days=200), 12 + index % 7, client=client)
            if index >= left:
                keep(hands, at - timedelta(days=20), 8 + (index * 3) % 8, client=client)
            made.append(client)
        return made

    return make


@pytest.fixture
def asked(practice, ben, at, django_capture_on_commit_callbacks):
    """`asked()`: an evaluation that has been worked out."""

    def make(**more):
        given = {
            "kind": "clients", "cohort": None, "instrument_id": "phq-9", "scale": "total", "times": "first_last",
            "change_rule": PHQ.changes[0].id, "roles": PRACTITIONER, "by": ben, "at": at, **more,
        }  # fmt: skip
        with django_capture_on_commit_callbacks(execute=False):
            row = start_evaluation(school=practice, **given)
        evaluate_group(Progress(Run.objects.get(pk=row.run_id)))
        row.refresh_from_db()
        return row

    return make


def address(name, practice, row=None, **more):
    return reverse(f"measures:{name}", kwargs={"school": practice.slug, **({"uuid": row.uuid} if row else {}), **more})


@pytest.fixture
def trainees(practice, cohort, at):
    """`trainees(9)`: enrolled, with PHQ-9 at the start and a year later; all but the last two agreed to be counted."""

    def make(number, silent=2):
        for index in range(number):
            user = UserFactory(name=f"Trainee {index}")
            MembershipFactory(school=practice, user=user, role="student")
            start = at - timedelta(days=400)
            enrolment = EnrolmentFactory(student=user, cohort=cohort, edition=cohort.edition, anchor_on=start.date())
            hands = own_hands(user, school=practice, at=at)
            keep(hands, start + timedelta(days=5), 10 + index % 6, client=None, enrolment=enrolment)
            keep(hands, start + timedelta(days=370), 6 + (index * 5) % 7, client=None, enrolment=enrolment)
            if index < number - silent:
                agree(school=practice, agreed=True, by=user, at=at)

    return make
