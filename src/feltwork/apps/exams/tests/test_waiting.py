"""What of the examinations waits stands on the worklist of staff, counted, since the oldest."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from feltwork.apps.exams.actions import appeals, arranging, deciding, handing_in, marking
from feltwork.apps.exams.actions.items import ask_review, retire_item, review_item
from feltwork.apps.exams.actions.practical_results import answer_practical_appeal, appeal_against, decide_practical
from feltwork.apps.exams.tasks.sittings import count_all_waiting
from feltwork.apps.exams.tests import practical_world
from feltwork.apps.exams.tests.bank import written
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.sitting_factories import answer_all, begin, by_kind, examination
from feltwork.apps.schools.actions import assign_work
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.tests.factories import EnrolmentFactory

DECIDES = frozenset({"credentialing"})
DAY = timedelta(days=1)


@pytest.fixture
def exam(cohort, carla, ben, member):
    found = examination(cohort.programme, carla, kinds=("single", "short"))
    for one in (ben, carla, member("Yusuf Demir", "provider")):
        arranging.appoint_marker(examination=found, user=one, by=carla, at=found.made_at)
    return found


def waiting():
    """kind → count, since when, due; of everything that is open."""
    rows = WorkItem.objects.filter(closed_at=None)
    return {row.kind: (row.data.get("count"), row.opened_at, row.due_on) for row in rows}


def sat(exam, user, at):
    attempt = begin(exam, user, at=at)
    answer_all(attempt, user, at=at)
    return handing_in.hand_in(attempt=attempt, by=user, at=at)


def mark(row, points, at):
    question = by_kind(row.attempt)["short"]
    given = {"sees": Fraction(points), "waits": Fraction(points)}
    marking.save_mark(marking=row, question=question, points=given, words="", by=row.marker, at=at)
    marking.finish_marking(marking=row, by=row.marker, at=at)


def test_questions_to_read_are_one_item(school, carla, greta, dino, at):
    first, second = written(school, carla, at), written(school, carla, at + DAY)
    for number, item in enumerate((first, second)):
        ask_review(version=item.versions.get(), by=carla, at=at + number * DAY)
    due = date_at(school, at) + timedelta(days=school.answer_days)
    assert waiting() == {"review": (2, at, due)}
    item = WorkItem.objects.get()
    assign_work(item=item, to=greta, by=greta, at=at)
    review_item(version=first.versions.get(), verdict="fit", by=greta, at=at + 2 * DAY)
    assert waiting()["review"][:2] == (2, at + DAY)  # the other one waits for longer now
    review_item(version=first.versions.get(), verdict="fit", by=dino, at=at + 3 * DAY)
    assert waiting()["review"][:2] == (1, at + DAY)
    item.refresh_from_db()
    assert item.assigned_to == greta
    retire_item(item=second, reason="Twice.", by=carla, at=at + 3 * DAY)
    assert waiting() == {}


def test_marking_by_two_a_third_and_the_result(exam, alma, ruth, member, cohort, at):
    other = member("Jonas Weber", "student")
    other.enrolment = EnrolmentFactory(cohort=cohort, student=other)
    attempt = sat(exam, alma, at)
    sat(exam, other, at + DAY)
    assert waiting() == {}  # candidates do not write into the list themselves
    count_all_waiting(at + DAY)
    assert waiting()["marking"][:2] == (2, at)
    one, two = attempt.markings.order_by("place")
    mark(one, 2, at + 2 * DAY)
    mark(two, 0, at + 3 * DAY)
    assert {kind: row[:2] for kind, row in waiting().items()} == {
        "marking": (1, at + DAY),
        "third": (1, at + 3 * DAY),
    }
    mark(attempt.markings.get(place=3), 1, at + 4 * DAY)
    assert {kind: row[:2] for kind, row in waiting().items()} == {
        "marking": (1, at + DAY),
        "result": (1, at + 4 * DAY),
    }
    attempt.refresh_from_db()
    deciding.release(attempts=[attempt], by=ruth, roles=DECIDES, at=at + 5 * DAY)
    assert list(waiting()) == ["marking"]


def test_an_appeal_names_the_candidate_and_goes_once_it_is_answered(exam, alma, ruth, dino, at):
    attempt = sat(exam, alma, at)
    for row in attempt.markings.all():
        mark(row, 1, at)
    attempt.refresh_from_db()
    deciding.decide(attempt=attempt, outcome="failed", reason="x", by=ruth, roles=DECIDES, at=at)
    asked = appeals.appeal(attempt=attempt, words="Please look again.", by=alma, at=at + DAY)
    item = WorkItem.objects.get(kind="appeal", closed_at=None)
    assert (item.who, item.person, item.opened_at, item.url) == (
        "Alma Reyes", alma, at + DAY, f"exams/sittings/appeals/{asked.uuid}/",
    )  # fmt: skip
    count_all_waiting(at + DAY)
    assert WorkItem.objects.filter(kind="appeal").count() == 1
    appeals.answer_appeal(asked=asked, answer="again", reason="x", by=dino, roles=DECIDES, at=at + 2 * DAY)
    assert {kind: row[:2] for kind, row in waiting().items()} == {"marking": (1, at + 2 * DAY)}
    item.refresh_from_db()
    assert item.closed_by == dino


def test_practical_ones_wait_for_a_third_for_the_result_and_for_an_answer(rated, alma, ruth, dino, at):
    practical_world.rate(rated.first, practical_world.sheet(3), at=at)
    count_all_waiting(at)
    assert waiting() == {}
    practical_world.rate(rated.second, practical_world.sheet(0), at=at + DAY)
    count_all_waiting(at + DAY)
    assert {kind: row[:2] for kind, row in waiting().items()} == {"third": (1, at + DAY)}
    practical_world.rate(rated.practical.ratings.get(seat=3), practical_world.sheet(0), at=at + 2 * DAY)
    count_all_waiting(at + 2 * DAY)
    assert list(waiting()) == ["result"]
    given = {"roles": DECIDES, "by": ruth, "at": at + 3 * DAY}
    decide_practical(practical=rated.practical, outcome="not_passed", words="", **given)
    asked = appeal_against(practical=rated.practical, words="Please.", by=alma, at=at + 3 * DAY)
    count_all_waiting(at + 3 * DAY)
    assert list(waiting()) == ["appeal"]
    assert WorkItem.objects.get(closed_at=None).url == f"exams/practical/desk/{rated.practical.uuid}/appeal/"
    answer_practical_appeal(appeal=asked, answer="refused", answer_words="No.", roles=DECIDES, by=dino, at=at + 4 * DAY)
    count_all_waiting(at + 4 * DAY)
    assert waiting() == {}


def test_the_queue_shows_them_to_those_whose_they_are(exam, alma, carla, ruth, greta, dino, school, sign_in, at):
    item = written(school, carla, at)
    ask_review(version=item.versions.get(), by=carla, at=at)
    sat(exam, alma, at)
    count_all_waiting(at)
    queue = reverse("certification:queue", args=[school.slug])
    seen = {}
    for user in (ruth, greta, dino):
        page = sign_in(user).get(queue)
        seen[user.name] = sorted(row["kind"] for row in page.context["page"].object_list)
        assert '<span class="fw-count">1</span>' in page.content.decode()
    assert seen == {
        "Ruth Pellow": ["marking"], "Greta Holm": ["marking", "review"], "Dino Marchetti": ["marking", "review"],
    }  # fmt: skip
    page = sign_in(greta).get(queue).content.decode()
    assert f'href="/at/{school.slug}/exams/bank/?state=review"' in page
    assert f'href="/at/{school.slug}/exams/sittings/of/{exam.uuid}/?tab=marking"' in page
    assert "Alma Reyes" not in page  # whose answers are marked stands nowhere
    for kind in ("review", "marking"):
        work = reverse("certification:work", args=[school.slug, WorkItem.objects.get(kind=kind).uuid])
        assert sign_in(greta).get(work).status_code == 200


def test_the_places_that_it_leads_to_open(exam, alma, carla, greta, school, sign_in, at):
    ask_review(version=written(school, carla, at).versions.get(), by=carla, at=at)
    sat(exam, alma, at)
    count_all_waiting(at)
    browser = sign_in(greta)
    for item in WorkItem.objects.all():
        assert browser.get(f"/at/{school.slug}/{item.url}").status_code == 200
