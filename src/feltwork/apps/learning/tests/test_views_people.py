"""Who is where, completions by hand, taken back, and out of a file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.learning import actions
from feltwork.apps.learning.models import Completion, Course, Lesson
from feltwork.apps.learning.queries import standing_completions
from feltwork.apps.learning.tests.factories import open_course
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
COURSE = {"course": "first-steps"}


def csv(*rows):
    table = "email,course,lesson,date,score\n" + "".join(f"{row}\n" for row in rows)
    return SimpleUploadedFile("moodle.csv", table.encode())


def test_trainers_see_who_is_where(school, alma, carla, sign_in, to, at):
    _course, (first, _second) = open_course(school)
    actions.finish_lesson(enrolment=alma.enrolment, lesson=first, version=first.published, at=at)
    page = sign_in(carla).get(to("people", **COURSE)).content.decode()
    assert "Of 1 person, 1 began and 0 completed the course." in page
    assert "Alma Reyes" in page
    assert "1 of 2" in page
    one = sign_in(carla).get(to("person", uuid=alma.enrolment.uuid, **COURSE)).content.decode()
    assert "1 lesson is still to be read." in one
    assert AuditRecord.objects.filter(code="learning.see_person", by=carla).count() == 1


def test_one_cohort_can_be_chosen(school, alma, cohort, carla, sign_in, to):
    open_course(school)
    other = CohortFactory(programme=cohort.programme, edition=cohort.edition, name="Leeds 2026")
    EnrolmentFactory(cohort=other, student=UserFactory(name="Pim Vogel"))
    page = sign_in(carla).get(to("people", **COURSE) + f"?cohort={other.uuid}").content.decode()
    assert "Pim Vogel" in page
    assert "Alma Reyes" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_people_as_for_one(
    school, cohort, carla, sign_in, to, number, django_assert_num_queries
):
    open_course(school)
    for _one in range(number):
        EnrolmentFactory(cohort=cohort, student=UserFactory())
    client = sign_in(carla)
    client.get(to("people", **COURSE))
    with django_assert_num_queries(14):
        client.get(to("people", **COURSE))


def test_questions_are_counted_for_five_and_more(school, cohort, carla, sign_in, to, at):
    _course, (first, _second) = open_course(school)
    for number in range(5):
        place = EnrolmentFactory(cohort=cohort, student=UserFactory())
        given = {"version": first.published, "answers": {"q1": "ab"[number % 2]}, "key": place.uuid, "at": at}
        actions.answer_questions(enrolment=place, lesson=first, **given)
    page = sign_in(carla).get(to("people", **COURSE)).content.decode()
    assert "2 of 5" in page


def test_by_hand_and_taken_back(school, alma, greta, carla, sign_in, to):
    open_course(school)
    where = to("person", uuid=alma.enrolment.uuid, **COURSE)
    sign_in(carla).post(where, {"on": "2026-11-01", "reason": "I saw it."})
    assert Completion.objects.count() == 0  # faculty look, the office decides
    client = sign_in(greta)
    assert client.post(where, {"on": "2026-11-01", "reason": ""}).status_code == 422
    client.post(where, {"on": "2026-11-01", "reason": "Paper seen."})
    made = standing_completions().get()
    back = to("take-back", uuid=made.uuid)
    assert "Alma Reyes, “First steps”, completed on 1 November 2026." in client.get(back).content.decode()
    assert client.post(back, {"reason": " "}).status_code == 422
    assert client.post(back, {"reason": "Somebody else’s."})["Location"] == where
    assert client.get(back).status_code == 404
    assert "The completion of 1 November 2026 was taken back" in client.get(where).content.decode()
    page = sign_in(alma).get(to("course", **COURSE)).content.decode()
    assert "Somebody else’s." in page


def test_a_table_is_looked_at_first_and_then_kept_once(school, alma, greta, sign_in, to):
    open_course(school)
    Course.objects.update(outside_names=["https://tool.example/course/1"])
    client = sign_in(greta)
    rows = (
        "alma@example.org,first-steps,,2026-11-02,0.85",
        "alma@example.org,first-steps,lesson-1,2026-11-02,",
        "nobody@example.org,first-steps,,2026-11-02,",
        "alma@example.org,elsewhere,,2026-11-02,",
        "alma@example.org,first-steps,,2020-01-01,",
        "alma@example.org,first-steps,,2099-01-01,",
    )
    page = client.post(to("import"), {"file": csv(*rows)})
    words = page.content.decode()
    for said in (
        "2 completions can be kept.", "85 %", "Nobody with the address nobody@example.org has a place here.",
        "Nothing here is called “elsewhere”.", "The day lies before the person’s training began.",
        "The day lies ahead.",
    ):  # fmt: skip
        assert said in words
    assert Completion.objects.count() == 0
    kept = {"rows": page.context["sealed"], "source": "moodle.csv"}
    client.post(to("import-keep"), kept)
    client.post(to("import-keep"), kept)
    assert [(one.way, one.source, one.lesson is None) for one in Completion.objects.all()] == [
        ("file", "moodle.csv", True),
        ("file", "moodle.csv", False),
    ]
    again = client.post(to("import"), {"file": csv(*rows[:2])}).content.decode()
    assert "0 completions can be kept." in again
    assert "kept already" in again


def test_xapi_finds_a_lesson_by_a_name_that_was_given_to_it(school, alma, greta, sign_in, to):
    open_course(school)
    Lesson.objects.filter(code="lesson-1").update(outside_names=["https://tool.example/unit/7"])
    statement = {
        "id": "5f1d2a5e-0000-4000-8000-000000000001",
        "actor": {"mbox": "mailto:alma@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"id": "https://tool.example/unit/7/"},
        "timestamp": "2026-11-02T10:00:00Z",
    }
    file = SimpleUploadedFile("statements.json", json.dumps([statement]).encode())
    client = sign_in(greta)
    page = client.post(to("import"), {"file": file})
    client.post(to("import-keep"), {"rows": page.context["sealed"], "source": "statements.json"})
    assert Completion.objects.get().lesson.code == "lesson-1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "The table needs a first row with at least email, course and date."),
        (b"[1,", "This begins like xAPI, and is no JSON that can be read."),
        (b"\xff\xfe\x00", "The file is not written in UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(school, greta, sign_in, to, content, said):
    answer = sign_in(greta).post(to("import"), {"file": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_rows_of_another_school_or_changed_ones_are_not_kept(school, alma, greta, elsewhere, farid, sign_in, to):
    open_course(school)
    page = sign_in(greta).post(to("import"), {"file": csv("alma@example.org,first-steps,,2026-11-02,")})
    sealed = page.context["sealed"]
    there = to("import-keep").replace("alder-house", "birch-hall")
    assert sign_in(farid).post(there, {"rows": sealed}).status_code == 404
    assert sign_in(greta).post(to("import-keep"), {"rows": sealed[:-2]})["Location"] == to("import")
    assert Completion.objects.count() == 0
