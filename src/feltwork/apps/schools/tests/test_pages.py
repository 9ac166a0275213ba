"""The office's pages: who may open them, what they show, what they do."""

from datetime import date

import pytest
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.schools.models import Attendance, Cohort, Enrolment, Module, TrainingDay
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(school):
    return lambda name, **kwargs: reverse(f"schools:{name}", kwargs={"school": school.slug, **kwargs})


@pytest.fixture
def day(cohort):
    return TrainingDay.objects.get(module_date__cohort=cohort, on=date(2025, 3, 15))


@pytest.fixture
def pages(url, school, cohort, alma, day):
    """Every page with the people who may open it."""
    programme, module = cohort.programme, Module.objects.filter(level__programme=cohort.programme).first()
    office, place = {"greta", "dino"}, alma.enrolment.uuid
    acts = ("defer", "resume", "change-cohort", "recognise", "withdraw")
    return {
        url("cohorts"): office | {"ruth", "carla"},
        url("cohort", uuid=cohort.uuid): office | {"ruth", "carla"},
        url("calendar", uuid=cohort.uuid): office | {"ruth", "carla", "alma"},
        url("cohort-new"): office,
        url("cohort-edit", uuid=cohort.uuid): office,
        url("enrol", uuid=cohort.uuid): office,
        url("module-dates", uuid=cohort.uuid, module=module.uuid): office,
        url("attendance", uuid=day.uuid): office | {"carla"},
        url("attendance-one", uuid=day.uuid, enrolment=place): office | {"carla"},
        url("enrolment", uuid=place): office | {"ruth"},
        **{url(f"enrolment-{act}", uuid=place): office for act in acts},
        url("enrolment-hold", uuid=place): office | {"ruth"},
        url("enrolment-release", uuid=place): office | {"ruth"},
        url("programmes"): office,
        url("programme-new"): office,
        url("programme-edit", uuid=programme.uuid): office,
        url("level-new", uuid=programme.uuid): office,
        url("level-edit", uuid=module.level.uuid): office,
        url("module-new", uuid=module.level.uuid): office,
        url("module-edit", uuid=module.uuid): office,
        url("editions"): office | {"ruth"},
        url("edition-new", uuid=programme.uuid): office,
        url("settings"): {"dino"},
    }


@pytest.mark.parametrize("who", ["alma", "ben", "carla", "dino", "ruth", "greta"])
def test_who_may_open_which_page(who, cast, pages, sign_in):
    client = sign_in(getattr(cast, who))
    answers = {page: client.get(page).status_code for page in pages}
    assert answers == {page: 200 if who in may else 403 for page, may in pages.items()}


@pytest.mark.parametrize("who", ["farid", "eva"])
def test_strangers_find_nothing(who, cast, pages, sign_in):
    client = sign_in(getattr(cast, who))
    assert {client.get(page).status_code for page in pages} == {404}


def test_a_page_of_ones_own_school_does_not_show_another_schools_rows(farid, elsewhere, cohort, alma, day, sign_in):
    client = sign_in(farid)
    names = {
        "cohort": {"uuid": cohort.uuid},
        "enrolment": {"uuid": alma.enrolment.uuid},
        "attendance": {"uuid": day.uuid},
        "calendar": {"uuid": cohort.uuid},
        "programme-edit": {"uuid": cohort.programme.uuid},
    }
    urls = [reverse(f"schools:{name}", kwargs={"school": elsewhere.slug, **kw}) for name, kw in names.items()]
    assert {client.get(one).status_code for one in urls} == {404}


def test_signed_out_people_are_sent_to_sign_in(client, pages):
    assert {client.get(page).status_code for page in pages} == {302}


@pytest.mark.parametrize(("name", "queries"), [("cohorts", 5), ("programmes", 5), ("editions", 6)])
def test_lists_ask_the_database_the_same_for_one_row_and_for_three(
    name, queries, url, cohort, dino, sign_in, django_assert_num_queries
):
    client = sign_in(dino)
    with django_assert_num_queries(queries):
        client.get(url(name))
    for number in range(2):
        more = CohortFactory(programme=cohort.programme, edition=cohort.edition)
        EnrolmentFactory(cohort=more, student=UserFactory(name=f"Student {number}"))
    with django_assert_num_queries(queries):
        client.get(url(name))


@pytest.mark.parametrize(("name", "queries"), [("cohort", 8), ("attendance", 9)])
def test_pages_of_a_cohort_ask_the_same_for_one_student_and_for_three(
    name, queries, url, cohort, day, alma, greta, sign_in, django_assert_num_queries
):
    page = url(name, uuid={"cohort": cohort, "attendance": day}[name].uuid)
    client = sign_in(greta)
    with django_assert_num_queries(queries):
        client.get(page)
    for number in range(2):
        EnrolmentFactory(cohort=cohort, student=UserFactory(name=f"Student {number}"))
    with django_assert_num_queries(queries):
        client.get(page)


def test_the_page_of_a_place_asks_the_database_ten_times(url, alma, greta, sign_in, django_assert_num_queries):
    client = sign_in(greta)
    with django_assert_num_queries(10):
        client.get(url("enrolment", uuid=alma.enrolment.uuid))


def test_looking_at_a_place_is_noted(url, alma, greta, sign_in):
    sign_in(greta).get(url("enrolment", uuid=alma.enrolment.uuid))
    seen = AuditRecord.objects.get(code="schools.see_enrolment")
    assert (seen.kind, seen.by, seen.subject_uuid) == ("saw", greta, alma.enrolment.uuid)


def test_planning_a_cohort_and_what_is_wrong_with_it(url, cohort, greta, sign_in):
    client = sign_in(greta)
    words = {
        "programme": cohort.programme.pk,
        "name": "Bristol 2026",
        "code": "",
        "starts_on": "2023-01-01",
        "place": "Bristol",
        "places": "20",
        "is_public": "on",
    }
    page = client.post(url("cohort-new"), words)
    assert page.context["form"].errors == {
        "starts_on": ["No rules are published for a cohort that starts on this day."]
    }
    assert page.context["form"]["name"].value() == "Bristol 2026"
    assert client.post(url("cohort-new"), {**words, "starts_on": "2025-09-01"}).status_code == 302
    made = Cohort.objects.get(code="bristol-2026")
    assert (made.edition.code, made.places, made.is_public) == ("2024-2", 20, True)


def test_a_module_is_planned_from_its_first_day(url, cohort, greta, sign_in):
    late = CohortFactory(programme=cohort.programme, edition=cohort.edition, starts_on=date(2027, 3, 5), code="2027")
    module = Module.objects.get(code="beginning-1")
    page = url("module-dates", uuid=late.uuid, module=module.uuid)
    client = sign_in(greta)
    asked = client.get(page, {"first": "2027-03-05", "number": "3", "mode": "in_person"})
    form = asked.context["form"]
    assert [f.initial["on"].isoformat() for f in form.days] == ["2027-03-05", "2027-03-06", "2027-03-07"]
    words = {
        "day-TOTAL_FORMS": "3",
        "day-INITIAL_FORMS": "3",
        "day-0-on": "2027-03-05",
        "day-0-mode": "in_person",
        "day-1-on": "",
        "day-1-mode": "in_person",
        "day-2-on": "2027-03-08",
        "day-2-mode": "online",
        "place": "Bristol",
        "note": "",
    }
    assert client.post(page, words).status_code == 302
    days = TrainingDay.objects.filter(module_date__cohort=late).values_list("on", "mode")
    assert list(days) == [(date(2027, 3, 5), "in_person"), (date(2027, 3, 8), "online")]
    wrong = client.post(page, {**words, "day-0-on": "2027-03-01"})
    assert wrong.context["form"].place.non_field_errors() == ["A day lies before the cohort's first day."]
    assert b'value="2027-03-01"' in wrong.content


def test_a_whole_day_is_marked_at_once(url, day, alma, member, cohort, carla, sign_in):
    noor = EnrolmentFactory(cohort=cohort, student=member("Noor Aziz", "student"))
    page = url("attendance", uuid=day.uuid)
    client = sign_in(carla)
    form = client.get(page).context["form"]
    assert {f.label: f.initial for f in form.fields.values()} == {"Alma Reyes": "attended", "Noor Aziz": "attended"}
    client.post(page, {str(alma.enrolment.uuid): "attended", str(noor.uuid): "missed"})
    marks = Attendance.objects.order_by("enrolment__student__name").values_list("state", "by")
    assert list(marks) == [("attended", carla.pk), ("missed", carla.pk)]


def test_a_day_to_come_offers_only_to_excuse(url, cohort, alma, carla, sign_in):
    ahead = TrainingDay.objects.filter(module_date__cohort=cohort).last()
    form = sign_in(carla).get(url("attendance", uuid=ahead.uuid)).context["form"]
    assert [dict(f.choices) for f in form.fields.values()] == [{"": "Not marked", "excused": "Excused"}]


def test_a_day_made_up_needs_its_date(url, day, alma, carla, sign_in):
    page = url("attendance-one", uuid=day.uuid, enrolment=alma.enrolment.uuid)
    client = sign_in(carla)
    words = {"state": "made_up", "made_up_on": "", "mode": "", "note": "With 2026"}
    refused = client.post(page, words)
    assert refused.context["form"].errors == {"made_up_on": ["On which day was it made up?"]}
    assert refused.context["form"]["note"].value() == "With 2026"
    assert client.post(page, {**words, "made_up_on": "2026-03-07"}).status_code == 302
    assert Attendance.objects.get().state == "made_up"


def test_somebody_is_added_by_mail_address(url, cohort, greta, sign_in, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(greta).post(url("enrol", uuid=cohort.uuid), {"email": "Mairi@Example.org", "name": "Mairi Shand"})
    place = Enrolment.objects.get(cohort=cohort)
    assert (place.student.email, place.student.name) == ("mairi@example.org", "Mairi Shand")
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["mairi@example.org"], "You have a place")]


def test_a_full_cohort_says_so_and_keeps_what_was_typed(url, cohort, alma, greta, sign_in):
    Cohort.objects.update(places=1)
    page = sign_in(greta).post(url("enrol", uuid=cohort.uuid), {"email": "m@example.org", "name": "Mairi Shand"})
    assert page.context["form"].non_field_errors() == ["This cohort has no free place."]
    assert page.context["form"]["name"].value() == "Mairi Shand"


WORDS = {
    "defer": {"until": "", "reason": "A child is coming."},
    "recognise": {
        "kind": "training_day",
        "level": "beginning",
        "amount": "6",
        "source": "SE Australia, certificate",
        "on": "2026-10-01",
        "in_person": "4",
        "online": "2",
        "reason": "",
    },
    "hold": {"code": "invoice", "reason": "Invoice 17 is open."},
    "withdraw": {"reason": "Moves away."},
}


@pytest.mark.parametrize("verb", WORDS)
def test_what_can_be_done_with_a_place_is_done_and_told(verb, url, alma, greta, sign_in):
    client = sign_in(greta)
    answer = client.post(url(f"enrolment-{verb}", uuid=alma.enrolment.uuid), WORDS[verb], follow=True)
    assert answer.redirect_chain == [(url("enrolment", uuid=alma.enrolment.uuid), 302)]
    assert len(answer.context["events"]) == 1
    assert len(answer.context["messages"]) == 1


def test_a_recognition_is_taken_back_on_a_page_of_its_own(url, alma, ruth, greta, sign_in):
    client = sign_in(greta)
    client.post(url("enrolment-recognise", uuid=alma.enrolment.uuid), WORDS["recognise"])
    page = url("credit-take-back", uuid=alma.enrolment.recognised.get().uuid)
    assert page.encode() in client.get(url("enrolment", uuid=alma.enrolment.uuid)).content
    assert list(client.post(page, {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.post(page, {"reason": "A slip."}).status_code == 302
    assert client.get(url("enrolment", uuid=alma.enrolment.uuid)).context["credits"] == []
    assert (client.get(page).status_code, sign_in(ruth).get(page).status_code) == (404, 403)


def test_credit_whose_days_do_not_add_up_is_refused_with_everything_kept(url, alma, greta, sign_in):
    page = url("enrolment-recognise", uuid=alma.enrolment.uuid)
    answer = sign_in(greta).post(page, {**WORDS["recognise"], "online": "3"})
    form = answer.context["form"]
    assert form.non_field_errors() == ["The days by mode do not add up to the amount."]
    assert form["source"].value() == "SE Australia, certificate"


def test_changing_cohort_shows_free_places_and_moves(url, cohort, alma, greta, sign_in):
    late = CohortFactory(
        programme=cohort.programme, edition=cohort.edition, starts_on=date(2027, 3, 5), name="Bristol 2027", places=2
    )
    page = url("enrolment-change-cohort", uuid=alma.enrolment.uuid)
    client = sign_in(greta)
    choices = [str(label) for _value, label in client.get(page).context["form"].fields["cohort"].choices]
    assert choices == ["Bristol 2027, from 5 March 2027, 2 places free"]
    client.post(page, {"cohort": late.pk, "reason": "Work"})
    alma.enrolment.refresh_from_db()
    assert alma.enrolment.cohort == late


def test_an_act_that_is_not_possible_any_more_says_why(url, alma, greta, sign_in):
    client = sign_in(greta)
    client.post(url("enrolment-withdraw", uuid=alma.enrolment.uuid), WORDS["withdraw"])
    answer = client.post(url("enrolment-defer", uuid=alma.enrolment.uuid), WORDS["defer"])
    assert answer.context["form"].non_field_errors() == ["This person has left. Nothing can be changed any more."]


def test_a_calendar_has_one_neutral_day_for_each(url, cohort, alma, sign_in):
    answer = sign_in(alma).get(url("calendar", uuid=cohort.uuid))
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 36
    assert text.count("SUMMARY:Course day") == 36
    assert "DTSTART;VALUE=DATE:20250314\r\nDTEND;VALUE=DATE:20250315" in text
    assert not {"somatic", "trauma", "alma"} & set(text.lower().split())


def test_a_student_finds_only_the_calendar_of_their_own_cohort(url, cohort, alma, sign_in):
    other = CohortFactory(programme=cohort.programme, edition=cohort.edition)
    assert sign_in(alma).get(url("calendar", uuid=other.uuid)).status_code == 404


def test_the_school_changes_its_words_but_not_its_address(url, school, dino, sign_in):
    words = {
        "name": "Alder House",
        "town": "Bath",
        "country": "gb",
        "time_zone": "Europe/London",
        "email": "office@example.org",
        "about": "",
        "code": "AH",
        "answer_days": "10",
        "signer": "Ruth Pellow",
    }
    client = sign_in(dino)
    assert client.post(url("settings"), words).status_code == 302
    school.refresh_from_db()
    assert (school.slug, school.town, school.country, school.answer_days) == ("alder-house", "Bath", "GB", 10)
    wrong = client.post(url("settings"), {**words, "name": "", "code": "a1"})
    assert sorted(wrong.context["form"].errors) == ["code", "name"]
    assert wrong.context["school"].name == "Alder House"
