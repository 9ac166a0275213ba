"""Pages of seminars: what people find, what they may not, and how many queries a list takes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.schools.models import ModuleDate
from feltwork.apps.schools.tests.factories import ApprovalFactory
from feltwork.apps.seminars import actions, codes
from feltwork.apps.seminars.models import CheckIn, FeedbackAnswer, MakeUp, Mark, Meeting, Seat, Seminar, SeminarRules
from feltwork.apps.seminars.tests.factories import add_meeting, first_meeting, plan, plan_group, plan_module, student

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def to(name, **kwargs):
    return reverse(f"seminars:{name}", kwargs={"school": "alder-house", **kwargs})


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def coming(school, carla, now):
    """A seminar a month from the day of the test run, with two places."""
    return plan(school, by=carla, at=now, first=now.date() + timedelta(days=30), capacity=2)


@pytest.fixture
def going_on(school, carla, alma, now):
    """A meeting that is going on while the tests run, with Alma in it."""
    seminar = plan(school, by=carla, at=now, first=now.date() + timedelta(days=2))
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=now)
    Meeting.objects.filter(seminar=seminar).update(starts_at=now - HOUR, ends_at=now + HOUR)
    return first_meeting(seminar)


def test_a_student_signs_up_waits_and_gives_back(sign_in, coming, alma, mika, noor):
    for person, words in ((alma, "You have a place."), (mika, "You have a place."), (noor, "waiting list")):
        answer = sign_in(person).post(to("sign-up", uuid=coming.uuid), follow=True)
        assert words in answer.content.decode()
    assert "You are number 1 in the waiting list" in sign_in(noor).get(to("seminar", uuid=coming.uuid)).content.decode()
    seat = Seat.objects.get(enrolment=alma.enrolment)
    sign_in(alma).post(to("answer", uuid=seat.uuid), {"do": "back"})
    page = sign_in(noor).get(to("seminar", uuid=coming.uuid)).content.decode()
    assert "A place has become free" in page
    offered = Seat.objects.get(enrolment=noor.enrolment)
    assert "You have a place." in sign_in(noor).post(
        to("answer", uuid=offered.uuid), {"do": "yes"}, follow=True
    ).content.decode()  # fmt: skip


def test_nobody_answers_for_somebody_else(sign_in, coming, alma, mika, now):
    seat = actions.sign_up(seminar=coming, enrolment=alma.enrolment, by=alma, at=now)
    assert sign_in(mika).post(to("answer", uuid=seat.uuid), {"do": "back"}).status_code == 404
    assert Seat.objects.get().state == "seated"


def test_links_are_for_those_who_have_a_place(sign_in, school, carla, alma, mika, now):
    seminar = plan(school, by=carla, at=now, meetings=0, is_open=False)
    meeting = {"on": now.date() + timedelta(days=9), "mode": "online", "link": "https://video.example/room"}
    add_meeting(seminar, by=carla, at=now, **meeting)
    actions.open_seminar(seminar=seminar, by=carla, at=now)
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=now)
    shown = [
        "video.example" in sign_in(one).get(to("seminar", uuid=seminar.uuid)).content.decode()
        for one in (alma, mika, carla)
    ]  # fmt: skip
    assert shown == [True, False, True]
    assert b"video.example" not in sign_in(alma).get(to("calendar", uuid=seminar.uuid)).content


def test_drafts_and_what_is_for_others_are_not_found(sign_in, school, carla, cohort, later_cohort, alma, guest, now):
    first = now.date() + timedelta(days=30)
    draft = plan(school, by=carla, at=now, first=first, is_open=False)
    theirs = plan(school, by=carla, at=now, first=first, programme=cohort.programme, cohort=later_cohort)
    for seminar, expected in ((draft, [404, 404]), (theirs, [404, 200])):
        answers = [sign_in(one).get(to("seminar", uuid=seminar.uuid)).status_code for one in (alma, guest)]
        assert answers == expected


def test_a_provider_finds_the_seminars_they_assist_in_and_no_others(sign_in, school, carla, ben, now):
    first = now.date() + timedelta(days=30)
    named, other = (plan(school, by=carla, at=now, first=first, title=title) for title in ("Named", "Other"))
    actions.add_staff(seminar=named, role="assistant", provider=ben.provider, by=carla, at=now)
    page = sign_in(ben).get(to("list")).content.decode()
    assert ("Named" in page, "Other" in page) == (True, False)
    pages = [sign_in(ben).get(to("desk", uuid=one.uuid)).status_code for one in (named, other)]
    assert pages == [200, 404]
    assert sign_in(ben).get(to("attendance", uuid=first_meeting(named).uuid)).status_code == 200
    assert sign_in(ben).get(to("feedback-read", uuid=named.uuid)).status_code == 404  # assistants are not told


def test_farid_finds_nothing(sign_in, coming, going_on, farid):
    addresses = [
        to("list"), to("risk"), to("settings"), to("make-ups"), to("seminar", uuid=coming.uuid),
        to("desk", uuid=coming.uuid), to("attendance", uuid=going_on.uuid), to("screen", uuid=going_on.uuid),
        to("here-code", code="K7M2QX8P"),
    ]  # fmt: skip
    assert {sign_in(farid).get(one).status_code for one in addresses} == {404}


@pytest.mark.parametrize("person", ["alma", "carla"])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    request, sign_in, school, carla, now, person, django_assert_num_queries
):
    client = sign_in(request.getfixturevalue(person))
    first = now.date() + timedelta(days=30)
    plan(school, by=carla, at=now, first=first)
    client.get(to("list"))
    with CaptureQueriesContext(connection) as once:
        client.get(to("list"))
    for _more in range(2):
        plan(school, by=carla, at=now, first=first)
    with django_assert_num_queries(len(once)):
        client.get(to("list"))


def test_the_desk_takes_the_same_queries_for_one_and_for_three(
    sign_in, coming, carla, cohort, now, django_assert_num_queries
):
    client = sign_in(carla)
    people = [student(cohort, f"Person {n}") for n in range(3)]
    actions.sign_up(seminar=coming, enrolment=people[0].enrolment, by=carla, at=now)
    client.get(to("desk", uuid=coming.uuid))
    with CaptureQueriesContext(connection) as once:
        client.get(to("desk", uuid=coming.uuid))
    for one in people[1:]:
        actions.sign_up(seminar=coming, enrolment=one.enrolment, by=carla, at=now)
    with django_assert_num_queries(len(once)):
        client.get(to("desk", uuid=coming.uuid))


def test_planning_goes_from_the_kind_to_the_dates(sign_in, carla, now):
    client = sign_in(carla)
    assert client.get(to("new"), {"kind": "workshop"}).url == to("new-kind", kind="workshop")
    answer = client.post(to("new-kind", kind="workshop"), {"title": "Breath", "leave_days": 2, "capacity": 8})
    seminar = Seminar.objects.get()
    assert answer.url == to("meeting-new", uuid=seminar.uuid)
    on = (now.date() + timedelta(days=20)).isoformat()
    date_given = {"on": on, "begins": "10:00", "ends": "17:00", "mode": "in_person", "room": "Room 2"}
    client.post(to("meeting-new", uuid=seminar.uuid), date_given)
    client.post(to("open", uuid=seminar.uuid))
    seminar.refresh_from_db()
    assert (seminar.state, seminar.meetings.get().room) == ("open", "Room 2")


def test_what_an_action_refuses_stands_beside_its_field(sign_in, carla):
    given = {"title": "Group", "leave_days": 2, "capacity": 20, "host": carla.provider.pk}
    page = sign_in(carla).post(to("new-kind", kind="consultation"), given).content.decode()
    assert "Consultation groups of this school have 3 to 8 people." in page
    assert Seminar.objects.count() == 0


def test_a_module_takes_its_name_and_is_changed(sign_in, carla, school, now):
    dates = ModuleDate.objects.get(school=school, module__code="advanced-1")
    client = sign_in(carla)
    client.post(to("new-kind", kind="module"), {"module_date": dates.pk, "title": "", "leave_days": 2, "capacity": 0})
    seminar = Seminar.objects.get()
    assert (seminar.title, seminar.meetings.count()) == ("advanced-1", 6)
    client.post(to("edit", uuid=seminar.uuid), {"title": "Advanced I", "leave_days": 3, "capacity": 4})
    seminar.refresh_from_db()
    assert (seminar.title, seminar.capacity) == ("Advanced I", 4)


def test_the_desk_says_when_an_assistant_is_missing_and_whose_approval(sign_in, school, carla, ben, alma, mika, now):
    ApprovalFactory(provider=ben.provider, kind="assists_on_training", valid_to=date(2021, 1, 1))
    seminar = plan_module(school, by=carla, at=now, code="advanced-2", needs_assistants=True)
    client = sign_in(carla)
    assert "1 assistant more is needed" in client.get(to("desk", uuid=seminar.uuid)).content.decode()
    client.post(to("staff-add", uuid=seminar.uuid), {"who": f"p:{ben.provider.uuid}", "role": "assistant"})
    page = client.get(to("desk", uuid=seminar.uuid)).content.decode()
    assert ("There are enough assistants" in page, "Not approved for these days" in page) == (True, True)
    client.post(to("staff-remove", uuid=seminar.staff.get().uuid))
    assert seminar.staff.count() == 0


def test_staff_sign_somebody_up_and_take_them_out(sign_in, coming, greta, alma):
    client = sign_in(greta, fresh=True)
    client.post(to("person-add", uuid=coming.uuid), {"email": "nobody@example.org"})
    assert Seat.objects.count() == 0
    client.post(to("person-add", uuid=coming.uuid), {"email": alma.email.upper()})
    seat = Seat.objects.get()
    assert "Take Alma Reyes out" in client.get(to("seat-remove", uuid=seat.uuid)).content.decode()
    client.post(to("seat-remove", uuid=seat.uuid))
    assert Seat.objects.get().state == "removed"


def test_the_list_is_kept_and_one_is_marked_in_detail(sign_in, going_on, carla, alma):
    client = sign_in(carla)
    page = client.get(to("attendance", uuid=going_on.uuid)).content.decode()
    assert "Alma Reyes" in page
    client.post(to("attendance", uuid=going_on.uuid), {str(alma.enrolment.uuid): "missed"})
    assert Mark.objects.get().state == "missed"
    page = client.get(to("attendance", uuid=going_on.uuid)).content.decode()
    assert to("make-up-set", uuid=going_on.uuid, enrolment=alma.enrolment.uuid) in page
    one = to("attendance-one", uuid=going_on.uuid, enrolment=alma.enrolment.uuid)
    client.post(one, {"state": "attended", "made_up_on": ""})
    assert Mark.objects.get().state == "attended"


def test_with_a_code_nobody_is_there_beforehand(sign_in, going_on, carla, now):
    client = sign_in(carla)
    assert 'value="attended" id="id_' in client.get(to("attendance", uuid=going_on.uuid)).content.decode()
    actions.open_check_in(meeting=going_on, by=carla, at=now)
    page = client.get(to("attendance", uuid=going_on.uuid)).content.decode()
    assert "Not marked" in page


def code_now(meeting):
    return codes.code_of(Meeting.objects.get(pk=meeting.pk), timezone.now())


def test_the_screen_shows_a_code_and_its_part_is_asked_for_again(sign_in, going_on, carla):
    client = sign_in(carla)
    assert "No code is shown" in client.get(to("screen", uuid=going_on.uuid)).content.decode()
    client.post(to("screen", uuid=going_on.uuid), {"do": "open"})
    page = client.get(to("screen", uuid=going_on.uuid)).content.decode()
    part = client.get(to("screen", uuid=going_on.uuid), headers={"HX-Request": "true"}).content.decode()
    assert ("0 of 1 entered it" in page, "<html" in page, "<html" in part) == (True, True, False)
    assert client.post(to("screen", uuid=going_on.uuid), {"do": "close"}).url == to("attendance", uuid=going_on.uuid)
    assert code_now(going_on) == ""


def test_a_phone_that_is_signed_in_marks_itself_by_a_button(sign_in, going_on, carla, alma, now):
    actions.open_check_in(meeting=going_on, by=carla, at=now)
    client, address = sign_in(alma), to("here-code", code=code_now(going_on))
    page = client.get(address).content.decode()
    assert ("I am here" in page, CheckIn.objects.count()) == (True, 0)  # a GET changes nothing
    assert "You are marked as there" in client.post(address, follow=True).content.decode()
    assert Mark.objects.get().state == "attended"


def test_a_phone_looks_first_signs_in_then_and_the_code_has_not_run_out(client, going_on, carla, alma, now):
    actions.open_check_in(meeting=going_on, by=carla, at=now)
    address = to("here-code", code=code_now(going_on))
    assert client.get(address).url.startswith("/accounts/login/")
    client.force_login(alma)
    # a later half minute: the code itself would be refused, this browser has seen it in time
    Meeting.objects.filter(pk=going_on.pk).update(checkin_opened_at=now - timedelta(seconds=1))
    assert "You are marked as there" in client.post(address, follow=True).content.decode()


def test_a_phone_that_did_not_look_in_time_is_refused(sign_in, going_on, carla, alma, now):
    actions.open_check_in(meeting=going_on, by=carla, at=now)
    code = code_now(going_on)
    Meeting.objects.filter(pk=going_on.pk).update(checkin_opened_at=now - timedelta(seconds=1))
    page = sign_in(alma).post(to("here-code", code=code)).content.decode()
    assert ("This code is over" in page, CheckIn.objects.count()) == (True, 0)


def test_what_was_looked_at_longer_ago_is_over(client, going_on, carla, alma, now):
    actions.open_check_in(meeting=going_on, by=carla, at=now)
    client.force_login(alma)
    session = client.session
    session["seminars-seen"] = {"K7M2QX8P": [str(going_on.uuid), (now - timedelta(minutes=11)).isoformat()]}
    session.save()
    assert "This code is over" in client.post(to("here-code", code="K7M2QX8P")).content.decode()
    assert CheckIn.objects.count() == 0


def test_a_right_code_without_a_place_notes_nothing(sign_in, going_on, carla, mika, now):
    actions.open_check_in(meeting=going_on, by=carla, at=now)
    page = sign_in(mika).post(to("here-code", code=code_now(going_on))).content.decode()
    assert ("You are not on this list" in page, CheckIn.objects.count()) == (True, 0)


def test_a_typed_code_leads_to_the_same_button(sign_in, going_on, carla, alma, now):
    actions.open_check_in(meeting=going_on, by=carla, at=now)
    code = code_now(going_on)
    answer = sign_in(alma).post(to("here"), {"code": codes.spaced(code).lower()})
    assert answer.url == to("here-code", code=code)
    assert sign_in(alma).post(to("here"), {"code": "?"}).url == to("here-code", code="-")


def test_make_up_work_goes_from_the_list_to_the_student_and_back(sign_in, going_on, carla, alma, now):
    given = {"meeting": going_on, "enrolment": alma.enrolment, "by": carla, "at": now}
    actions.mark_one(state="missed", **given)
    due = (now.date() + timedelta(days=30)).isoformat()
    form = {"how": "written", "words": "A page.", "due_on": due}
    sign_in(carla).post(to("make-up-set", uuid=going_on.uuid, enrolment=alma.enrolment.uuid), form)
    row = MakeUp.objects.get()
    assert "Written work" in sign_in(alma).get(to("make-ups")).content.decode()
    Meeting.objects.filter(pk=going_on.pk).update(starts_at=now - 30 * HOUR, ends_at=now - 28 * HOUR)
    today = timezone.localtime(now).date()
    sign_in(alma).post(to("make-up", uuid=row.uuid), {"done_on": today.isoformat(), "report": "I wrote it."})
    page = sign_in(carla).get(to("make-up", uuid=row.uuid)).content.decode()
    assert "I wrote it." in page
    back = sign_in(carla).post(to("make-up", uuid=row.uuid), {"do": "back", "answer": "", "done_on": ""})
    assert "Please write what is missing." in back.content.decode()
    sign_in(carla).post(to("make-up", uuid=row.uuid), {"do": "accept", "answer": "Good.", "done_on": ""})
    assert (MakeUp.objects.get().state, Mark.objects.get().state) == ("accepted", "made_up")


def test_nobody_reads_the_make_up_work_of_others(sign_in, going_on, carla, alma, mika, ben, now):
    given = {"meeting": going_on, "enrolment": alma.enrolment, "by": carla, "at": now}
    actions.mark_one(state="missed", **given)
    row = actions.set_make_up(how="written", words="", **given)
    answers = [sign_in(one).get(to("make-up", uuid=row.uuid)).status_code for one in (alma, mika, ben)]
    assert answers == [200, 404, 404]


def test_how_it_was_is_said_once(sign_in, going_on, carla, alma, mika, now):
    actions.mark_one(meeting=going_on, enrolment=alma.enrolment, state="attended", by=carla, at=now)
    actions.ask_feedback(seminar=going_on.seminar, at=now)
    address = to("feedback", uuid=going_on.seminar.uuid)
    assert "How was it?" in sign_in(alma).get(address).content.decode()
    assert (
        "kept without your name"
        in sign_in(alma).post(address, {"clear": "4", "pace": "none"}, follow=True).content.decode()
    )
    assert list(FeedbackAnswer.objects.values_list("question", "value")) == [("clear", 4)]
    assert "You have said how it was" in sign_in(alma).get(address).content.decode()
    assert sign_in(mika).get(address).status_code == 404
    page = sign_in(carla).get(to("feedback-read", uuid=going_on.seminar.uuid)).content.decode()
    assert "Everything is shown at once after that day" in page


def test_the_schools_numbers_are_read_by_faculty_and_changed_by_the_office(sign_in, carla, dino):
    given = {"people_per_assistant": 3, "ratio_source": "Ireland", "group_min": 3, "group_max": 6, "group_source": ""}
    given |= {"answer_hours": 24, "make_up_days": 90, "feedback_days": 10}
    sign_in(carla).post(to("settings"), given)
    assert SeminarRules.objects.count() == 0
    sign_in(dino, fresh=True).post(to("settings"), given)
    assert SeminarRules.objects.get().people_per_assistant == 3
    assert "Ireland" in sign_in(carla).get(to("settings")).content.decode()
    sign_in(dino, fresh=True).post(to("settings"), given | {"group_max": 2})
    assert SeminarRules.objects.get().group_max == 6


def test_who_lacks_days_is_told_with_what_can_be_done(sign_in, carla, alma):
    page = sign_in(carla).get(to("risk")).content.decode()
    assert ("Alma Reyes" in page, "List not kept" in page) == (True, True)


def test_a_group_leads_its_consultant_to_the_list(sign_in, school, carla, now):
    plan_group(school, host=carla.provider, by=carla, at=now, first=now.date() + timedelta(days=9))
    assert "You lead or assist" in sign_in(carla).get(to("list")).content.decode()


def test_calling_off_asks_again_and_shows_it(sign_in, coming, carla, alma, now):
    actions.sign_up(seminar=coming, enrolment=alma.enrolment, by=alma, at=now)
    client = sign_in(carla)
    assert "1 person is told" in client.get(to("call-off", uuid=coming.uuid)).content.decode()
    client.post(to("call-off", uuid=coming.uuid), {"reason": "The house is closed."})
    assert "The house is closed." in sign_in(alma).get(to("seminar", uuid=coming.uuid)).content.decode()
