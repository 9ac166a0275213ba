"""The pages of a candidate, with and without scripts."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.exams.actions import arranging, breaks, deciding, handing_in
from feltwork.apps.exams.models import AnswerSave, Attempt
from feltwork.apps.exams.tests.sitting_factories import answer_all, by_kind, examination

WHERE = {"school": "alder-house"}


def path(name, row=None):
    return reverse(f"exams:{name}", kwargs={**WHERE, **({"uuid": row.uuid} if row else {})})


@pytest.fixture
def exam(cohort, carla):
    return examination(cohort.programme, carla, kinds=("single", "multiple", "ordering", "matching", "region", "short"))


@pytest.fixture
def browser_of_alma(sign_in, alma):
    return sign_in(alma, fresh=True)


@pytest.fixture
def attempt(exam, browser_of_alma):
    """Alma has begun, on this browser."""
    browser_of_alma.post(path("begin", exam))
    return Attempt.objects.get()


def fields_of(attempt, kind, **more):
    """The form of the question of *kind*, as a page without scripts sends it."""
    attempt.refresh_from_db()
    return {"q": by_kind(attempt)[kind].number, "seen": attempt.changes, "go": "stay", **more}


def test_the_list_leads_to_what_it_is_like_and_to_the_attempt(exam, browser_of_alma):
    assert exam.name in browser_of_alma.get(path("mine")).content.decode()
    page = browser_of_alma.get(path("exam", exam)).content.decode()
    assert "2 hours in all. You may pause for up to 20 minutes in all" in page
    response = browser_of_alma.post(path("begin", exam))
    assert response.url == path("sit", Attempt.objects.get())
    assert "Under way" in browser_of_alma.get(path("mine")).content.decode()


def test_beginning_asks_for_a_proof(exam, sign_in, alma):
    response = sign_in(alma).post(path("begin", exam))
    assert (response.status_code, Attempt.objects.count()) == (302, 0)
    assert "/accounts/" in response.url


def test_each_kind_is_answered_by_a_plain_form(attempt, browser_of_alma):
    number = {kind: one.number for kind, one in by_kind(attempt).items()}
    sent = {
        "single": {f"q{number['single']}": "b"},
        "multiple": {f"q{number['multiple']}": ["a", "c"]},
        "ordering": {f"q{number['ordering']}-{one}": place for one, place in zip("cabd", (1, 2, 3, 4), strict=True)},
        "matching": {f"q{number['matching']}-a": "t1"},
        "region": {f"q{number['region']}": "chest"},
        "short": {f"q{number['short']}": "Freeze. "},
    }
    for kind, fields in sent.items():
        browser_of_alma.post(path("sit", attempt), fields_of(attempt, kind, **fields))
    assert {kind: one.answer for kind, one in by_kind(attempt).items()} == {
        "single": "b", "multiple": ["a", "c"], "ordering": ["c", "a", "b", "d"], "matching": {"a": "t1"},
        "region": "chest", "short": "Freeze.",
    }  # fmt: skip


def test_buttons_lead_where_they_say(attempt, browser_of_alma):
    page = path("sit", attempt)
    asked = {"q": 2, "seen": 0}
    ways = {"next": "?q=3", "back": "?q=1", "5": "?q=5", "over": "?over=1&q=2"}
    assert {go: browser_of_alma.post(page, {**asked, "go": go}).url for go in ways} == {
        go: page + query for go, query in ways.items()
    }
    assert browser_of_alma.post(page, {"q": 6, "seen": 0, "go": "next"}).url == f"{page}?over=1&q=6"


def test_the_page_gives_no_key_away(attempt, browser_of_alma):
    page = browser_of_alma.get(path("sit", attempt)).content.decode()
    assert "Because." not in page
    assert "Sees the freeze" not in page
    assert '"key"' not in page
    assert page.count("<h1") == 6  # all questions are there, five of them in a template


def test_a_pause_covers_the_page(attempt, browser_of_alma):
    response = browser_of_alma.post(path("sit", attempt), {"q": 2, "seen": 0, "go": "pause"}, follow=True)
    page = response.content.decode()
    assert "Taking a break" in page
    assert "A question of the kind" not in page
    response = browser_of_alma.post(path("sit-go-on", attempt), {"q": 2}, follow=True)
    assert "Question 2 of 6" in response.content.decode()


def test_looking_over_says_what_is_open(attempt, browser_of_alma):
    browser_of_alma.post(path("sit", attempt), fields_of(attempt, "single", later="1"))
    page = browser_of_alma.get(path("sit", attempt) + "?over=1").content.decode()
    assert "6 questions have no answer yet. 1 is marked for later. You can go back to all of them." in page
    browser_of_alma.post(path("sit-hand-in", attempt))
    attempt.refresh_from_db()
    assert not attempt.is_open
    assert browser_of_alma.get(path("sit", attempt)).url == path("result", attempt)


def test_answers_of_the_island_are_kept(attempt, browser_of_alma):
    body = {"seen": 0, "origin": "page", "answers": {"1": None, "2": None}, "later": {"1": True}}
    body["answers"][str(by_kind(attempt)["single"].number)] = "b"
    response = browser_of_alma.post(path("sit-save", attempt), json.dumps(body), content_type="application/json")
    told = response.json()
    assert (told["version"], told["moved"], told["over"]) == (1, False, False)
    assert 7100 < told["left"] <= 7200
    assert by_kind(attempt)["single"].answer == "b"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"seen": 0, "answers": {"1": {"x": "y"}}}', '{"seen": 0, "answers": {"99": "a"}}']
)
def test_what_cannot_be_read_is_refused(attempt, browser_of_alma, body):
    response = browser_of_alma.post(path("sit-save", attempt), body, content_type="application/json")
    assert (response.status_code, AnswerSave.objects.count()) == (422, 0)


def test_without_a_connection_after_the_end_answers_wait_for_a_person(attempt, browser_of_alma, alma):
    handing_in.hand_in(attempt=attempt, by=alma, at=timezone.now())
    body = json.dumps({"seen": 0, "origin": "page", "answers": {str(by_kind(attempt)["single"].number): "b"}})
    told = browser_of_alma.post(path("sit-save", attempt), body, content_type="application/json").json()
    assert (told["late"], told["over"]) == (1, True)
    Attempt.objects.filter(pk=attempt.pk).update(handed_in_at=timezone.now() - timedelta(hours=25))
    response = browser_of_alma.post(path("sit-save", attempt), body, content_type="application/json")
    assert response.status_code == 410


def test_two_pages_show_both_answers(attempt, browser_of_alma):
    number = by_kind(attempt)["single"].number
    browser_of_alma.post(path("sit", attempt), fields_of(attempt, "single", **{f"q{number}": "a"}))
    stale = {**fields_of(attempt, "single", **{f"q{number}": "b"}), "seen": 0}
    page = browser_of_alma.post(path("sit", attempt), stale).content.decode()
    assert "This was answered on another page meanwhile" in page
    assert "Choice a" in page
    assert by_kind(attempt)["single"].answer == "a"


def test_another_device_asks_before_it_takes_over(attempt, browser_of_alma):
    del browser_of_alma.cookies["feltwork-sitting"]
    assert "open on another device" in browser_of_alma.get(path("sit", attempt)).content.decode()
    browser_of_alma.post(path("sit-here", attempt))
    assert "Question 1 of 6" in browser_of_alma.get(path("sit", attempt)).content.decode()
    assert [one.kind for one in attempt.events.all()] == ["started", "moved"]


def test_nobody_else_comes_near_it(attempt, sign_in, client, carla, ben, dino, farid, member, cohort):
    other = member("Noor Haddad", "student")
    expected = {other: 404, carla: 403, ben: 403, dino: 403, farid: 404}
    for who, status in expected.items():
        browser = sign_in(who, fresh=True)
        assert browser.get(path("sit", attempt)).status_code == status
        assert browser.post(path("sit-hand-in", attempt)).status_code == status


def test_the_end_hands_in_by_itself(attempt, browser_of_alma):
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    response = browser_of_alma.get(path("sit", attempt), follow=True)
    assert "Handed in." in response.content.decode()
    attempt.refresh_from_db()
    assert attempt.handed_in == "time"


def test_no_browser_keeps_a_page(attempt, browser_of_alma):
    assert browser_of_alma.get(path("sit", attempt))["Cache-Control"] == "no-store"


@pytest.fixture
def decided(attempt, alma, ruth, dino, ben, carla, exam):
    answer_all(attempt, alma, wrong=("short",))
    handing_in.hand_in(attempt=attempt, by=alma, at=timezone.now())
    roles = frozenset({"credentialing"})
    attempt.refresh_from_db()
    deciding.decide(attempt=attempt, outcome="failed", reason="", by=ruth, roles=roles, at=timezone.now())
    return attempt


def test_a_result_is_explained_by_topic(decided, browser_of_alma, exam):
    page = browser_of_alma.get(path("result", decided)).content.decode()
    assert "Not passed" in page
    assert "5 of 9 points, 55 percent. It is passed from 70 percent on." in page
    assert "well above what is needed" in page
    assert "worth reading again" in page
    assert "Because." not in page  # this examination shows topics only
    exam.shows = "answers"
    exam.save()
    assert "Because." in browser_of_alma.get(path("result", decided)).content.decode()


def test_a_result_can_be_asked_about_once(decided, browser_of_alma):
    assert "Ask for another look" in browser_of_alma.get(path("result", decided)).content.decode()
    page = browser_of_alma.post(path("appeal", decided), {"words": "Question 2 is not clear."}, follow=True)
    assert "Question 2 is not clear." in page.content.decode()
    assert "Ask for another look" not in page.content.decode()
    assert browser_of_alma.get(path("appeal", decided)).status_code == 302


def test_a_retake_says_from_when(decided, browser_of_alma, alma, exam, dino):
    assert "You can sit it again from" in browser_of_alma.get(path("exam", exam)).content.decode()
    arranging.give_leave(enrolment=alma.enrolment, examination=exam, reason="Ill", by=dino, at=timezone.now())
    assert ">Begin" in browser_of_alma.get(path("exam", exam)).content.decode()


def test_a_pause_that_is_used_up_lets_the_time_run(attempt, browser_of_alma, alma):
    breaks.pause(attempt=attempt, by=alma, at=timezone.now())
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=timezone.now() - timedelta(minutes=25))
    page = browser_of_alma.get(path("sit", attempt)).content.decode()
    assert "Your minutes of pause are used, and the time runs again." in page


def test_a_page_is_a_fixed_number_of_queries(attempt, browser_of_alma, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        browser_of_alma.get(path("sit", attempt))
    with django_assert_max_num_queries(22):
        body = json.dumps({"seen": 0, "origin": "p", "answers": {str(by_kind(attempt)["single"].number): "b"}})
        browser_of_alma.post(path("sit-save", attempt), body, content_type="application/json")
