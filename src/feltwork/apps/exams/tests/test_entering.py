"""An examination belongs to a level: who has reached it may sit it, others are told what is missing, or let in."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from feltwork.apps.exams.actions.arranging import rule_entry
from feltwork.apps.exams.actions.practicals import book_practical
from feltwork.apps.exams.actions.sitting import NotNow
from feltwork.apps.exams.models import Admittance, Attempt, Examination
from feltwork.apps.exams.queries.entering import entry_of
from feltwork.apps.exams.queries.practicals import may_book
from feltwork.apps.exams.tests.sitting_factories import begin, examination
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Level

DECIDES = frozenset({"credentialing"})


@pytest.fixture
def exam(cohort, carla):
    """For the intermediate level; Alma has logged nothing yet, so all of the beginning level is missing."""
    return examination(cohort.programme, carla, kinds=("single",), level=Level.objects.get(code="intermediate"))


def path(name, row, **more):
    return reverse(f"exams:{name}", kwargs={"school": "alder-house", "uuid": row.uuid, **more})


def let_in(exam, user, by, at, *, is_let_in=True, roles=DECIDES, reason="Her teachers agree."):
    return rule_entry(
        enrolment=user.enrolment, examination=exam, is_let_in=is_let_in, reason=reason, by=by, roles=roles, at=at
    )


def codes(entry):
    return [(one.code, one.level) for one in entry.missing]


def test_what_the_levels_before_ask_for_is_missing(exam, alma, at):
    found = entry_of(exam, alma.enrolment, at)
    assert ("personal_sessions", "beginning") in codes(found)
    assert not {level for _code, level in codes(found)} - {"beginning"}
    words = " ".join(one.words for one in found.missing)
    assert "Personal sessions: 4 sessions still to come in Beginning." in words
    with pytest.raises(NotNow) as refused:
        begin(exam, alma)
    assert refused.value.code == "level"
    assert not Attempt.objects.exists()


def test_the_first_level_asks_for_nothing_before_it(exam, alma, at):
    exam.level = Level.objects.get(code="beginning")
    exam.save()
    assert entry_of(exam, alma.enrolment, at).missing == ()
    assert begin(exam, alma).number == 1


def test_a_level_that_lies_ahead_has_not_begun(exam, alma, at):
    exam.level = Level.objects.get(code="advanced")
    exam.save()
    first = entry_of(exam, alma.enrolment, at).missing[0]
    assert (first.code, first.level) == ("", "advanced")
    assert first.words.startswith("Advanced begins on ")


def test_the_rules_say_from_which_level_on_it_can_be_met(cohort, carla, alma, at):
    """The gate of the written examination opens in the advanced level, whatever level the examination names."""
    exam = examination(cohort.programme, carla, kinds=("single",), evidence_code="written_examination")
    assert ("", "advanced") in codes(entry_of(exam, alma.enrolment, at))


def test_without_a_level_nothing_is_asked(cohort, carla, alma, at, django_assert_num_queries):
    exam = examination(cohort.programme, carla, kinds=("single",))
    with django_assert_num_queries(0):
        assert entry_of(exam, alma.enrolment, at).is_open


def test_somebody_is_let_in_by_a_ruling_and_it_can_be_taken_back(
    exam, alma, ruth, at, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = let_in(exam, alma, ruth, at)
    assert {"code": "personal_sessions", "level": "beginning"} in row.missing
    assert entry_of(exam, alma.enrolment, at).is_let_in
    assert Notice.objects.get(code="exams.entry").to == alma
    let_in(exam, alma, ruth, at, is_let_in=False, reason="A mistake.")
    assert not entry_of(exam, alma.enrolment, at).is_open
    let_in(exam, alma, ruth, at)
    assert begin(exam, alma).number == 1
    assert Admittance.objects.count() == 3


def test_a_ruling_needs_a_reason_and_somebody_who_may(exam, alma, ruth, greta, at):
    with pytest.raises(ValidationError) as refused:
        let_in(exam, alma, ruth, at, reason=" ")
    assert list(refused.value.message_dict) == ["reason"]
    with pytest.raises(PermissionDenied):
        let_in(exam, alma, greta, at, roles=frozenset({"registrar"}))
    with pytest.raises(PermissionDenied):
        let_in(exam, alma, alma, at)


def test_the_candidate_reads_what_is_missing_and_whom_to_ask(exam, alma, ruth, dino, sign_in):
    browser = sign_in(alma, fresh=True)
    for address in (reverse("exams:mine", args=["alder-house"]), path("exam", exam)):
        page = browser.get(address).content.decode()
        assert "Personal sessions: 4 sessions still to come in Beginning." in page
        assert "Whom to ask: Dino Marchetti, Ruth Pellow." in page
    browser.post(path("begin", exam))
    assert not Attempt.objects.exists()


def test_staff_see_it_beforehand_and_let_somebody_in(exam, alma, ruth, greta, sign_in):
    listed = sign_in(greta).get(path("entrants", exam))
    assert "Not yet" in listed.content.decode()
    assert "Ruth Pellow can let somebody in" in listed.content.decode()
    entry = path("entry", exam, enrolment=alma.enrolment.uuid)
    assert b'<form class="fw-card' not in sign_in(greta).get(entry).content
    empty = sign_in(ruth).post(entry, {"reason": ""})
    assert list(empty.context["form"].errors) == ["reason"]
    sign_in(ruth).post(entry, {"reason": "Her teachers agree."})
    assert "Let in" in sign_in(greta).get(path("entrants", exam)).content.decode()
    assert "Let in by Ruth Pellow" in sign_in(greta).get(entry).content.decode()
    door = sign_in(alma).get(path("exam", exam)).content.decode()
    assert "Let in by Ruth Pellow" in door
    assert "Her teachers agree." in door
    sign_in(ruth).post(entry, {"reason": "A mistake."})
    assert "A mistake." in sign_in(alma).get(path("exam", exam)).content.decode()
    assert list(Admittance.objects.values_list("is_let_in", flat=True)) == [True, False]


def test_the_list_takes_as_many_queries_for_three_as_for_one(exam, alma, ruth, sign_in, member, cohort, settings):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from feltwork.apps.schools.tests.factories import EnrolmentFactory

    browser, address = sign_in(ruth), path("entrants", exam)
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(address)
    for name in ("Bela Toth", "Cem Kaya"):
        EnrolmentFactory(cohort=cohort, student=member(name, "student"))
    with CaptureQueriesContext(connection) as three:
        page = browser.get(address)
    assert len(page.context["rows"]) == 3
    assert len(three) == len(one)


def test_a_stranger_and_a_student_find_nothing(exam, alma, farid, sign_in):
    for address in (path("entrants", exam), path("entry", exam, enrolment=alma.enrolment.uuid)):
        assert sign_in(farid).get(address).status_code == 404
        assert sign_in(alma).get(address).status_code == 403


def test_a_practical_examination_asks_the_same(exam, alma, ruth, at):
    exam.kind = Examination.Kind.PRACTICAL
    exam.save()
    given = {"examination": exam, "enrolment": alma.enrolment, "way": "recording", "by": alma, "at": at}
    with pytest.raises(ValidationError) as refused:
        book_practical(**given)
    assert refused.value.code == "level"
    assert "Personal sessions: 4 sessions" in refused.value.messages[0]
    let_in(exam, alma, ruth, at)
    assert may_book(exam, alma.enrolment, at).words == "You are let in: Her teachers agree."
    assert book_practical(**given).number == 1


def test_the_list_of_a_practical_one_leads_back_to_its_desk(exam, alma, ruth, sign_in):
    exam.kind = Examination.Kind.PRACTICAL
    exam.save()
    assert (
        reverse("exams:practicals", args=["alder-house"]) in sign_in(ruth).get(path("entrants", exam)).content.decode()
    )
