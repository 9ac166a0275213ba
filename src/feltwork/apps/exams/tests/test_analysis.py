"""How the questions did, from attempts that were handed in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feltwork.apps.exams.models import Attempt, ItemVersion, Question
from feltwork.apps.exams.queries.analysis import report
from feltwork.apps.exams.tests.bank import demo_bank


@pytest.fixture
def answered(cast, cohort, at):
    """Forty attempts at three questions; whoever is further back in the row knows less."""
    demo = demo_bank(cast, cohort, at)
    versions = list(ItemVersion.objects.filter(state="live", kind="single").select_related("item").order_by("pk")[:3])
    for number in range(40):
        attempt = Attempt.objects.create(
            school=cohort.school, examination=demo.examination, enrolment=cast.alma.enrolment, candidate=cast.alma,
            number=number + 1, seed=str(number), form={}, state="marked", started_at=at, seconds=60, pause_seconds=0,
            ends_at=at + timedelta(minutes=1), device="", seen_at=at, handed_in_at=at,
        )  # fmt: skip
        for place, version in enumerate(versions):
            is_right = number < 30 - 8 * place
            wrong = next(one["id"] for one in version.data["choices"] if one["id"] != version.data["key"])
            Question.objects.create(
                school=cohort.school, attempt=attempt, number=place + 1, part=0, item_version=version,
                topic=version.item.topic, difficulty=version.item.difficulty,
                answer=version.data["key"] if is_right else wrong, share=1 if is_right else 0,
            )  # fmt: skip
    return demo.examination


def test_numbers_and_what_they_mean(answered):
    found = report(answered)
    assert found.whole.attempts == 40
    assert [round(row.told.difficulty * 40) for row in found.rows] == [30, 22, 14]
    assert all(row.told.r.value > 0.3 for row in found.rows)
    assert found.whole.reliability.name == "kr20"
    right = [[round(one.percent) for one in row.choices if one.is_right] for row in found.rows]
    assert right == [[75], [55], [35]]
    assert "A wrong choice that hardly anybody takes." in found.rows[0].notes


def test_groups_too_small_are_not_compared(answered):
    found = report(answered, "first")
    assert dict(found.groups) == {"first attempt": 1, "later attempt": 39}
    assert {one.words for row in found.rows for one in row.dif} == {"not enough attempts to tell"}


def test_the_page_says_it_and_names_nobody(answered, school, sign_in, cast):
    url = reverse("exams:analysis", args=[school.slug, answered.uuid])
    page = sign_in(cast.carla).get(url, {"by": "cohort"}).content.decode()
    assert "From 40 sittings that were handed in." in page and "KR-20" in page
    assert "Alma" not in page
    assert sign_in(cast.ruth).get(url).status_code == 403


def test_before_the_first_sitting(school, sign_in, cast, cohort, at):
    examination = demo_bank(cast, cohort, at).examination
    url = reverse("exams:analysis", args=[school.slug, examination.uuid])
    assert "Nobody has handed in yet." in sign_in(cast.carla).get(url).content.decode()
