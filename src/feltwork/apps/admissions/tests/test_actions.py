"""An application from draft to decision: every step, and every step that is refused."""

import itertools
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from feltwork.apps.accounts.models import Membership
from feltwork.apps.admissions import actions, tasks
from feltwork.apps.admissions.models import Application, ApplicationDocument, ApplicationEvent
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Cohort, Programme, WorkItem
from feltwork.apps.schools.tests.factories import CohortFactory, ProgrammeFactory

State = Application.State
pytestmark = pytest.mark.django_db


def open_work():
    return list(WorkItem.objects.filter(closed_at=None).values_list("kind", "who", "title"))


def told(person):
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("code", flat=True))


def test_one_draft_for_one_programme(programme, eva, at):
    first = actions.begin(programme=programme, by=eva, at=at)
    assert actions.begin(programme=programme, by=eva, at=at) == first
    assert (first.state, first.edition.code) == (State.DRAFT, "2024-2")


def test_a_training_that_is_closed_takes_no_drafts(programme, eva, at):
    Programme.objects.update(is_open=False)
    programme.refresh_from_db()
    with pytest.raises(ValidationError, match="no applications just now"):
        actions.begin(programme=programme, by=eva, at=at)


def test_answers_to_another_way_in_are_kept(draft, eva, at):
    other = {"internship": "yes"}
    application = actions.save_draft(application=draft, route="graduate_student", answers=other, by=eva, at=at)
    assert application.answers == {"profession": "nursing", "years_in_practice": "4", "internship": "yes"}
    with pytest.raises(ValidationError) as refused:
        actions.save_draft(application=draft, route="magic", answers={}, by=eva, at=at)
    assert list(refused.value.message_dict) == ["route"]


def test_what_is_missing_cannot_be_sent(programme, eva, at):
    application = actions.begin(programme=programme, by=eva, at=at)
    with pytest.raises(ValidationError, match="way in first"):
        actions.submit(application=application, by=eva, at=at)
    application = actions.choose_route(application=application, route="health_profession", by=eva, at=at)
    with pytest.raises(ValidationError, match="4 answers are still missing"):
        actions.submit(application=application, by=eva, at=at)
    assert open_work() == []


def test_what_is_sent_waits_for_staff_and_is_confirmed(sent, eva, at):
    assert (sent.state, sent.submitted_at) == (State.SUBMITTED, at)
    assert open_work() == [
        ("application", "Eva Brandt", "Applies for Somatic Experiencing: I work in a health profession")
    ]
    item = WorkItem.objects.get()
    assert (item.url, item.due_on) == (f"admissions/applications/{sent.uuid}/review/", date(2026, 12, 3))
    notice = Notice.objects.get()
    assert notice.subject == "Your application to Alder House has arrived"
    assert "you will hear by 3 December 2026" in notice.body
    assert notice.url == f"/at/alder-house/admissions/applications/{sent.uuid}/"


def test_a_question_and_its_answer(sent, eva, greta, at):
    actions.ask(application=sent, text="Which name is it?", due_on=date(2026, 12, 1), by=greta, at=at)
    assert open_work() == []
    actions.answer(application=sent, text="My married name.", by=eva, at=at + timedelta(days=1))
    assert open_work() == [("application", "Eva Brandt", "Answered your question")]
    assert told(eva) == ["admissions.submitted", "admissions.asked", "admissions.answered"]
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED


def test_accepting_enrols_and_tells_once(sent, eva, late, greta, at):
    application = actions.accept(application=sent, cohort=late, text="Welcome.", by=greta, at=at)
    place = application.enrolment
    assert (application.state, application.decided_at, place.cohort, place.state) == ("accepted", at, late, "active")
    assert [m.role for m in Membership.objects.filter(user=eva)] == ["student"]
    assert open_work() == []
    assert told(eva) == ["admissions.submitted", "admissions.accepted"]
    assert "You have a place in Bristol 2027, which starts on 5 March 2027.\n\nWelcome." in Notice.objects.last().body


def test_a_full_cohort_changes_nothing(sent, late, greta, at):
    Cohort.objects.update(places=0)
    with pytest.raises(ValidationError, match="no free place"):
        actions.accept(application=sent, cohort=late, by=greta, at=at)
    sent.refresh_from_db()
    assert (sent.state, sent.enrolment, len(open_work())) == (State.SUBMITTED, None, 1)


def test_a_cohort_of_another_programme_is_refused(sent, cohort, greta, at):
    other = CohortFactory(programme=ProgrammeFactory(school=cohort.school), edition=cohort.edition)
    with pytest.raises(ValidationError) as refused:
        actions.accept(application=sent, cohort=other, by=greta, at=at)
    assert list(refused.value.message_dict) == ["cohort"]


def condition(application, late, by, at, due_on=date(2027, 1, 31)):
    return actions.accept_conditionally(
        application=application, cohort=late, text="Send your renewed licence.", due_on=due_on, by=by, at=at
    )


def test_a_condition_met_enrols(sent, eva, late, greta, at):
    application = condition(sent, late, greta, at)
    assert (application.state, application.enrolment, open_work()) == (State.CONDITIONAL, None, [])
    actions.answer(application=application, text="Here it is.", by=eva, at=at)
    assert open_work() == [("application", "Eva Brandt", "Says that the condition is met")]
    application = actions.confirm_condition(application=application, by=greta, at=at)
    assert (application.state, application.enrolment.cohort) == (State.ACCEPTED, late)
    assert open_work() == []


def test_a_condition_can_change_its_day(sent, late, greta, at):
    condition(sent, late, greta, at)
    application = condition(sent, late, greta, at, due_on=date(2027, 2, 15))
    kinds = list(application.events.values_list("kind", "due_on"))
    assert kinds[-2:] == [("conditional", date(2027, 1, 31)), ("conditional", date(2027, 2, 15))]


def test_a_condition_is_reminded_of_once_and_then_comes_before_staff(sent, eva, late, greta, at):
    condition(sent, late, greta, at)
    for day in (date(2027, 1, 23), date(2027, 1, 24), date(2027, 1, 25)):
        tasks.remind(at.replace(year=day.year, month=day.month, day=day.day))
    assert told(eva)[2:] == ["admissions.reminder"]
    assert open_work() == []
    for day in (date(2027, 2, 1), date(2027, 2, 2)):
        tasks.remind(at.replace(year=day.year, month=day.month, day=day.day))
    assert open_work() == [("application", "Eva Brandt", "A condition was to be met by now")]


def test_a_refusal_has_a_reason_and_says_how_to_ask_again(sent, eva, greta, at):
    with pytest.raises(ValidationError) as refused:
        actions.refuse(application=sent, text=" ", by=greta, at=at)
    assert list(refused.value.message_dict) == ["text"]
    application = actions.refuse(application=sent, text="You do not see clients yet.", by=greta, at=at)
    assert (application.state, application.decided_at, open_work()) == (State.REFUSED, at, [])
    body = Notice.objects.get(code="admissions.refused").body
    assert "You do not see clients yet." in body
    assert "ask for a second look" in body


def test_after_a_refusal_one_can_apply_again(sent, eva, programme, greta, at):
    actions.refuse(application=sent, text="Not yet.", by=greta, at=at)
    assert actions.begin(programme=programme, by=eva, at=at).pk != sent.pk


def test_notes_stay_among_staff(sent, eva, greta, at):
    before = told(eva)
    actions.note(application=sent, text="The licence names a maiden name.", by=greta, at=at)
    assert told(eva) == before
    assert AuditRecord.objects.get(code="admissions.note").facts == {}


def test_subjects_say_nothing_of_what_was_decided(sent, late, greta, at):
    condition(sent, late, greta, at)
    actions.refuse(application=sent, text="The licence never came.", by=greta, at=at)
    subjects = set(Notice.objects.values_list("subject", flat=True))
    assert subjects == {"Your application to Alder House has arrived", "News about your application to Alder House"}


STEPS = {
    "save_draft": lambda a, late, **who: actions.save_draft(application=a, route=a.route, answers={}, **who),
    "submit": lambda a, late, **who: actions.submit(application=a, **who),
    "answer": lambda a, late, **who: actions.answer(application=a, text="x", **who),
    "ask": lambda a, late, **who: actions.ask(application=a, text="x", **who),
    "accept": lambda a, late, **who: actions.accept(application=a, cohort=late, **who),
    "accept_conditionally": lambda a, late, **who: actions.accept_conditionally(
        application=a, cohort=late, text="x", due_on=date(2027, 1, 1), **who
    ),
    "confirm_condition": lambda a, late, **who: actions.confirm_condition(application=a, **who),
    "refuse": lambda a, late, **who: actions.refuse(application=a, text="x", **who),
    "withdraw": lambda a, late, **who: actions.withdraw_application(application=a, **who),
}
WAITING = {"accept", "accept_conditionally", "refuse", "withdraw"}
ALLOWED = {
    State.DRAFT: {"save_draft", "submit", "withdraw"},
    State.SUBMITTED: WAITING | {"ask"},
    State.ASKED: WAITING | {"answer"},
    State.CONDITIONAL: {"answer", "accept_conditionally", "confirm_condition", "refuse", "withdraw"},
}


@pytest.mark.parametrize(("state", "step"), list(itertools.product(State.values, STEPS)))
def test_every_step_is_taken_from_the_right_state_and_refused_from_any_other(state, step, draft, late, eva, greta, at):
    Application.objects.update(state=state)
    count = ApplicationEvent.objects.count()
    if step in ALLOWED.get(State(state), set()):
        STEPS[step](draft, late, by=greta, at=at)
        return
    with pytest.raises(ValidationError):
        STEPS[step](draft, late, by=greta, at=at)
    draft.refresh_from_db()
    assert (draft.state, ApplicationEvent.objects.count()) == (state, count)


def test_papers_are_taken_by_what_they_are_and_kept_under_another_name(draft, eva, at):
    upload = SimpleUploadedFile("../../degree of Eva.exe", b"%PDF-1.4 test", content_type="text/html")
    paper = actions.add_document(application=draft, criterion="degree", upload=upload, by=eva, at=at)
    assert (paper.name, paper.content_type, paper.size_bytes) == ("degree of Eva.pdf", "application/pdf", 13)
    assert paper.file.name == f"admissions/{paper.uuid}.pdf"


@pytest.mark.parametrize(("content", "word"), [(b"", "empty"), (b"MZ\x00\x01", "cannot be taken")])
def test_papers_that_cannot_be_taken(content, word, draft, eva, at):
    upload = SimpleUploadedFile("x.pdf", content)
    with pytest.raises(ValidationError, match=word):
        actions.add_document(application=draft, criterion="degree", upload=upload, by=eva, at=at)


def test_a_paper_is_taken_away_with_its_file_before_the_school_has_it(
    draft, eva, at, django_capture_on_commit_callbacks
):
    paper = draft.documents.first()
    stored = paper.file
    assert stored.storage.exists(stored.name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_document(document=paper, by=eva, at=at)
    assert not stored.storage.exists(stored.name)
    assert draft.documents.filter(removed_at=None).count() == 1


def test_a_paper_that_was_sent_stays(sent, eva, greta, at):
    paper = sent.documents.first()
    with pytest.raises(ValidationError):
        actions.remove_document(document=paper, by=eva, at=at)
    actions.ask(application=sent, text="One more?", by=greta, at=at)
    with pytest.raises(ValidationError, match="has this paper already"):
        actions.remove_document(document=paper, by=eva, at=at)


def test_no_more_than_thirty_papers(draft, eva, pdf, at):
    for _number in range(28):
        actions.add_document(application=draft, criterion="other", upload=pdf(), by=eva, at=at)
    with pytest.raises(ValidationError, match="30 papers"):
        actions.add_document(application=draft, criterion="other", upload=pdf(), by=eva, at=at)
    assert ApplicationDocument.objects.count() == 30
