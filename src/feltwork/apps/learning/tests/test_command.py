"""The command and the demo."""

import pytest
from django.core.management import CommandError, call_command

from feltwork.apps.learning.demo import build_learning
from feltwork.apps.learning.models import Completion, Course
from feltwork.apps.learning.queries import standing_of
from feltwork.apps.learning.tests.factories import open_course
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
TABLE = "email,course,date\nalma@example.org,first-steps,2026-11-02\nnobody@example.org,first-steps,2026-11-02\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "moodle.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_completions_come_in_once_and_refused_rows_say_why(school, alma, table, capsys):
    open_course(school)
    for expected in ("1 would be kept", "1 kept", "0 kept, 1 known already"):
        more = ["--check"] if "would" in expected else []
        with pytest.raises(SystemExit) as ended:
            call_command("learning", "import", table, "--school", "alder-house", *more)
        assert ended.value.code == 1
        said = capsys.readouterr().out
        assert "row 3: Nobody with the address nobody@example.org has a place here." in said
        assert expected in said
    assert [one.source for one in Completion.objects.all()] == ["moodle.csv"]


def test_what_cannot_be_read_ends_with_two(school, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    for file in (path, tmp_path / "nowhere.csv"):
        with pytest.raises(CommandError) as refused:
            call_command("learning", "import", str(file), "--school", "alder-house")
        assert refused.value.returncode == 2
    with pytest.raises(CommandError):
        call_command("learning", "import", str(path), "--school", "nowhere")


def test_a_school_gets_the_starter_course(school, capsys):
    call_command("learning", "starter", "--school", "alder-house")
    assert "lessons are there as starter, not open yet." in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("learning", "starter", "--school", "alder-house")


def test_the_demo_has_people_at_different_places(school, cohort, carla, at):
    people = [EnrolmentFactory(cohort=cohort, student=UserFactory()) for _number in range(3)]
    course = build_learning(school=school, programme=cohort.programme, people=people, by=carla, at=at)
    assert course.state == Course.State.OPEN
    done = [standing_of(one, course).done.done for one in people]
    assert done == [course.lessons.count(), 8, 3]
    assert Completion.objects.count() == 1
