"""Asking: plans, sheets around sessions, handing over, links, paper, the promise, cohorts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.measures import actions
from feltwork.apps.measures.models import Asking, Plan, Policy, Result
from feltwork.apps.measures.outbox import mail_link
from feltwork.apps.measures.tasks import lapse_all, open_all
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions as practice_actions
from feltwork.core.measures import instrument

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def to(name, client=None, **kwargs):
    own = {"uuid": client.uuid} if client else {}
    return reverse(f"measures:{name}", kwargs={"school": "alder-house", **own, **kwargs})


@pytest.fixture
def bens(sign_in, ben, eva):
    return sign_in(ben, fresh=True)


def plan(ben, file, at, **more):
    given = {"instrument_id": "fw-state", "language": "en", "how": "once", "place": "room", "starts_on": at.date()}
    return actions.assign(school=file.client.school, file=file, by=ben, at=at, **{**given, **more})


def test_a_clinician_asks_and_asks_no_more(bens, eva):
    choose = bens.get(to("plan-new", eva.file))
    assert "State check" in choose.text
    page = bens.get(to("plan-new", eva.file) + "?instrument=fw-state")
    given = {
        "instrument": "fw-state", "place": "portal", "how": "weekly", "starts_on": timezone.localdate().isoformat(),
        "language": "en",
    }  # fmt: skip
    assert page.status_code == 200
    answer = bens.post(to("plan-new", eva.file), given)
    assert answer.status_code == 302, answer.context["form"].errors
    (row,) = Plan.objects.all()
    assert (row.how, row.askings.get().state) == ("weekly", "open")
    assert "Each week" in bens.get(to("client", eva.file)).text
    bens.post(to("plan-stop", eva.file, plan=row.uuid))
    assert (Plan.objects.get().stopped_at is not None, Asking.objects.get().state) == (True, "stopped")


def test_the_page_says_why_not_and_what_instead(bens, eva, worded):
    worded("phq-9")
    page = bens.get(to("plan-new", eva.file) + "?instrument=phq-9")
    assert "in the room only" in page.text
    assert "instrument=phq-8" in page.text
    assert page.context["form"].fields["place"].choices == [("room", "In the room")]


def test_handing_over_signs_out_and_leads_nowhere_else(bens, eva, opened, ben, practice):
    bens.post(to("ask-now", eva.file), {"instrument": "fw-state"})
    row = Asking.objects.get()
    handed = bens.post(to("hand-over", eva.file, sheet=row.uuid), {"to": "here"}, follow=True)
    assert "Please hand" not in handed.text and "How it is just now" in handed.text
    assert "/practice/" not in handed.text
    assert (
        bens.get(reverse("practice:client", kwargs={"school": "alder-house", "uuid": eva.file.uuid})).status_code == 302
    )


def test_a_code_for_their_own_phone_is_shown_once(bens, eva):
    bens.post(to("ask-now", eva.file), {"instrument": "fw-state"})
    row = Asking.objects.get()
    shown = bens.post(to("hand-over", eva.file, sheet=row.uuid), {"to": "theirs"})
    assert ("data:image/svg" in shown.text, "/measures/s/" in shown.text) == (True, True)
    assert "/measures/s/" not in bens.get(to("client", eva.file)).text


def test_a_link_goes_by_neutral_mail_and_only_where_mail_is_safe(bens, eva, ben, opened):
    bens.post(to("ask-now", eva.file), {"instrument": "fw-state"})
    row = Asking.objects.get()
    bens.post(to("link-make", eva.file, sheet=row.uuid), {"to": "mail"})
    row.refresh_from_db()
    mail_link.func(asking_id=row.pk, number=row.link_number)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["eva@example.org"], "There is something for you")
    assert not {"Eva", "Brandt", "measure", "state", "Ben"} & set(letter.body.split())
    mail_link.func(asking_id=row.pk, number=row.link_number - 1)  # one that a later link has ended
    assert len(mail.outbox) == 1

    file = opened(ben, eva.file)
    practice_actions.change_identity(
        file=file, identity={**file.identity, "safe_channel": "phone"}, seen=1, by=ben, at=timezone.now()
    )
    refused = bens.post(to("link-make", eva.file, sheet=row.uuid), {"to": "mail"}, follow=True)
    assert "not the safe way" in refused.text


def test_what_stands_on_paper_is_entered_and_corrected(bens, eva):
    items = instrument("pcl-5").items
    address = to("enter", eva.file, instrument="pcl-5")
    wrong = bens.post(address, {"on": "2026-11-02", f"a-{items[0].id}": "9"})
    assert "Please enter 0 to 4." in wrong.text
    given = {f"a-{item.id}": "2" for item in items} | {f"a-{items[1].id}": "d", f"a-{items[2].id}": ""}
    assert bens.post(address, {"on": timezone.localdate().isoformat(), **given}).status_code == 302
    (row,) = Result.objects.all()
    fixed = {f"a-{item.id}": "2" for item in items}
    answer = bens.post(to("correct", eva.file, result=row.uuid), {**fixed, "reason": "Two were misread"})
    assert answer.status_code == 302
    assert Result.objects.filter(corrected_by=None).get().corrects == row
    assert bens.get(to("correct", eva.file, result=row.uuid)).status_code == 404


def test_the_state_check_stands_on_the_record_before_and_after(bens, eva, record, ben):
    part = bens.get(to("session", record), headers={"HX-Request": "true"})
    assert ("<html" in part.text, "Before" in part.text) == (False, True)
    assert "<html" in bens.get(to("session", record)).text
    begun = {"instrument": "fw-state", "record": record.uuid, "moment": "before"}
    bens.post(to("ask-now", eva.file), begun)
    bens.post(to("ask-now", eva.file), begun)
    (row,) = Asking.objects.all()
    assert (row.record, row.moment) == (record, "before")
    answers = {f"a-{item.id}": "4" for item in instrument("fw-state").items}
    keep = {"record": record.uuid, "moment": "before", "sheet": row.uuid, "on": timezone.localdate().isoformat()}
    bens.post(to("enter", eva.file, instrument="fw-state"), {**answers, **keep})
    assert (Asking.objects.count(), Result.objects.get().answered_at) == (1, record.starts_at)
    assert bens.get(to("session", record)).text.count("<dd>4</dd>") == 5
    assert (
        to("session", record)
        in bens.get(reverse("practice:record", kwargs={"school": "alder-house", "uuid": record.uuid})).text
    )


def test_sheets_open_and_lapse_by_themselves(opened, ben, eva, practice, at):
    plan(ben, opened(ben, eva.file), at, how="weekly", place="portal")
    assert Asking.objects.count() == 1
    open_all(at + 6 * DAY)
    assert Asking.objects.count() == 1
    week = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)
    lapse_all(week)
    open_all(week)
    open_all(week + timedelta(minutes=10))
    assert list(Asking.objects.order_by("opens_at").values_list("state", flat=True)) == ["lapsed", "open"]
    # a worker that was away does not make up what nobody could have answered
    open_all(at + 100 * DAY)
    assert Asking.objects.count() == 3


def test_sheets_follow_hours_and_records_once(opened, ben, eva, practice, at):
    file = opened(ben, eva.file)
    plan(ben, file, at, how="every_session", moments="both", place="portal")
    begins = at + timedelta(hours=30)
    (hour,) = practice_actions.book(
        file=file, local=begins.replace(tzinfo=None), zone="UTC", minutes=60, mode="online", by=ben, at=at
    )
    open_all(at)
    assert Asking.objects.count() == 0
    open_all(begins - timedelta(hours=2))
    before = Asking.objects.get()
    assert (before.moment, before.due_at, before.record) == ("before", begins, None)
    made = practice_actions.start_record(
        file=file, starts_at=begins, zone="UTC", mode="online", by=ben, at=begins, appointment=hour
    )
    open_all(begins + timedelta(minutes=61))
    open_all(begins + timedelta(minutes=71))
    assert [(row.moment, row.record) for row in Asking.objects.order_by("due_at")] == [
        ("before", made), ("after", made),
    ]  # fmt: skip


def test_nothing_opens_after_an_hour_that_was_cancelled_or_when_treatment_has_ended(opened, ben, eva, practice, at):
    file = opened(ben, eva.file)
    plan(ben, file, at, how="every_session", moments="after", place="portal")
    plan(ben, file, at, how="weekly", place="portal")
    (hour,) = practice_actions.book(
        file=file, local=(at + DAY).replace(tzinfo=None), zone="UTC", minutes=60, mode="online", by=ben, at=at
    )
    practice_actions.cancel(file=file, appointment=hour, span="this", by=ben, at=at)
    open_all(at + DAY + timedelta(hours=2))
    assert Asking.objects.filter(moment="after").count() == 0
    practice_actions.end_treatment(file=file, on=at.date(), by=ben, at=at)
    open_all(at + 30 * DAY)
    assert Asking.objects.count() == 1


def test_a_client_hears_of_a_sheet_only_with_their_consent(opened, ben, eva, practice, at):
    file = opened(ben, eva.file)
    plan(ben, file, at, how="once", place="portal")
    assert Notice.objects.filter(code="measures.waiting").count() == 0
    practice_actions.answer_consent(file=file, topic="messaging_reminders", decision="given", text=None, by=ben, at=at)
    plan(ben, file, at, how="once", place="portal")
    told = Notice.objects.get(code="measures.waiting")
    assert (told.to, told.subject) == (eva, "There is something for you")


def test_the_promise_is_set_on_its_page(bens, ben, practice):
    given = {
        "responder": ben.pk, "reply_hours": 4, "days": ["1", "2", "3"], "opens": "09:00", "closes": "15:00",
        "use": "clinical", "country": "DE", "seen": 0,
    }  # fmt: skip
    assert "Nobody looks yet" in bens.get(to("policy")).text
    assert bens.post(to("policy"), given).status_code == 302
    row = Policy.objects.get()
    assert (row.responder, row.days, row.country) == (ben, "123", "DE")
    assert "Ben Okafor has been told and looks by" in bens.get(to("policy")).text
    assert "Somebody else changed this" in bens.post(to("policy"), given).text
    assert bens.post(to("policy"), {**given, "seen": 1, "reply_hours": 99}).status_code == 200


def test_a_cohort_is_asked_and_only_numbers_are_told(sign_in, greta, alma, cohort, school):
    office = sign_in(greta, fresh=True)
    choose = office.get(to("trainees-new", cohort) + "?instrument=fw-state")
    assert choose.status_code == 200
    given = {"instrument": "fw-state", "how": "yearly", "starts_on": timezone.localdate().isoformat(), "language": "en"}
    office.post(to("trainees-new", cohort), given)
    office.post(to("trainees-new", cohort), given)
    (row,) = Plan.objects.all()
    assert (row.enrolment, row.place) == (alma.enrolment, "portal")
    page = office.get(to("trainees"))
    assert ("answered: fewer than five" in page.text, "Alma" in page.text) == (True, False)
    office.post(to("trainees-stop", cohort, instrument="fw-state", how="yearly"))
    assert Plan.objects.get().stopped_at is not None


def test_risk_is_not_asked_of_trainees_where_nobody_looks(sign_in, greta, cohort, school, worded, practice):
    worded("phq-9")
    page = sign_in(greta, fresh=True).get(to("trainees-new", cohort) + "?instrument=phq-9")
    assert "nobody is named here who looks" in page.text


def test_lists_ask_as_often_with_one_row_as_with_three(bens, eva, ben, opened):
    now, numbers = timezone.now(), []
    for instruments in (("fw-state",), ("pcl-5", "gad-7")):
        for one in instruments:
            actions.assign(
                school=eva.file.school, file=opened(ben, eva.file, when=now), instrument_id=one, language="en",
                how="weekly", place="room", starts_on=now.date(), by=ben, at=now,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            bens.get(to("client", eva.file))
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_an_assistant_a_supervisor_and_a_stranger_see_nothing(sign_in, otto, carla, jonas, farid, eva):
    names = ("client", "plan-new")
    found = {
        user.name.split()[0]: [sign_in(user, fresh=True).get(to(name, eva.file)).status_code for name in names]
        for user in (otto, carla, jonas, farid)
    }
    assert found == {"Otto": [403, 403], "Carla": [403, 403], "Jonas": [404, 404], "Farid": [404, 404]}
