"""What would change: asked by staff, worked out by the worker, explained on click, applied never."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification import outlook as working
from feltwork.apps.certification.models import Outlook, OutlookRow
from feltwork.apps.certification.tests.staff_tools import make_ready, students, url
from feltwork.apps.certification.tests.test_trial import STRICTER, log
from feltwork.apps.jobs.actions import ask_cancel, go_on
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.worker import Worker
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, UserFactory
from feltwork.core.certification import State
from feltwork.core.certification.register import Affected, Answer, Moved
from feltwork.core.certification.register import Standing as Whole

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "school:se:2024-2"


@pytest.fixture(autouse=True)
def a_worker_of_its_own(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def ask(sign_in, greta):
    client = sign_in(greta)

    def start(**given):
        answer = client.post(url("outlooks"), given)
        assert answer.status_code == 302, answer.context["form"].errors
        return Outlook.objects.first()

    start.client = client
    return start


def work():
    Worker().run(once=True)


def test_stricter_rules_and_whom_they_touch(ask, alma, ben, cohort, at):
    students(cohort, 2, at)
    log(alma, ben, on=date(2026, 6, 1), at=at)
    before = list(Enrolment.objects.order_by("pk").values())
    asked = ask(under="draft", text=STRICTER)
    work()
    asked.refresh_from_db()
    assert (asked.run.state, asked.run.result) == ("done", {"affected": 3, "judged": 3})
    row = asked.rows.get(enrolment=alma.enrolment)
    assert row.turn == "more"
    moved = {code: (was, becomes) for code, was, becomes in row.moved}
    was, becomes = moved["personal_sessions"]
    assert (was[1:], becomes[1:]) == (["1", "12", "11"], ["1", "20", "19"])
    assert list(Enrolment.objects.order_by("pk").values()) == before


def test_the_page_says_how_many_of_each_kind_and_leads_to_the_reasons(ask, alma, cohort, at):
    asked = ask(under="draft", text=STRICTER)
    address = url("outlook", uuid=asked.uuid)
    assert "Waits for its turn" in ask.client.get(address).content.decode()
    work()
    page = ask.client.get(address)
    assert page.context["turns"] == [("more", "Would need more", 1)]
    (one,) = page.context["rows"]
    move = next(move for move in one.moves if move.title == "Personal sessions")
    assert (move.before.split(",")[0], move.after.split(",")[0]) == ("0 of 12", "0 of 20")
    reasons = ask.client.get(url("candidate-try", uuid=alma.enrolment.uuid), {"outlook": str(asked.uuid)})
    pair = next(one for one in reasons.context["trial"].pairs if one.title == "Personal sessions")
    assert (pair.before.words, pair.after.words) == ("0 of 12", "0 of 20")
    assert ask.client.get(url("candidate-try", uuid=alma.enrolment.uuid), {"outlook": "x"}).status_code == 404
    assert ask.client.get(address, {"turn": "gains"}).context["rows"] == []
    assert AuditRecord.objects.filter(code="certification.see_outlook").count() == 3


def test_the_same_rules_change_nothing(ask, alma, at):
    asked = ask(under=OWN)
    work()
    page = ask.client.get(url("outlook", uuid=asked.uuid))
    assert page.context["rows"] == []
    assert "Everybody would stand as they do now." in page.content.decode()


def test_only_a_cohort_or_a_programme_and_only_who_is_in_training(ask, alma, cohort, at):
    other = CohortFactory(programme=cohort.programme, edition=cohort.edition, code="2027", name="Bristol 2027")
    students(other, 2, at)
    left = EnrolmentFactory(cohort=other, student=UserFactory())
    type(left).objects.filter(pk=left.pk).update(state="withdrawn")
    judged = []
    for about in (f"cohort:{other.uuid}", f"programme:{cohort.programme.uuid}", ""):
        asked = ask(under="draft", text=STRICTER, about=about)
        work()
        asked.run.refresh_from_db()
        judged.append(asked.run.result["judged"])
    assert judged == [2, 3, 3]


def test_the_table_holds_a_line_for_each_requirement_and_no_formula(ask, alma, at):
    type(alma).objects.filter(pk=alma.pk).update(name="=1+1")
    asked = ask(under="draft", text=STRICTER)
    work()
    answer = ask.client.get(url("outlook-file", uuid=asked.uuid))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    row = next(one for one in rows if one["requirement"] == "personal_sessions")
    assert (row["name"], row["change"], row["needed before"], row["needed after"]) == ("'=1+1", "more", "12", "20")
    assert answer["Content-Disposition"].startswith("attachment")


def test_it_stops_when_asked_and_goes_on_without_doubling(ask, cohort, at, greta, monkeypatch, alma):
    students(cohort, 4, at)
    monkeypatch.setattr(working, "AT_ONCE", 2)
    asked = ask(under="draft", text=STRICTER)
    keep = working.Progress.keep

    def stop_after_the_first(self, **place):
        if Run.objects.get(pk=self.row.pk).cancel_asked_at is None and not self.kept:
            ask_cancel(run=self.row, by=greta, at=at)
        keep(self, **place)

    with monkeypatch.context() as only_once:
        only_once.setattr(working.Progress, "keep", stop_after_the_first)
        work()
    asked.run.refresh_from_db()
    assert (asked.run.state, asked.run.done, asked.rows.count()) == ("cancelled", 2, 2)
    go_on(run=asked.run, by=greta, at=at)
    work()
    asked.run.refresh_from_db()
    assert (asked.run.state, asked.run.done, asked.run.total, asked.rows.count()) == ("done", 5, 5, 5)


def test_a_batch_that_was_kept_but_not_noted_is_done_again_once(ask, alma, at):
    asked = ask(under="draft", text=STRICTER)
    OutlookRow.objects.create(school=asked.school, outlook=asked, enrolment=alma.enrolment, turn="other")
    work()
    assert [row.turn for row in asked.rows.all()] == ["more"]


def test_an_edition_that_is_gone_is_said(ask, alma, at):
    asked = ask(under=OWN)
    Outlook.objects.update(under="school:se:1999")
    work()
    asked.run.refresh_from_db()
    assert (asked.run.state, asked.run.problem) == ("failed", "These rules are not there any more.")
    assert ask.client.get(url("outlook", uuid=asked.uuid)).status_code == 200


def test_it_goes_with_its_run(ask, alma, at):
    asked = ask(under="draft", text=STRICTER)
    work()
    asked.run.delete()
    assert (Outlook.objects.count(), OutlookRow.objects.count()) == (0, 0)


def test_mistakes_of_a_draft_start_nothing(ask):
    page = ask.client.post(url("outlooks"), {"under": "draft", "text": STRICTER.replace("at_least", "at_leest")})
    assert page.context["form"].wrong == [(8, "  personal_sessions: {at_leest: 20}")]
    assert (Run.objects.count(), Outlook.objects.count()) == (0, 0)


def test_who_may(ask, sign_in, alma, carla, farid, ruth):
    asked = ask(under=OWN)
    for name, words in (("outlooks", {}), ("outlook", {"uuid": asked.uuid}), ("outlook-file", {"uuid": asked.uuid})):
        codes = [sign_in(one).get(url(name, **words)).status_code for one in (alma, carla, farid, ruth)]
        assert codes == [403, 403, 404, 200], name


def test_one_row_and_three_ask_the_same_number_of_queries(ask, alma, cohort, at):
    def queries(asked):
        with CaptureQueriesContext(connection) as found:
            ask.client.get(url("outlook", uuid=asked.uuid))
        return len(found)

    one = ask(under="draft", text=STRICTER)
    work()
    queries(one)
    first = queries(one)
    students(cohort, 2, at)
    three = ask(under="draft", text=STRICTER)
    work()
    assert (three.rows.count(), queries(three)) == (3, first)


def answer(state, missing):
    return Answer(state=state, counted=0, needed=0, missing=missing)


@pytest.mark.parametrize(
    ("eligible", "before", "after", "expected"),
    [
        ((True, False), (State.MET, 0), (State.NOT_YET, 1), "loses"),
        ((False, True), (State.NOT_YET, 1), (State.MET, 0), "gains"),
        ((False, False), (State.NOT_YET, 1), (State.CANNOT, 1), "lost"),
        ((False, False), (State.NOT_YET, 1), (State.NOT_YET, 2), "more"),
        ((False, False), (State.NOT_YET, 2), (State.NOT_YET, 1), "less"),
        ((False, False), (State.MET, 0), (State.MET, 0), "other"),
    ],
)
def test_what_a_change_comes_to(eligible, before, after, expected):
    was, becomes = (Whole(eligible=one, held=False) for one in eligible)
    moved = (Moved("a", answer(*before), answer(*after)),)
    assert working.turn_of(Affected(1, was, becomes, moved)) == expected


def test_somebody_ready_would_lose_it(ask, alma, dino, at):
    make_ready(alma.enrolment, author=dino, at=at)
    more = (
        STRICTER + "requirements:\n  - {code: essay, kind: gate, title: Essay, items: [{code: essay, title: Essay}]}\n"
    )
    asked = ask(under="draft", text=more)
    work()
    row = asked.rows.get()
    assert (row.turn, ["essay", None, ["not_yet", "0", "1", "1"]] in row.moved) == ("loses", True)
