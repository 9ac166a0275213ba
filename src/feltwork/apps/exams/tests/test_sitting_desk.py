"""The pages of staff and markers: what waits, marks in a row, results released, questions answered, things arranged."""

import pytest
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.exams.actions import appeals, arranging, deciding, handing_in, sitting
from feltwork.apps.exams.models import Allowance, Appeal, Attempt, Leave, Marker, Marking, Trains
from feltwork.apps.exams.tests.sitting_factories import answer_all, begin, by_kind, examination
from feltwork.apps.schools.tests.factories import EnrolmentFactory

WHERE = {"school": "alder-house"}


def path(name, row=None):
    return reverse(f"exams:{name}", kwargs={**WHERE, **({"uuid": row.uuid} if row else {})})


@pytest.fixture
def exam(cohort, carla):
    return examination(cohort.programme, carla, kinds=("single", "short"))


@pytest.fixture
def markers(exam, member, carla, ben, dino):
    people = [ben, carla, member("Yusuf Demir", "provider")]
    for one in people:
        arranging.appoint_marker(examination=exam, user=one, by=dino, at=timezone.now())
    return people


def handed_in(exam, user):
    now = timezone.now()
    attempt = begin(exam, user, at=now)
    answer_all(attempt, user, at=now)
    return handing_in.hand_in(attempt=attempt, by=user, at=now)


def marked(exam, users):
    """Attempts of *users* that wait for a decision, without any short answer."""
    found = []
    for one in users:
        attempt = begin(exam, one, at=timezone.now())
        number = by_kind(attempt)["single"].number
        sitting.save_answers(attempt=attempt, answers={number: "b"}, seen=0, by=one, at=timezone.now())
        found.append(handing_in.hand_in(attempt=attempt, by=one, at=timezone.now()))
    return found


def students(member, cohort, names):
    found = []
    for name in names:
        user = member(name, "student")
        user.enrolment = EnrolmentFactory(cohort=cohort, student=user)
        found.append(user)
    return found


def test_a_marker_gives_points_without_knowing_whose_answer_it_is(exam, alma, markers, sign_in):
    attempt = handed_in(exam, alma)
    row = attempt.markings.get(place=1)
    browser = sign_in(row.marker)
    assert "0 marked" in browser.get(path("marking")).content.decode()
    page = browser.get(path("mark", row)).content.decode()
    assert "Her gaze is fixed" in page
    assert "Alma" not in page
    assert browser.post(path("mark-done", row)).url == path("mark", row)
    sent = {"q": 1, "c-sees": "2", "c-waits": "3/2", "words": "Names it."}
    browser.post(path("mark", row), sent)
    assert row.marks.get().points == {"sees": "2", "waits": "3/2"}
    assert browser.post(path("mark-done", row)).url == path("marking")
    assert Marking.objects.get(pk=row.pk).done_at is not None


def test_a_pile_is_nobody_elses(exam, alma, markers, sign_in):
    row = handed_in(exam, alma).markings.get(place=1)
    other = next(one for one in markers if one.pk != row.marker_id)
    assert sign_in(other).get(path("mark", row)).status_code == 404


def test_marks_are_sealed_until_both_are_in(exam, alma, markers, ruth, sign_in):
    attempt = handed_in(exam, alma)
    row = attempt.markings.get(place=1)
    browser = sign_in(row.marker)
    browser.post(path("mark", row), {"q": 1, "c-sees": "2", "c-waits": "2", "words": "Only I know."})
    browser.post(path("mark-done", row))
    assert "Only I know." not in sign_in(ruth).get(path("sitting", attempt)).content.decode()
    other = attempt.markings.get(place=2)
    assert "Only I know." not in sign_in(other.marker).get(path("mark", other)).content.decode()


def test_ruth_decides_with_a_proof_and_a_reason(exam, alma, ruth, sign_in):
    (attempt,) = marked(exam, [alma])
    page = path("sitting-decide", attempt)
    assert "/accounts/" in sign_in(ruth).post(page, {"outcome": "failed"}).url
    browser = sign_in(ruth, fresh=True)
    assert "Please say why." in browser.post(page, {"outcome": "passed"}).content.decode()
    browser.post(page, {"outcome": "failed"})
    assert attempt.decisions.get().outcome == "failed"


def test_whoever_trains_the_group_reads_why_they_do_not_decide(exam, alma, ruth, dino, cohort, sign_in):
    (attempt,) = marked(exam, [alma])
    arranging.note_trainer(user=ruth, cohort=cohort, by=dino, at=timezone.now())
    browser = sign_in(ruth, fresh=True)
    assert "You train this candidate’s group." in browser.get(path("sitting", attempt)).content.decode()
    browser.post(path("sitting-decide", attempt), {"outcome": "failed"})
    assert attempt.decisions.count() == 0


def test_the_registrar_sees_that_it_goes_on_and_no_answer(exam, alma, greta, sign_in):
    (attempt,) = marked(exam, [alma])
    page = sign_in(greta).get(path("sitting", attempt)).content.decode()
    assert "Waits for a decision" in page
    assert "Choice b" not in page


def test_several_are_released_at_once(exam, alma, member, cohort, ruth, sign_in):
    people = [alma, *students(member, cohort, ["Bela Novak", "Chiara Rossi"])]
    attempts = marked(exam, people)
    browser = sign_in(ruth, fresh=True)
    wanted = [str(one.uuid) for one in attempts[:2]] + ["nonsense"]
    browser.post(path("sittings-release", exam), {"attempt": wanted})
    assert [Attempt.objects.get(pk=one.pk).state for one in attempts] == ["decided", "decided", "marked"]


def test_a_longer_list_takes_no_more_queries(
    exam, alma, member, cohort, ruth, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    browser = sign_in(ruth)
    marked(exam, [alma])
    with django_assert_max_num_queries(14) as first:
        browser.get(path("sittings-of", exam))
    marked(exam, students(member, cohort, ["Bela Novak", "Chiara Rossi"]))
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(path("sittings-of", exam))


def test_an_appeal_is_answered_by_somebody_new(exam, alma, ruth, dino, sign_in):
    (attempt,) = marked(exam, [alma])
    roles = frozenset({"credentialing"})
    deciding.decide(attempt=attempt, outcome="failed", reason="", by=ruth, roles=roles, at=timezone.now())
    asked = appeals.appeal(attempt=attempt, words="Look at question 1.", by=alma, at=timezone.now())
    sent = {"answer": "changed", "outcome": "passed", "reason": "Both answers are right."}
    page = sign_in(ruth).post(path("appeal-answer", asked), sent).content.decode()
    assert "answers." in page
    assert Appeal.objects.get().answer == ""
    browser = sign_in(dino)
    assert "Look at question 1." in browser.get(path("appeal-answer", asked)).content.decode()
    browser.post(path("appeal-answer", asked), {**sent, "outcome": ""})
    assert Appeal.objects.get().answer == ""  # what is changed has to be said
    browser.post(path("appeal-answer", asked), sent)
    assert [one.outcome for one in attempt.decisions.all()] == ["failed", "passed"]


def test_late_answers_count_once_a_person_says_so(exam, alma, ruth, sign_in):
    attempt = handing_in.hand_in(attempt=begin(exam, alma, at=timezone.now()), by=alma, at=timezone.now())
    number = by_kind(attempt)["single"].number
    sitting.save_answers(attempt=attempt, answers={number: "b"}, seen=0, by=alma, at=timezone.now())
    browser = sign_in(ruth)
    assert "1 answer came after the end" in browser.get(path("sitting", attempt)).content.decode()
    browser.post(path("sitting-late", attempt), {"reason": "The line was down in the whole house."})
    assert by_kind(attempt)["single"].answer == "b"
    assert "1 answer came after the end" not in browser.get(path("sitting", attempt)).content.decode()


def test_what_is_agreed_is_kept_beside_what_was(exam, alma, greta, sign_in):
    browser = sign_in(greta)
    assert "Alma Reyes" in browser.get(path("arrange") + "?name=alma").content.decode()
    page = path("arrange-person", alma.enrolment)
    browser.post(page, {"what": "allowance", "extra_percent": 25, "extra_pause_minutes": 0, "words": ""})
    browser.post(page, {"what": "allowance", "extra_percent": 50, "extra_pause_minutes": 0, "words": ""})
    assert list(Allowance.objects.values_list("extra_percent", flat=True)) == [25, 50]
    browser.post(page, {"what": "leave", "examination": exam.pk, "reason": "Ill on the day"})
    assert Leave.objects.get().examination == exam


def test_markers_and_trainers_come_and_go(exam, ben, carla, cohort, greta, sign_in):
    browser = sign_in(greta)
    browser.post(path("markers", exam), {"user": ben.pk})
    browser.post(path("markers", exam), {"end": Marker.objects.get().uuid})
    assert Marker.objects.get().until is not None
    browser.post(path("trainers"), {"user": carla.pk, "cohort": cohort.pk})
    browser.post(path("trainers"), {"end": Trains.objects.get().uuid})
    assert Trains.objects.get().until is not None


def test_nobody_from_elsewhere_and_nobody_in_training_sees_the_desk(exam, alma, farid, sign_in):
    assert sign_in(farid, fresh=True).get(path("sittings")).status_code == 404
    assert sign_in(alma, fresh=True).get(path("sittings")).status_code == 403
